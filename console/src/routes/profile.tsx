import { Button, Modal, PasswordInput, SegmentedControl, TextInput, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { Me, SessionInfo } from '../api/types';
import { createPasskey, passkeysSupported } from '../api/webauthn';
import { queryClient, useMe } from '../app/queries';
import { AddTotp } from '../features/access/AddTotp';
import { RecoveryCodes } from '../features/access/RecoveryCodes';
import { type Language, language, setLanguage } from '../i18n';
import { Confirm } from '../ui/Confirm';
import { clean } from '../ui/hostile';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Status';
import { Lines, useProblemText } from '../ui/states';
import { When } from '../ui/Text';
import { toast } from '../ui/toast';

const Section = ({ title, help, children }: { title: string; help?: string; children: ReactNode }) => (
  <section className="card pad stack">
    <div>
      <h2 className="block-title">{title}</h2>
      {help && <span className="muted">{help}</span>}
    </div>
    {children}
  </section>
);
const refresh = () => queryClient.invalidateQueries({ queryKey: ['me'] });

function Password() {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [v, setV] = useState({ current: '', next: '' });
  const [error, setError] = useState<ApiError | null>(null);
  const save = () =>
    api.post('/me/password', v).then(
      () => {
        setV({ current: '', next: '' });
        setError(null);
        toast.ok(t('profile.passwordDone'));
      },
      (e) => {
        if (e instanceof ApiError) setError(e);
        toast.failed(problem(e));
      },
    );
  const eye = { 'aria-label': t('signIn.show') };
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        save();
      }}
    >
      <div className="grid2">
        <PasswordInput
          label={t('profile.current')}
          autoComplete="current-password"
          visibilityToggleButtonProps={eye}
          error={error?.fields.current && clean(error.fields.current)}
          value={v.current}
          onChange={(e) => setV({ ...v, current: e.currentTarget.value })}
        />
        <PasswordInput
          label={t('profile.next')}
          autoComplete="new-password"
          visibilityToggleButtonProps={eye}
          error={error?.fields.next && clean(error.fields.next)}
          value={v.next}
          onChange={(e) => setV({ ...v, next: e.currentTarget.value })}
        />
      </div>
      <div className="row">
        <Button type="submit" variant="default" disabled={!v.current || v.next.length < 12}>
          {t('profile.changePassword')}
        </Button>
        <span className="small muted">{t('setup.passwordHelp')}</span>
      </div>
    </form>
  );
}

type Dialog =
  | { kind: 'totp' | 'removeTotp' | 'newCodes' | 'passkey' }
  | { kind: 'codes'; codes: string[] }
  | { kind: 'removePasskey'; id: string; name: string }
  | null;

