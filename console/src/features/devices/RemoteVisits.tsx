import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ManagedDevice } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { A } from '../../ui/A';
import { clean } from '../../ui/hostile';
import { useProblemText } from '../../ui/states';
import { Foreign, When } from '../../ui/Text';
import { toast } from '../../ui/toast';

export const visitsKey = ['overview', 'visits'];

/** Who manages which devices by RDP now; nothing while nobody does. */
export function RemoteVisits() {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: visitsKey,
    queryFn: () => api.get<{ items: ManagedDevice[] }>('/remote/visits'),
  });
  if (!data?.items.length) return null;
  return (
    <section className="card pad" aria-label={t('remote.visit.now')} aria-live="polite">
      <h2 className="block-title" style={{ marginBottom: 12 }}>
        {t('remote.visit.now')}
      </h2>
      <ul className="visits">
        {data.items.map((managed) => (
          <Visit key={managed.device} managed={managed} />
        ))}
      </ul>
    </section>
  );
}

/** The words for whom a visit is put down to. */
export function useWho() {
  const { t } = useTranslation();
  return (visit: ManagedDevice['visit']) =>
    visit.administrator
      ? t('remote.visit.whoConsole', { name: clean(visit.administrator, 60), user: clean(visit.user, 40) })
      : clean(visit.user, 40);
}

function Visit({ managed }: { managed: ManagedDevice }) {
  const { t } = useTranslation();
  const may = useMay();
  const who = useWho();
  const problem = useProblemText();
  const [busy, setBusy] = useState(false);
  const { visit } = managed;
  const end = async () => {
    setBusy(true);
    try {
      await api.post(`/devices/${managed.device}/remote/end`);
      toast.ok(t('remote.visit.ended'));
    } catch (e) {
      toast.failed(problem(e));
    } finally {
      setBusy(false);
      queryClient.invalidateQueries({ queryKey: visitsKey });
    }
  };
  return (
    <li className="spread">
      <div className="grow">
        <A href={`/devices/${managed.device}`}>
          <Foreign text={managed.name} />
        </A>
        <div>{t(`remote.visit.phase.${visit.phase}`, { who: who(visit) })}</div>
        <div className="small muted">
          {t('remote.visit.from', { address: clean(visit.address, 45) })} · {t('remote.visit.since')}{' '}
          <When at={visit.since} />
        </div>
      </div>
      {may('remote.credentials', managed.groupId) && (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          onClick={end}
          aria-label={t('remote.visit.endOn', { name: clean(managed.name, 60) })}
        >
          {t('remote.visit.end')}
        </Button>
      )}
    </li>
  );
}
