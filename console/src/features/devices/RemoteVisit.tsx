import { Button } from '@mantine/core';
import { IconScreenShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Device } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { clean } from '../../ui/hostile';
import { useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { remoteKey, useRemote } from './RemoteConnection';
import { useWho } from './RemoteVisits';

/** Who manages this device now, with the button that ends it; nothing while nobody does. */
export function RemoteVisit({ device }: { device: Device }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const [busy, setBusy] = useState(false);
  const whoOf = useWho();
  const visit = useRemote(device.id).data?.visit;
  if (!visit) return null;
  const end = async () => {
    setBusy(true);
    try {
      await api.post(`/devices/${device.id}/remote/end`);
      toast.ok(t('remote.visit.ended'));
    } catch (e) {
      toast.failed(problem(e));
    } finally {
      setBusy(false);
      queryClient.invalidateQueries({ queryKey: remoteKey(device.id) });
    }
  };
  return (
    <section
      className="card pad answer-card"
      style={{ flexWrap: 'wrap' }}
      aria-label={t('remote.visit.title')}
      aria-live="polite"
    >
      <IconScreenShare size={28} aria-hidden className="fg-warn" />
      <div className="grow" style={{ flexBasis: 220 }}>
        <h2>{t(`remote.visit.phase.${visit.phase}`, { who: whoOf(visit) })}</h2>
        <div className="muted">
          {t('remote.visit.from', { address: clean(visit.address, 45) })}
          {visit.client && <> · {t('remote.visit.client', { name: clean(visit.client, 60) })}</>} ·{' '}
          {t('remote.visit.since')} <When at={visit.since} />
        </div>
      </div>
      {may('remote.credentials', device.groupId) && (
        <Button variant="default" loading={busy} onClick={end}>
          {t('remote.visit.end')}
        </Button>
      )}
    </section>
  );
}
