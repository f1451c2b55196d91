import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import { queryClient } from '../../app/queries';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';

interface PushView {
  state: 'none' | 'expired' | 'ready';
  topic?: string | null;
  account?: string | null;
  notAfter?: string | null;
  daysLeft?: number | null;
  request?: string | null;
  requestedAt?: string | null;
  phones: number;
  signedRequest?: string | null;
  vendor?: string | null;
  vendorNotAfter?: string | null;
}

const key = ['apple', 'push-certificate'];

/** The request for Apple's portal where a vendor has signed it, the plain one otherwise. */
function download(view: PushView) {
  const link = document.createElement('a');
  const signed = view.signedRequest;
  link.href = URL.createObjectURL(
    new Blob([signed ?? view.request ?? ''], { type: signed ? 'application/octet-stream' : 'application/x-pem-file' }),
  );
  link.download = signed ? 'push-request.plist' : 'push-request.pem';
  link.click();
  URL.revokeObjectURL(link.href);
}

async function read(file: File, password: string) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder('latin1').decode(bytes);
  return text.includes('-----BEGIN ') ? { pem: text } : { pkcs12: btoa(String.fromCharCode(...bytes)), password };
}

/** The push certificate that iPhones and iPads are managed with: where it stands, a new request, the upload. */
export function ApplePush({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [password, setPassword] = useState('');
  const [account, setAccount] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const view = useQuery({ queryKey: key, queryFn: () => api.get<PushView>('/apple/push-certificate') }).data;
  if (!view) return null;
  const topicChanged = error instanceof ApiError && error.problem.code === 'topic-changed';
  const take = (next: PushView) => {
    queryClient.setQueryData(key, next);
    setError(null);
  };
  const request = async () => {
    try {
      const made = await api.post<PushView>('/apple/push-certificate/request', { organisation });
      take(made);
      download(made);
    } catch (e) {
      setError(e);
    }
  };
  const uploadVendor = async (file: File) => {
    try {
      take(await api.put<PushView>('/apple/push-certificate/vendor', await read(file, password)));
      setPassword('');
      toast.ok(t('apple.vendorSaved'));
    } catch (e) {
      setError(e);
    }
  };
  const forgetVendor = () =>
    api.delete<PushView>('/apple/push-certificate/vendor').then(
      (next) => take(next),
      (e) => setError(e),
    );
  const upload = async (file: File) => {
    try {
      const content = await read(file, password);
      take(await api.put<PushView>('/apple/push-certificate', { ...content, account, confirmNewTopic: confirmed }));
      setPassword('');
      setConfirmed(false);
      toast.ok(t('apple.uploaded'));
    } catch (e) {
      setError(e);
    }
  };
  return (
    <section className="card pad stack" aria-label={t('apple.title')}>
      <h2 className="block-title">{t('apple.title')}</h2>
      <span className="muted">{t('apple.help')}</span>
      <Notice tone={view.state === 'ready' ? ((view.daysLeft ?? 0) <= 30 ? 'warn' : 'ok') : 'warn'}>
        {t(`apple.state.${view.state}`)}
      </Notice>
      {view.topic && (
        <dl className="dl">
          <dt>{t('apple.topic')}</dt>
          <dd className="mono small wrap">{clean(view.topic, 120)}</dd>
          {view.account && (
            <>
              <dt>{t('apple.account')}</dt>
              <dd>{clean(view.account, 120)}</dd>
            </>
          )}
          {view.notAfter && (
            <>
              <dt>{t('device.validUntil')}</dt>
              <dd>
                <When at={view.notAfter} />
              </dd>
            </>
          )}
          <dt>{t('apple.phones')}</dt>
          <dd>{formatNumber(view.phones)}</dd>
        </dl>
      )}
      {view.requestedAt && (
        <span className="small muted">
          {t('apple.waits')} <When at={view.requestedAt} />{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => download(view)}>
            {t(view.signedRequest ? 'apple.signedRequest' : 'apple.requestAgain')}
          </Button>
        </span>
      )}
      <TextInput
        label={t('apple.account')}
        description={t('apple.accountHelp')}
        maxLength={200}
        value={account}
        onChange={(e) => setAccount(e.currentTarget.value)}
      />
      <PasswordInput
        label={t('apple.password')}
        description={t('apple.passwordHelp')}
        autoComplete="off"
        value={password}
        onChange={(e) => setPassword(e.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
      {error !== null && <Notice tone="crit">{problem(error)}</Notice>}
      {topicChanged && (
        <Checkbox
          label={t('apple.confirmTopic')}
          checked={confirmed}
          onChange={(e) => setConfirmed(e.currentTarget.checked)}
        />
      )}
      <div className="row">
        <Button variant="default" onClick={request}>
          {t('apple.request')}
        </Button>
        <Button component="label">
          {t('apple.upload')}
          <input
            type="file"
            hidden
            accept=".pem,.p12,.pfx,.crt,.cer"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0];
              e.currentTarget.value = '';
              if (file) upload(file);
            }}
          />
        </Button>
      </div>
      <h3 className="block-title">{t('apple.vendor')}</h3>
      <span className="small muted">{t('apple.vendorHelp')}</span>
      {view.vendor && (
        <span className="row">
          <bdi className="mono small wrap">{clean(view.vendor, 160)}</bdi>
          <span className="small muted">
            {t('apple.vendorUntil')} <When at={view.vendorNotAfter} />
          </span>
          <Button size="compact-xs" variant="subtle" color="red.8" onClick={forgetVendor}>
            {t('apple.vendorRemove')}
          </Button>
        </span>
      )}
      <div className="row">
        <Button component="label" variant="default">
          {t('apple.vendorUpload')}
          <input
            type="file"
            hidden
            accept=".pem,.p12,.pfx"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0];
              e.currentTarget.value = '';
              if (file) uploadVendor(file);
            }}
          />
        </Button>
      </div>
    </section>
  );
}
