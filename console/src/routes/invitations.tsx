import { Button, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Funnel as Totals } from '../api/types';
import { useMay } from '../app/queries';
import { Funnel } from '../features/people/Funnel';
import { InvitationTable } from '../features/people/InvitationTable';
import { useGo, useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Failed, Lines } from '../ui/states';

const spans = ['1', '7', '30', '90'] as const;

/** How far instructions came, in total and one by one. */
export default function Invitations() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useMay()('people');
  const [params, set] = useParamsOfAddress();
  const days = params.days ?? '30';
  const funnel = useQuery({
    queryKey: ['invitations', 'funnel', days],
    queryFn: () => api.get<Totals>('/invitations/funnel', { days }),
  });
  const which = params.stuck === 'true' ? 'stuck' : params.state === 'open' ? 'open' : 'all';
  const total = funnel.data;
  const connected = total?.stages.find((s) => s.step === 'checked-in')?.count ?? 0;
  return (
    <Page
      title={t('nav.invitations')}
      name={t('nav.invitations')}
      answer={
        total && total.invitations > 0
          ? t('invitation.answer', { connected, count: total.invitations })
          : t('invitation.emptyTitle')
      }
      actions={can && <Button onClick={() => go('/users')}>{t('invitation.choosePeople')}</Button>}
    >
      <div className="sections">
        <section className="card pad" aria-labelledby="funnel-title">
          <div className="spread" style={{ marginBottom: 12 }}>
            <h2 id="funnel-title" className="block-title">
              {t('invitation.funnel')}
            </h2>
            <Select
              size="xs"
              w={140}
              aria-label={t('filter.range')}
              value={days}
              allowDeselect={false}
              onChange={(v) => set({ days: v })}
              data={spans.map((value) => ({ value, label: t(`invitation.span.${value}`) }))}
            />
          </div>
          {funnel.error && !total ? (
            <Failed error={funnel.error} retry={funnel.refetch} />
          ) : total ? (
            <Funnel of={total} />
          ) : (
            <Lines />
          )}
        </section>
        <div className="row">
          <SegmentedControl
            aria-label={t('command.state')}
            value={which}
            onChange={(v) => set({ stuck: v === 'stuck' ? 'true' : null, state: v === 'open' ? 'open' : null })}
            data={[
              { value: 'all', label: t('invitation.all') },
              { value: 'open', label: t('invitation.open') },
              { value: 'stuck', label: t('invitation.stuck') },
            ]}
          />
        </div>
        <InvitationTable withPerson filter={{ state: params.state, stuck: params.stuck }} />
      </div>
    </Page>
  );
}
