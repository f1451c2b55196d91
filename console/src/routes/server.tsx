import { Button, NumberInput, PasswordInput, Select, Textarea, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { ServerInfo, ServerSettings } from '../api/types';
import { queryClient } from '../app/queries';
import { ApplePush } from '../features/apple/ApplePush';
import { Authorities } from '../features/apple/Authorities';
import { ServerKeyLife } from '../features/codes/ServerKeyLife';
import { CopyButton } from '../ui/Copy';
import { formatBytes, formatNumber, groupHex } from '../ui/format';
import { clean } from '../ui/hostile';
import { Page } from '../ui/Page';
import { Notice } from '../ui/Status';
import { Failed, Lines, useProblemText } from '../ui/states';
import { Until, When } from '../ui/Text';
import { toast } from '../ui/toast';

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card pad stack">
    <h2 className="block-title">{title}</h2>
    {children}
  </section>
);

function Settings({ saved, url }: { saved: ServerSettings; url: string }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [s, setS] = useState(saved);
  const [to, setTo] = useState('');
  const [error, setError] = useState<unknown>(null);
  const fields = error instanceof ApiError ? error.fields : {};
  const changed = JSON.stringify(s) !== JSON.stringify(saved);
  const mail = (change: Partial<ServerSettings['mail']>) => setS({ ...s, mail: { ...s.mail, ...change } });
  const phones = s.phones ?? { publicUrl: '', mailsPerDay: 0, invitationDays: 365 };
  const setPhones = (change: Partial<typeof phones>) => setS({ ...s, phones: { ...phones, ...change } });
  const save = async () => {
    try {
      const done = await api.put<ServerSettings>('/server/settings', { ...s, revision: saved.revision });
      queryClient.setQueryData(['server', 'settings'], done);
      queryClient.invalidateQueries({ queryKey: ['me'] });
      setError(null);
      toast.ok(t('common.saved'));
    } catch (e) {
      setError(e);
    }
  };
  const test = () =>
    api.post('/server/mail/test', { to }).then(
      () => toast.ok(t('server.testSent', { to: clean(to, 80) })),
      (e) => toast.failed(problem(e)),
    );
  return (
    <>
      <Section title={t('server.organisation')}>
        <TextInput
          label={t('server.organisationName')}
          description={t('server.organisationHelp')}
          maxLength={100}
          value={s.organisation}
          error={fields.organisation}
          onChange={(e) => setS({ ...s, organisation: e.currentTarget.value })}
        />
      </Section>
      <Section title={t('server.mail')}>
        {!s.mail.host && <Notice tone="info">{t('server.noMail')}</Notice>}
        <div className="grid2">
          <TextInput
            label={t('server.host')}
            value={s.mail.host}
            error={fields['mail.host']}
            onChange={(e) => mail({ host: e.currentTarget.value })}
          />
          <NumberInput
            label={t('server.port')}
            min={1}
            max={65_535}
            allowDecimal={false}
            value={s.mail.port}
            error={fields['mail.port']}
            onChange={(v) => mail({ port: Number(v) })}
          />
          <Select
            label={t('server.security')}
            data={[
              { value: 'starttls', label: 'STARTTLS' },
              { value: 'tls', label: 'TLS' },
              { value: 'none', label: t('server.noTls') },
            ]}
            allowDeselect={false}
            value={s.mail.security}
            onChange={(v) => mail({ security: v as ServerSettings['mail']['security'] })}
          />
          <TextInput
            label={t('server.from')}
            value={s.mail.from}
            error={fields['mail.from']}
            onChange={(e) => mail({ from: e.currentTarget.value })}
          />
          <TextInput
            label={t('server.user')}
            autoComplete="off"
            value={s.mail.user}
            onChange={(e) => mail({ user: e.currentTarget.value })}
          />
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="new-password"
            placeholder={s.mail.passwordSet ? t('server.passwordSet') : ''}
            value={s.mail.password ?? ''}
            onChange={(e) => mail({ password: e.currentTarget.value || undefined })}
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          />
        </div>
        {s.mail.security !== 'none' && (
          <Textarea
            label={t('server.roots')}
            description={t('server.rootsHelp')}
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            value={s.mail.trustedRoots ?? ''}
            error={fields['mail.trustedRoots']}
            onChange={(e) => mail({ trustedRoots: e.currentTarget.value })}
          />
        )}
        <div className="row" style={{ alignItems: 'flex-end' }}>
          <TextInput
            label={t('server.testTo')}
            type="email"
            value={to}
            onChange={(e) => setTo(e.currentTarget.value)}
          />
          <Button
            variant="default"
            leftSection={<IconMailForward size={16} aria-hidden />}
            disabled={!to.includes('@') || changed}
            onClick={test}
          >
            {t('server.test')}
          </Button>
        </div>
      </Section>
      <Section title={t('server.phones')}>
        <TextInput
          label={t('server.phonesUrl')}
          description={t('server.phonesUrlHelp', { url: clean(url, 200) })}
          placeholder={clean(url, 200)}
          maxLength={200}
          inputMode="url"
          spellCheck={false}
          value={phones.publicUrl}
          error={fields['phones.publicUrl']}
          onChange={(e) => setPhones({ publicUrl: e.currentTarget.value })}
        />
        <div className="grid2">
          <NumberInput
            label={t('server.mailsPerDay')}
            description={t('server.mailsPerDayHelp')}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            value={phones.mailsPerDay}
            error={fields['phones.mailsPerDay']}
            onChange={(v) => setPhones({ mailsPerDay: Number(v) })}
          />
          <NumberInput
            label={t('server.invitationDays')}
            description={t('server.invitationDaysHelp')}
            suffix={` ${t('server.days')}`}
            min={30}
            max={3650}
            allowDecimal={false}
            value={phones.invitationDays}
            error={fields['phones.invitationDays']}
            onChange={(v) => setPhones({ invitationDays: Number(v) })}
          />
        </div>
      </Section>
      <Section title={t('server.retention')}>
        <span className="muted">{t('server.retentionHelp')}</span>
        <div className="grid2">
          {(['info', 'warning', 'failure', 'critical'] as const).map((k) => (
            <NumberInput
              key={k}
              label={t(`level.${k}`)}
              suffix={` ${t('server.days')}`}
              min={1}
              max={3650}
              allowDecimal={false}
              value={s.retentionDays[k]}
              error={fields[`retentionDays.${k}`]}
              onChange={(v) => setS({ ...s, retentionDays: { ...s.retentionDays, [k]: Number(v) } })}
            />
          ))}
        </div>
      </Section>
      {error !== null && (
        <Notice tone="crit" role="alert">
          {problem(error)}
        </Notice>
      )}
      {changed && (
        <div className="row">
          <Button onClick={save}>{t('common.save')}</Button>
          <Button
            variant="default"
            onClick={() => {
              setS(saved);
              setError(null);
            }}
          >
            {t('save.discard')}
          </Button>
        </div>
      )}
    </>
  );
}

