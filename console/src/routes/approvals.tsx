import { Button } from '@mantine/core';
import { IconSettings, IconUserCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Approval, ApprovalSettings, Page as PageOf } from '../api/types';
import { useMay } from '../app/queries';
import { Request } from '../features/approvals/Request';
import { Settings } from '../features/approvals/Settings';
import { useLimitsText, Wish } from '../features/approvals/Wish';
import { Chips } from '../features/devices/Filters';
import { DataTable } from '../ui/DataTable';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Tag, type Tone } from '../ui/Status';
import { Empty, Failed, Lines } from '../ui/states';
import { Until, When } from '../ui/Text';

const tones: Record<Approval['state'], Tone> = {
  waiting: 'warn',
  approved: 'ok',
  refused: 'crit',
  withdrawn: 'none',
  expired: 'none',
};

/** Commands that wait for a second administrator, and what became of earlier ones. */
export default function Approvals() {
  const { t } = useTranslation();
  const may = useMay();
  const [params, set] = useParamsOfAddress();
  const [open, setOpen] = useState<Approval | null>(null);
  const [settings, setSettings] = useState(false);
  const filter = { state: params.state };
  const list = useInfiniteQuery({
    queryKey: ['approvals', filter],
    queryFn: ({ pageParam }) => api.get<PageOf<Approval>>('/approvals', { ...filter, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rules = useQuery({
    queryKey: ['approvals', 'settings'],
    queryFn: () => api.get<ApprovalSettings>('/approvals/settings'),
  }).data;
  const text = useLimitsText();
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Page
      fill
      title={t('nav.approvals')}
      name={t('nav.approvals')}
      answer={rules ? text(rules) : undefined}
      actions={
        may('administration') && (
          <Button
            variant="default"
            leftSection={<IconSettings size={16} aria-hidden />}
            onClick={() => setSettings(true)}
          >
            {t('approval.settings')}
          </Button>
        )
      }
    >
      <div className="split-main grow">
        {rules?.wish && <Wish of={rules.wish} />}
        <Chips
          params={params}
          set={set}
          choices={[
            {
              key: 'state',
              values: ['waiting', 'approved', 'refused', 'withdrawn', 'expired'],
              label: (v: string) => t(`approval.states.${v}`),
            },
          ]}
          title={(k) => t(`filter.${k}`)}
        />
        {list.error && rows.length === 0 ? (
          <div className="card">
            <Failed error={list.error} retry={list.refetch} />
          </div>
        ) : list.isLoading ? (
          <div className="card pad">
            <Lines />
          </div>
        ) : (
          <DataTable
            fill
            label={t('nav.approvals')}
            columns={[
              {
                id: 'state',
                header: t('command.state'),
                width: '140px',
                phone: true,
                render: (a) => <Tag tone={tones[a.state]}>{t(`approval.states.${a.state}`)}</Tag>,
              },
              {
                id: 'kind',
                header: t('command.command'),
                width: 'minmax(180px,1fr)',
                phone: true,
                render: (a) => t('approval.title', { kind: t(`command.kind.${a.kind}`), count: a.deviceCount }),
              },
              {
                id: 'origin',
                header: t('approval.origin'),
                width: '130px',
                render: (a) => t(`approval.origins.${a.origin}`),
              },
              {
                id: 'reason',
                header: t('command.reason'),
                width: 'minmax(160px,1.5fr)',
                render: (a) => <span className="muted clip">{clean(a.reason, 120)}</span>,
              },
              {
                id: 'by',
                header: t('approval.asked'),
                width: '150px',
                render: (a) => <bdi className="clip">{clean(a.askedBy, 60)}</bdi>,
              },
              {
                id: 'until',
                header: t('approval.until'),
                width: '150px',
                render: (a) => (a.state === 'waiting' ? <Until at={a.expiresAt} /> : <When at={a.decidedAt} />),
              },
            ]}
            rows={rows}
            rowId={(a) => a.id}
            onOpen={setOpen}
            more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
            empty={
              <Empty icon={IconUserCheck} title={t('approval.emptyTitle')}>
                {t('approval.empty')}
              </Empty>
            }
          />
        )}
      </div>
      {open && <Request key={open.id} of={open} close={() => setOpen(null)} />}
      {settings && <Settings close={() => setSettings(false)} />}
    </Page>
  );
}
