import { Anchor, Button, Divider, PasswordInput, TextInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { SessionState } from '../api/types';
import { askPasskey, passkeysSupported } from '../api/webauthn';
import { queryClient } from '../app/queries';
import { CodeInput } from '../features/access/CodeInput';
import { Gate } from '../features/access/Gate';
import { useGo, useParamsOfAddress } from '../ui/location';
import { Notice } from '../ui/Status';
import { useProblemText } from '../ui/states';

const safe = (next: string | undefined) => (next?.startsWith('/') && !next.startsWith('//') ? next : '/');

export default function SignIn() {
  const { t } = useTranslation();
  const go = useGo();
  const [{ next }] = useParamsOfAddress();
  const problem = useProblemText();
  const [state, setState] = useState<SessionState | null>(null);
  const [way, setWay] = useState<'totp' | 'recovery' | 'passkey'>('totp');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);

  const run = async (work: () => Promise<SessionState>) => {
    setBusy(true);
    setError('');
    try {
      const s = await work();
      if (s.level === 'full') {
        queryClient.clear();
        go(safe(next), true);
      } else if (s.level === 'enrol') go('/enrol', true);
      else {
        setState(s);
        setWay(s.methods.includes('totp') ? 'totp' : s.methods.includes('passkey') ? 'passkey' : 'recovery');
      }
    } catch (e) {
      setCode('');
      if (e instanceof ApiError && e.status === 401) setError(t(state ? 'signIn.wrongCode' : 'signIn.wrong'));
      else if (e instanceof ApiError) setError(problem(e));
      else setError(t('signIn.passkeyFailed'));
    } finally {
      setBusy(false);
    }
  };
  const passkey = () =>
    run(async () =>
      api.post('/session/passkey', { credential: await askPasskey(await api.post('/session/passkey/options')) }),
    );
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (!state) run(() => api.post('/session', { login, password }));
    else if (way === 'recovery') run(() => api.post('/session/recovery', { code }));
    else run(() => api.post('/session/totp', { code }));
  };
  const message = error && (
    <Notice tone="crit" role="alert">
      {error}
    </Notice>
  );

  if (state)
    return (
      <Gate title={t('signIn.second')}>
        <form className="stack" onSubmit={submit}>
          <div>
            <h1>{t('signIn.second')}</h1>
            <span className="muted">{t(`signIn.help.${way}`)}</span>
          </div>
          {message}
          {way === 'totp' && (
            <CodeInput
              value={code}
              onChange={setCode}
              error={!!error}
              onComplete={(c) => run(() => api.post('/session/totp', { code: c }))}
            />
          )}
          {way === 'recovery' && (
            <TextInput
              autoFocus
              label={t('signIn.recoveryCode')}
              value={code}
              onChange={(e) => setCode(e.currentTarget.value)}
              classNames={{ input: 'mono' }}
            />
          )}
          {way === 'passkey' ? (
            <Button fullWidth loading={busy} onClick={passkey} leftSection={<IconFingerprint size={18} aria-hidden />}>
              {t('signIn.passkey')}
            </Button>
          ) : (
            <Button
              type="submit"
              fullWidth
              loading={busy}
              disabled={way === 'totp' ? code.length !== 6 : code.trim().length < 6}
            >
              {t('signIn.continue')}
            </Button>
          )}
          <div className="row" style={{ gap: 16 }}>
            {state.methods
              .filter((m) => m !== way)
              .map((m) => (
                <Anchor
                  key={m}
                  component="button"
                  type="button"
                  size="sm"
                  onClick={() => {
                    setWay(m);
                    setCode('');
                    setError('');
                  }}
                >
                  {t(`signIn.use.${m}`)}
                </Anchor>
              ))}
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                setState(null);
                setError('');
              }}
            >
              {t('signIn.back')}
            </Anchor>
          </div>
        </form>
      </Gate>
    );
  return (
    <Gate title={t('signIn.title')}>
      <form className="stack" onSubmit={submit}>
        <div>
          <h1>{t('signIn.title')}</h1>
          <span className="muted">{t('signIn.lead')}</span>
        </div>
        {message}
        {passkeysSupported() && (
          <>
            <Button fullWidth variant="light" onClick={passkey} leftSection={<IconFingerprint size={18} aria-hidden />}>
              {t('signIn.passkey')}
            </Button>
            <Divider label={t('signIn.or')} labelPosition="center" />
          </>
        )}
        <TextInput
          label={t('signIn.login')}
          autoComplete="username webauthn"
          name="login"
          autoFocus
          required
          withAsterisk={false}
          value={login}
          onChange={(e) => setLogin(e.currentTarget.value)}
        />
        <PasswordInput
          label={t('signIn.password')}
          autoComplete="current-password"
          name="password"
          required
          withAsterisk={false}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" fullWidth loading={busy}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Gate>
  );
}