export default function ServerPage() {
  const { t } = useTranslation();
  const info = useQuery({ queryKey: ['server'], queryFn: () => api.get<ServerInfo>('/server') });
  const settings = useQuery({
    queryKey: ['server', 'settings'],
    queryFn: () => api.get<ServerSettings>('/server/settings'),
  });
  const i = info.data;
  const name = t('nav.server');
  const error = info.error ?? settings.error;
  if (error)
    return (
      <Page title={name} name={name}>
        <div className="card">
          <Failed
            error={error}
            retry={() => {
              info.refetch();
              settings.refetch();
            }}
          />
        </div>
      </Page>
    );
  return (
    <Page
      title={name}
      name={name}
      answer={
        i &&
        t('server.answer', {
          version: i.version,
          online: formatNumber(i.devicesOnline),
          memory: formatBytes(i.memoryBytes),
        })
      }
    >
      <div className="grid2" style={{ alignItems: 'start' }}>
        <div className="stack">
          {settings.data && i ? (
            <Settings key={settings.data.revision} saved={settings.data} url={i.publicUrl} />
          ) : (
            <div className="card pad">
              <Lines />
            </div>
          )}
        </div>
        {i && (
          <div className="stack">
            <Section title={t('server.info')}>
              <dl className="dl">
                <dt>{t('server.version')}</dt>
                <dd>{clean(i.version, 40)}</dd>
                <dt>{t('server.started')}</dt>
                <dd>
                  <When at={i.startedAt} />{' '}
                  <span className="muted">
                    ({t('server.startTook', { seconds: formatNumber(i.startMillis / 1000) })})
                  </span>
                </dd>
                <dt>{t('server.database')}</dt>
                <dd>{t(`server.databases.${i.database}`)}</dd>
                <dt>{t('server.publicUrl')}</dt>
                <dd>
                  <span className="mono">{clean(i.publicUrl)}</span> <CopyButton text={i.publicUrl} />
                </dd>
                <dt>{t('server.gateway')}</dt>
                <dd>
                  <span className="mono">{clean(i.gateway)}</span>
                </dd>
              </dl>
            </Section>
            <Section title={t('server.certificates')}>
              {i.certificates.map((c) => (
                <div key={c.name + c.fingerprint}>
                  <b>{clean(c.name, 60)}</b> <span className="muted">{clean(c.subject, 120)}</span>
                  <div className="row tight nowrap" style={{ alignItems: 'flex-start' }}>
                    <span className="mono small">{groupHex(c.fingerprint)}</span>
                    <CopyButton text={c.fingerprint} />
                  </div>
                  <div className="small muted">
                    {t('device.validUntil')} <Until at={c.notAfter} />
                  </div>
                </div>
              ))}
            </Section>
            <ServerKeyLife />
            {settings.data && <ApplePush organisation={settings.data.organisation} />}
            <Authorities />
          </div>
        )}
      </div>
    </Page>
  );
}
