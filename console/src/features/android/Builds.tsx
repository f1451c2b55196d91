import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { AgentBuild, AgentView } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Tag } from '../../ui/Status';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { take } from './agent';

/** The builds that are kept, so that one can go back. */
export function Builds({ view, can, use }: { view: AgentView; can: boolean; use: (build: AgentBuild) => void }) {
  const { t } = useTranslation();
  const [forgetting, setForgetting] = useState<AgentBuild | null>(null);
  return (
    <section className="card pad" aria-labelledby="builds-title">
      <h2 className="block-title" id="builds-title">
        {t('android.builds')}
      </h2>
      <div className="small muted">{t('android.buildsHelp')}</div>
      <ul className="build-list">
        {view.builds.map((b) => (
          <li key={b.id ?? 'bundled'}>
            <div className="grow">
              <b>{clean(b.version, 40)}</b> <span className="muted">({b.versionCode})</span>
              <div className="small muted">
                {b.uploadedAt ? (
                  <>
                    <When at={b.uploadedAt} />, <bdi>{t('android.by', { name: clean(b.uploadedBy, 60) })}</bdi>
                  </>
                ) : (
                  t('android.bundled')
                )}
                {' · '}
                <span className="mono">{groupHex(b.signer.slice(0, 16))}</span>
              </div>
            </div>
            {b.active ? (
              <Tag tone="ok">{t('android.active')}</Tag>
            ) : (
              can && (
                <div className="row tight">
                  <Button size="compact-sm" variant="default" onClick={() => use(b)}>
                    {t('android.use')}
                  </Button>
                  {b.id && (
                    <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setForgetting(b)}>
                      {t('android.forget')}
                    </Button>
                  )}
                </div>
              )
            )}
          </li>
        ))}
      </ul>
      {forgetting && (
        <Confirm
          danger
          title={t('android.forgetTitle', { version: clean(forgetting.version, 40) })}
          button={t('android.forget')}
          run={async () => {
            take(await api.delete<AgentView>(`/android/agent/builds/${forgetting.id}`));
            toast.ok(t('android.forgotten'));
          }}
          close={() => setForgetting(null)}
        >
          {t('android.forgetHelp')}
        </Confirm>
      )}
    </section>
  );
}

/** Which versions run on the phones, most first. */
export function Versions({ view }: { view: AgentView }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...view.phones.map((p) => p.phones));
  const now = view.builds.find((b) => b.active)?.version;
  return (
    <section className="card pad" aria-labelledby="versions-title">
      <h2 className="block-title" id="versions-title">
        {t('android.phones')}
      </h2>
      {view.phones.length === 0 && <div className="muted">{t('android.phonesNone')}</div>}
      <ul className="build-list">
        {view.phones.map((p) => (
          <li key={p.version}>
            <span style={{ width: 120 }} className="clip">
              <bdi>{clean(p.version, 40) || '—'}</bdi>
            </span>
            <span className="funnel-bar grow" aria-hidden>
              <span style={{ width: `${(p.phones / most) * 100}%` }} />
            </span>
            {p.version === now && <Tag tone="ok">{t('android.current')}</Tag>}
            <span className="nowrap">{t('android.phonesOf', { count: p.phones })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
