import { Button, Switch } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { AgentConsequences, AgentView } from '../api/types';
import { useMay } from '../app/queries';
import { AgentCard } from '../features/android/AgentCard';
import { agentQuery, type Change, consequencesOf, take } from '../features/android/agent';
import { Builds, Versions } from '../features/android/Builds';
import { ChangeDialog } from '../features/android/ChangeDialog';
import { SetUpDialog } from '../features/android/SetUpDialog';
import { clean } from '../ui/hostile';
import { Page } from '../ui/Page';
import { Failed, Lines, useProblemText } from '../ui/states';
import { toast } from '../ui/toast';

/** The agent that Android phones get from here, and the code that sets up the company's own phones. */
export default function Android() {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const { data: view, error, refetch } = useQuery(agentQuery);
  const [asked, setAsked] = useState<{ consequences: AgentConsequences; change: Change } | null>(null);
  const [settingUp, setSettingUp] = useState(false);
  const can = may('administration');
  const done = (next: AgentView) => {
    take(next);
    toast.ok(t('android.uploaded', { version: clean(next.builds.find((b) => b.active)?.version, 40) }));
  };
  const change = async (run: Change['run']) => {
    try {
      done(await run([]));
    } catch (e) {
      const consequences = consequencesOf(e);
      if (!consequences) throw e;
      setAsked({ consequences, change: { run } });
    }
  };
  const listed = (inStore: boolean) =>
    api.put<AgentView>('/android/agent/store', { inStore }).then(
      (next) => {
        take(next);
        toast.ok(t('common.saved'));
      },
      (e) => toast.failed(problem(e)),
    );
  const build = view?.builds.find((b) => b.active);
  return (
    <Page
      title={t('nav.android')}
      name={t('nav.android')}
      answer={view && (build ? t('android.answer', { version: clean(build.version, 40) }) : t('android.answerNone'))}
      actions={
        may('devices') &&
        build && (
          <Button leftSection={<IconQrcode size={16} aria-hidden />} onClick={() => setSettingUp(true)}>
            {t('android.setUpButton')}
          </Button>
        )
      }
    >
      {!view ? (
        <div className="card pad">{error ? <Failed error={error} retry={refetch} /> : <Lines />}</div>
      ) : (
        <div className="grid2" style={{ alignItems: 'start' }}>
          <AgentCard view={view} can={can} change={change} />
          <div className="stack">
            <section className="card pad stack" aria-labelledby="set-up-title">
              <h2 className="block-title" id="set-up-title">
                {t('android.setUp')}
              </h2>
              <span>{t('android.setUpHelp')}</span>
              <span className="small muted">{t('android.google')}</span>
              <span className="small muted">{t('android.certificate')}</span>
            </section>
            <Versions view={view} />
            <Builds
              view={view}
              can={can}
              use={(b) =>
                change((agree) => api.post<AgentView>('/android/agent/activate', { id: b.id, agree })).catch((e) =>
                  toast.failed(problem(e)),
                )
              }
            />
            <section className="card pad stack" aria-labelledby="store-title">
              <h2 className="block-title" id="store-title">
                {t('android.store')}
              </h2>
              <Switch
                label={t('android.storeSwitch')}
                description={t('android.storeHelp', { package: clean(build?.packageName ?? '', 100) })}
                checked={view.inStore}
                disabled={!can}
                onChange={(e) => listed(e.currentTarget.checked)}
              />
            </section>
          </div>
        </div>
      )}
      {asked && (
        <ChangeDialog
          consequences={asked.consequences}
          run={async (agree) => done(await asked.change.run(agree))}
          close={() => setAsked(null)}
        />
      )}
      {settingUp && <SetUpDialog close={() => setSettingUp(false)} />}
    </Page>
  );
}
