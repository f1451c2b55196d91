import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Command } from '../../api/types';
import { CopyButton } from '../../ui/Copy';
import { useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';

interface Brought {
  data: { latitude?: number; longitude?: number; accuracy?: number; at?: number; photo?: string; type?: string };
}

/** What a command brought: sealed until somebody opens it, and each opening is recorded. */
export function CommandResult({ command }: { command: Command }) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [brought, setBrought] = useState<Brought['data'] | null>(null);
  const open = async () => {
    try {
      setBrought((await api.post<Brought>(`/commands/${command.id}/open-result`)).data);
    } catch (e) {
      toast.failed(problem(e));
    }
  };
  if (!brought)
    return (
      <div className="row">
        <Button variant="default" onClick={open}>
          {t('command.openResult')}
        </Button>
        <span className="small muted">{t('command.openResultHelp')}</span>
      </div>
    );
  const place =
    brought.latitude !== undefined && brought.longitude !== undefined
      ? `${brought.latitude.toFixed(6)}, ${brought.longitude.toFixed(6)}`
      : null;
  return (
    <div className="stack" style={{ gap: 4 }}>
      {place && (
        <>
          <span className="row tight">
            <span className="mono place">{place}</span>
            <CopyButton text={place} />
          </span>
          <span className="muted">{t('command.accuracy', { metres: Math.round(brought.accuracy ?? 0) })}</span>
        </>
      )}
      {brought.photo && brought.type === 'image/jpeg' && (
        <img
          src={`data:image/jpeg;base64,${brought.photo}`}
          alt={t('command.kind.photo')}
          style={{ maxWidth: '100%', borderRadius: 8 }}
        />
      )}
      <span className="small muted">
        {brought.at && (
          <>
            <When at={new Date(brought.at).toISOString()} />
            {' · '}
          </>
        )}
        {t('command.openedNow')}
      </span>
    </div>
  );
}
