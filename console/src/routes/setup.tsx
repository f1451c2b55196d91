import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../api/client';
import type { SessionState } from '../api/types';
import { Gate } from '../features/access/Gate';
import { language } from '../i18n';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Notice } from '../ui/Status';
import { Lines, useProblemText } from '../ui/states';

export default function Setup() {
  const { t } = useTranslation();
  const go = useGo();
  const problem = useProblemText();
  const { token } = useParams({ strict: false }) as { token: string };
  const [v, setV] = useState({ login: '', name: '', password: '', again: '' });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const link = useQuery({
    queryKey: ['setup', token],
    retry: false,
    queryFn: () => api.get(`/setup/${encodeURIComponent(token)}`),
  });
  const fields = error instanceof ApiError ? error.fields : {};
  const field = (k: keyof typeof v) => ({
    value: v[k],
    error: fields[k] ? clean(fields[k]) : undefined,
    required: true,
    withAsterisk: false,
    onChange: (e: { currentTarget: HTMLInputElement }) => {
      const text = e.currentTarget.value;
      setV((was) => ({ ...was, [k]: text }));
    },
  });
  const differ = v.again !== '' && v.again !== v.password;
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    try {
      const s = await api.post<SessionState>('/setup', {
        token,
        login: v.login,
        name: v.name,
        password: v.password,
        locale: language(),
      });
      go(s.level === 'full' ? '/' : '/enrol', true);
    } catch (x) {
      setError(x);
    } finally {
      setBusy(false);
    }
  };
  const eye = { 'aria-label': t('signIn.show') };
  return (
    <Gate title={t('setup.title')}>
      {link.isLoading && <Lines />}
      {link.error && (
        <div className="stack">
          <h1>{t('setup.goneTitle')}</h1>
          <span>
            {link.error instanceof ApiError && link.error.status === 404 ? t('setup.gone') : problem(link.error)}
          </span>
          <Button variant="default" onClick={() => go('/sign-in')}>
            {t('signIn.title')}
          </Button>
        </div>
      )}
      {link.data !== undefined && (
        <form className="stack" onSubmit={submit}>
          <div>
            <h1>{t('setup.title')}</h1>
            <span className="muted">{t('setup.lead')}</span>
          </div>
          {error !== null && (
            <Notice tone="crit" role="alert">
              {problem(error)}
            </Notice>
          )}
          <TextInput label={t('setup.name')} autoComplete="name" autoFocus maxLength={100} {...field('name')} />
          <TextInput label={t('signIn.login')} autoComplete="username" maxLength={64} {...field('login')} />
          <PasswordInput
            label={t('signIn.password')}
            description={t('setup.passwordHelp')}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...field('password')}
          />
          <PasswordInput
            label={t('setup.again')}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...field('again')}
            error={differ ? t('setup.differ') : undefined}
          />
          <Button
            type="submit"
            loading={busy}
            disabled={differ || v.password.length < 12 || !v.login || !v.name || !v.again}
          >
            {t('signIn.continue')}
          </Button>
        </form>
      )}
    </Gate>
  );
}