function Factors({ me }: { me: Me }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [dialog, setDialog] = useState<Dialog>(null);
  const [name, setName] = useState('');
  const close = () => setDialog(null);
  const got = (codes: string[] | null) => {
    refresh();
    codes?.length ? setDialog({ kind: 'codes', codes }) : close();
  };
  const passkey = async () => {
    try {
      const credential = await createPasskey(await api.post('/me/passkeys/options'));
      got((await api.post<{ recoveryCodes: string[] | null }>('/me/passkeys', { name, credential })).recoveryCodes);
    } catch (e) {
      toast.failed(e instanceof ApiError ? problem(e) : t('passkey.failed'));
    }
  };
  return (
    <>
      <Section title={t('profile.passkeys')} help={t('profile.passkeysHelp')}>
        {me.passkeys.map((k) => (
          <div key={k.id} className="spread">
            <div>
              <b>
                <bdi>{clean(k.name, 60)}</bdi>
              </b>
              <div className="small muted">
                {t('profile.added')} <When at={k.createdAt} /> · {t('apiToken.lastUsed')}:{' '}
                <When at={k.lastUsedAt} empty={t('common.never')} />
              </div>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setDialog({ kind: 'removePasskey', id: k.id, name: k.name })}
            >
              {t('common.delete')}
            </Button>
          </div>
        ))}
        {passkeysSupported() && (
          <div>
            <Button
              variant="default"
              onClick={() => {
                setName('');
                setDialog({ kind: 'passkey' });
              }}
            >
              {t('passkey.add')}
            </Button>
          </div>
        )}
      </Section>
      <Section title={t('profile.totp')}>
        <div className="spread">
          <Tag tone={me.totp ? 'ok' : 'none'}>{t(me.totp ? 'profile.totpOn' : 'profile.totpOff')}</Tag>
          {me.totp ? (
            <Button size="compact-sm" variant="default" onClick={() => setDialog({ kind: 'removeTotp' })}>
              {t('common.delete')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setDialog({ kind: 'totp' })}>
              {t('enrol.totp')}
            </Button>
          )}
        </div>
      </Section>
      <Section title={t('recovery.title')}>
        <div className="spread">
          <span className={me.recoveryCodesLeft < 3 ? 'fg-warn' : ''}>
            {t('recovery.left', { count: me.recoveryCodesLeft })}
          </span>
          <Button variant="default" onClick={() => setDialog({ kind: 'newCodes' })}>
            {t('recovery.renew')}
          </Button>
        </div>
      </Section>
      {dialog?.kind === 'totp' && (
        <Modal opened onClose={close} title={t('enrol.totp')} size="lg">
          <AddTotp done={got} />
        </Modal>
      )}
      {dialog?.kind === 'codes' && (
        <Modal opened onClose={close} title={t('recovery.title')} closeOnClickOutside={false}>
          <RecoveryCodes codes={dialog.codes} done={close} />
        </Modal>
      )}
      {dialog?.kind === 'passkey' && (
        <Modal opened onClose={close} title={t('passkey.add')}>
          <form
            className="stack"
            onSubmit={(e) => {
              e.preventDefault();
              passkey();
            }}
          >
            <TextInput
              label={t('passkey.name')}
              data-autofocus
              maxLength={60}
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <Button type="submit" disabled={!name.trim()}>
              {t('signIn.continue')}
            </Button>
          </form>
        </Modal>
      )}
      {dialog?.kind === 'removeTotp' && (
        <Confirm
          danger
          title={t('profile.removeTotp')}
          button={t('common.delete')}
          run={() => api.delete('/me/totp').then(refresh)}
          close={close}
        >
          {t('profile.removeFactor')}
        </Confirm>
      )}
      {dialog?.kind === 'removePasskey' && (
        <Confirm
          danger
          title={t('profile.removePasskey', { name: clean(dialog.name, 60) })}
          button={t('common.delete')}
          run={() => api.delete(`/me/passkeys/${dialog.id}`).then(refresh)}
          close={close}
        >
          {t('profile.removeFactor')}
        </Confirm>
      )}
      {dialog?.kind === 'newCodes' && (
        <Confirm
          title={t('recovery.renew')}
          button={t('recovery.renew')}
          run={async () => {
            const codes = (await api.post<{ recoveryCodes: string[] }>('/me/recovery-codes')).recoveryCodes;
            setTimeout(() => got(codes));
          }}
          close={close}
        >
          {t('recovery.renewHelp')}
        </Confirm>
      )}
    </>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { data } = useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: () => api.get<{ items: SessionInfo[] }>('/me/sessions'),
  });
  if (!data) return <Lines count={2} />;
  const end = (id: string) =>
    api.delete(`/me/sessions/${id}`).then(
      () => queryClient.invalidateQueries({ queryKey: ['me', 'sessions'] }),
      (e) => toast.failed(problem(e)),
    );
  return data.items.map((s) => (
    <div key={s.id} className="spread">
      <div className="grow">
        <bdi>{clean(s.userAgent, 120)}</bdi>
        <div className="small muted">
          <span className="mono">{clean(s.address, 60)}</span> · {t('administrator.seen')}: <When at={s.lastSeenAt} />
        </div>
      </div>
      {s.current ? (
        <Tag tone="accent">{t('profile.thisSession')}</Tag>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => end(s.id)}>
          {t('profile.end')}
        </Button>
      )}
    </div>
  ));
}

export default function Profile() {
  const { t } = useTranslation();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [name, setName] = useState<string | null>(null);
  if (!me) return null;
  const patch = (change: Partial<Me>) => api.patch<Me>('/me', change).then((m) => queryClient.setQueryData(['me'], m));
  return (
    <Page
      title={t('nav.profile')}
      name={t('nav.profile')}
      answer={
        <>
          <bdi>{clean(me.name, 60)}</bdi> · <span className="mono">{clean(me.login, 60)}</span> ·{' '}
          {clean(me.workspace.name, 80)}
        </>
      }
    >
      <div className="grid2" style={{ alignItems: 'start' }}>
        <div className="stack">
          <Section title={t('profile.appearance')}>
            <div className="row" style={{ alignItems: 'flex-end' }}>
              <TextInput
                label={t('setup.name')}
                maxLength={100}
                value={name ?? me.name}
                onChange={(e) => setName(e.currentTarget.value)}
              />
              {name !== null && name !== me.name && (
                <Button onClick={() => patch({ name }).then(() => setName(null))}>{t('common.save')}</Button>
              )}
            </div>
            <div className="row">
              <SegmentedControl
                aria-label={t('profile.language')}
                value={language()}
                onChange={(l) => {
                  setLanguage(l as Language);
                  patch({ locale: l as Language });
                }}
                data={[
                  { value: 'en', label: 'English' },
                  { value: 'ru', label: 'Русский' },
                ]}
              />
              <SegmentedControl
                aria-label={t('profile.theme')}
                value={colorScheme}
                onChange={(x) => {
                  setColorScheme(x as Me['theme']);
                  patch({ theme: x as Me['theme'] });
                }}
                data={(['auto', 'light', 'dark'] as const).map((x) => ({ value: x, label: t(`theme.${x}`) }))}
              />
            </div>
          </Section>
          <Section title={t('signIn.password')}>
            <Password />
          </Section>
          <Section title={t('profile.sessions')} help={t('profile.sessionsHelp')}>
            <Sessions />
          </Section>
        </div>
        <div className="stack">
          <Factors me={me} />
        </div>
      </div>
    </Page>
  );
}
