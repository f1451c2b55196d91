import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { CopyButton } from '../../ui/Copy';
import { Notice } from '../../ui/Status';
import { Failed, Lines, useProblemText } from '../../ui/states';
import { CodeInput } from './CodeInput';

/** Shows the QR code of a new authenticator secret and takes its first code. */
export function AddTotp({ done }: { done: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [code, setCode] = useState('');
  const [error, setError] = useState('');
  const { data, error: failed } = useQuery({
    queryKey: ['me', 'totp'],
    queryFn: () => api.post<{ secret: string; qrSvg: string }>('/me/totp'),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (failed) return <Failed error={failed} />;
  if (!data) return <Lines />;
  const send = async (c: string) => {
    try {
      done((await api.put<{ recoveryCodes: string[] | null }>('/me/totp', { code: c })).recoveryCodes ?? []);
    } catch (e) {
      setCode('');
      setError(problem(e));
    }
  };
  return (
    <div className="stack">
      <div className="row nowrap totp" style={{ alignItems: 'flex-start', gap: 20 }}>
        <img
          className="qr"
          width={168}
          height={168}
          alt={t('totp.qr')}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(data.qrSvg)}`}
        />
        <div className="stack" style={{ gap: 8 }}>
          <span>{t('totp.scan')}</span>
          <span className="small muted">{t('totp.typed')}</span>
          <div className="row tight">
            <span className="mono">{data.secret.replace(/(.{4})(?=.)/g, '$1 ')}</span>
            <CopyButton text={data.secret} />
          </div>
        </div>
      </div>
      {error && (
        <Notice tone="crit" role="alert">
          {error}
        </Notice>
      )}
      <div>
        <div style={{ marginBottom: 8 }}>{t('totp.enter')}</div>
        <CodeInput value={code} onChange={setCode} onComplete={send} error={!!error} />
      </div>
    </div>
  );
}
