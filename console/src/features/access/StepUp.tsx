import { Button, Modal, PasswordInput } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, onSession } from '../../api/client';
import type { SessionState } from '../../api/types';
import { askPasskey } from '../../api/webauthn';
import { queryClient, useMe } from '../../app/queries';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { CodeInput } from './CodeInput';

function Form({ done }: { done: (ok: boolean) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const problem = useProblemText();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [error, setError] = useState('');
  const send = async (body: () => Promise<unknown>) => {
    try {
      await api.post<SessionState>('/session/step-up', await body());
      queryClient.invalidateQueries({ queryKey: ['me'] });
      done(true);
    } catch (e) {
      setCode('');
      setError(problem(e));
    }
  };
  const withCode = (totp: string) => send(async () => ({ ...(password ? { password } : {}), totp }));
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        withCode(code);
      }}
    >
      <span className="muted">{t('stepUp.why')}</span>
      {error && (
        <Notice tone="crit" role="alert">
          {error}
        </Notice>
      )}
      {(me?.passkeys.length ?? 0) > 0 && (
        <Button
          variant="light"
          leftSection={<IconFingerprint size={18} aria-hidden />}
          onClick={() =>
            send(async () => ({ credential: await askPasskey(await api.post('/session/passkey/options')) }))
          }
        >
          {t('signIn.passkey')}
        </Button>
      )}
      <PasswordInput
        label={t('signIn.password')}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
      />
      {me?.totp && <CodeInput value={code} onChange={setCode} onComplete={(c) => password && withCode(c)} />}
      <div className="row">
        <Button type="submit" disabled={!password || (me?.totp && code.length !== 6)}>
          {t('stepUp.confirm')}
        </Button>
        <Button variant="default" onClick={() => done(false)}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Asks for the sign-in again when the server wants it for something dangerous, then goes on with it. */
export function StepUp() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const answer = useRef<(ok: boolean) => void>(() => {});
  useEffect(
    () =>
      onSession({
        stepUp: () =>
          new Promise((resolve) => {
            answer.current = resolve;
            setOpen(true);
          }),
      }),
    [],
  );
  const done = (ok: boolean) => {
    setOpen(false);
    answer.current(ok);
  };
  return (
    <Modal opened={open} onClose={() => done(false)} title={t('stepUp.title')}>
      <Form done={done} />
    </Modal>
  );
}
