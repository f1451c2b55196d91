import { Button } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { AgentBuild, AgentView } from '../../api/types';
import { language } from '../../i18n';
import { CopyButton } from '../../ui/Copy';
import { groupHex } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice, Tag } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { androidName } from './agent';

export const megabytes = (bytes: number): string =>
  new Intl.NumberFormat(language(), { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(
    bytes / 1048576,
  );

function Fingerprint({ hex }: { hex: string }) {
  return (
    <div className="row tight nowrap" style={{ alignItems: 'flex-start' }}>
      <span className="mono small wrap">{groupHex(hex)}</span>
      <CopyButton text={hex} />
    </div>
  );
}

function Facts({ build }: { build: AgentBuild }) {
  const { t } = useTranslation();
  return (
    <dl className="dl">
      <dt>{t('android.package')}</dt>
      <dd className="mono small">{clean(build.packageName, 200)}</dd>
      <dt>{t('android.runs')}</dt>
      <dd>
        {t('android.runsOn', { min: androidName(build.minSdk), target: androidName(build.targetSdk) })}
        {' · '}
        {megabytes(build.bytes)}
      </dd>
      <dt>{t('android.sha256')}</dt>
      <dd>
        <Fingerprint hex={build.sha256} />
      </dd>
      <dt>{t('android.signer')}</dt>
      <dd>
        <bdi>{clean(build.signerName, 200)}</bdi>
        <Fingerprint hex={build.signer} />
        <div className="small muted">{t('android.signerHelp')}</div>
      </dd>
      {build.earlierSigners.map((hex) => (
        <div key={hex} style={{ display: 'contents' }}>
          <dt>{t('android.earlier')}</dt>
          <dd>
            <Fingerprint hex={hex} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The build that phones get, and the way to put another in its place. */
export function AgentCard({
  view,
  can,
  change,
}: {
  view: AgentView;
  can: boolean;
  change: (run: (agree: string[]) => Promise<AgentView>) => Promise<void>;
}) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const build = view.builds.find((b) => b.active);
  const upload = async (file: File) => {
    setError('');
    if (file.size > view.maxBytes) {
      setError(t('android.tooLarge', { max: megabytes(view.maxBytes) }));
      return;
    }
    setBusy(true);
    try {
      await change((agree) => api.upload<AgentView>('/android/agent', file, { agree: agree.join(',') }));
    } catch (e) {
      setError(problem(e));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card pad stack" aria-labelledby="agent-title">
      <div className="spread">
        <h2 className="block-title" id="agent-title">
          {t('android.agent')}
        </h2>
        {build && <Tag tone={build.id ? 'accent' : 'none'}>{t(build.id ? 'android.own' : 'android.bundled')}</Tag>}
      </div>
      {view.problem ? (
        <Notice tone={view.available ? 'warn' : 'crit'}>{clean(view.problem, 400)}</Notice>
      ) : (
        !view.available && <Notice tone="warn">{t('android.build')}</Notice>
      )}
      {build && (
        <>
          <div>
            <span className="agent-version">{clean(build.version, 40)}</span>{' '}
            <span className="muted">({build.versionCode})</span>
            {build.uploadedAt && (
              <div className="small muted">
                <When at={build.uploadedAt} />, <bdi>{t('android.by', { name: clean(build.uploadedBy, 60) })}</bdi>
              </div>
            )}
          </div>
          <Facts build={build} />
        </>
      )}
      {error && (
        <Notice tone="crit" role="alert">
          {error}
        </Notice>
      )}
      <div className="row">
        {build && (
          <Button
            component="a"
            href={view.url}
            variant="default"
            download="fairlead-agent.apk"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('android.download')}
          </Button>
        )}
        {can && (
          <>
            <Button
              variant={build ? 'default' : 'filled'}
              loading={busy}
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => input.current?.click()}
            >
              {t('android.upload')}
            </Button>
            <input
              ref={input}
              type="file"
              hidden
              aria-label={t('android.upload')}
              accept=".apk,application/vnd.android.package-archive"
              onChange={(e) => {
                const file = e.currentTarget.files?.[0];
                e.currentTarget.value = '';
                if (file) upload(file);
              }}
            />
          </>
        )}
      </div>
      {can && <span className="small muted">{t('android.uploadHelp', { max: megabytes(view.maxBytes) })}</span>}
    </section>
  );
}
