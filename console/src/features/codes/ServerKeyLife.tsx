import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ServerKeys } from '../../api/types';
import { queryClient } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { CopyButton } from '../../ui/Copy';
import { groupHex } from '../../ui/format';
import { Notice } from '../../ui/Status';
import { Until } from '../../ui/Text';
import { toast } from '../../ui/toast';

/** The key that devices know this server by, the next one, and the change from one to the other. */
export function ServerKeyLife() {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [force, setForce] = useState(false);
  const keys = useQuery({
    queryKey: ['server-keys'],
    queryFn: () => api.get<ServerKeys>('/server/certificates'),
  }).data;
  if (!keys) return null;
  const late = keys.devicesNotReady;
  const rotate = async () => {
    queryClient.setQueryData(['server-keys'], await api.post<ServerKeys>('/server/key-rotation', { force }));
    queryClient.invalidateQueries({ queryKey: ['server'] });
    toast.ok(t('serverKey.rotated'));
  };
  return (
    <section className="card pad stack" aria-label={t('serverKey.title')}>
      <h2 className="block-title">{t('serverKey.title')}</h2>
      <span className="muted">{t('serverKey.help')}</span>
      {(['current', 'next'] as const).map((k) => (
        <div key={k}>
          <b>{t(`serverKey.${k}`)}</b>
          <div className="row tight nowrap" style={{ alignItems: 'flex-start' }}>
            <span className="mono small wrap">{groupHex(keys[k].fingerprint)}</span>
            <CopyButton text={keys[k].fingerprint} />
          </div>
          {keys[k].notAfter && (
            <div className="small muted">
              {t('device.validUntil')} <Until at={keys[k].notAfter} />
            </div>
          )}
        </div>
      ))}
      <Notice tone={late ? 'warn' : 'ok'}>{late ? t('codes.notReady', { count: late }) : t('serverKey.ready')}</Notice>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('serverKey.rotate')}
        </Button>
      </div>
      {asking && (
        <Confirm
          danger
          title={t('serverKey.rotateTitle')}
          button={t('serverKey.rotate')}
          disabled={late > 0 && !force}
          run={rotate}
          close={() => setAsking(false)}
        >
          <span>{t('serverKey.rotateHelp')}</span>
          {late > 0 && (
            <>
              <Notice tone="warn">{t('codes.notReady', { count: late })}</Notice>
              <Checkbox
                label={t('serverKey.force')}
                checked={force}
                onChange={(e) => setForce(e.currentTarget.checked)}
              />
            </>
          )}
        </Confirm>
      )}
    </section>
  );
}
