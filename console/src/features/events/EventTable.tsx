import { IconTimelineEvent } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Query } from '../../api/client';
import type { FleetEvent, Page } from '../../api/types';
import { A } from '../../ui/A';
import { type Column, DataTable } from '../../ui/DataTable';
import { Detail } from '../../ui/Detail';
import { clean } from '../../ui/hostile';
import { inLanguage, LevelIcon, LevelMark } from '../../ui/Status';
import { Empty, Failed } from '../../ui/states';
import { When } from '../../ui/Text';

export function EventTable({ filter, withDevice, fill }: { filter: Query; withDevice?: boolean; fill?: boolean }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam }) => api.get<Page<FleetEvent>>('/events', { ...filter, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const columns: Column<FleetEvent>[] = [
    {
      id: 'title',
      header: t('event.event'),
      width: 'minmax(200px,2fr)',
      phone: true,
      render: (e) => (
        <span className="status">
          <LevelIcon level={e.level} />
          <bdi className="clip">{clean(inLanguage(e.title), 160)}</bdi>
        </span>
      ),
    },
    {
      id: 'level',
      header: t('event.level'),
      width: '190px',
      render: (e) => <LevelMark bare level={e.level} />,
    },
    ...(withDevice
      ? [
          {
            id: 'device',
            header: t('event.device'),
            width: 'minmax(150px,1fr)',
            render: (e: FleetEvent) =>
              e.deviceId ? (
                <A href={`/devices/${e.deviceId}`} tabIndex={-1}>
                  <bdi>{clean(e.deviceName, 60)}</bdi>
                </A>
              ) : null,
          },
        ]
      : []),
    { id: 'detail', header: t('event.detail'), width: 'minmax(140px,1fr)', render: (e) => <Detail of={e.args} /> },
    {
      id: 'code',
      header: t('event.code'),
      width: '120px',
      render: (e) => <span className="mono muted">{clean(e.code, 40)}</span>,
    },
    { id: 'at', header: t('common.time'), width: '120px', phone: true, render: (e) => <When at={e.at} /> },
  ];
  if (list.error && rows.length === 0)
    return (
      <div className="card">
        <Failed error={list.error} retry={list.refetch} />
      </div>
    );
  return (
    <DataTable
      fill={fill}
      label={t('nav.events')}
      columns={columns}
      rows={rows}
      rowId={(e) => e.id}
      loading={list.isLoading}
      more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
      empty={
        <Empty icon={IconTimelineEvent} title={t('event.emptyTitle')}>
          {t('event.empty')}
        </Empty>
      }
    />
  );
}
