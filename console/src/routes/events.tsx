import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, queryString } from '../api/client';
import type { Text } from '../api/types';
import { useGroups } from '../app/queries';
import { Chips, ExportMenu, SearchField, ViewsMenu } from '../features/devices/Filters';
import { EventTable } from '../features/events/EventTable';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { inLanguage } from '../ui/Status';

const ranges: Record<string, number> = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

export default function Events() {
  const { t } = useTranslation();
  const groups = useGroups();
  const [params, set] = useParamsOfAddress();
  const codes =
    useQuery({
      queryKey: ['event-codes'],
      queryFn: () => api.get<{ items: { code: string; title: Text }[] }>('/events/codes'),
    }).data?.items ?? [];
  const { range, ...rest } = params;
  const from =
    range && ranges[range]
      ? new Date(Math.floor(Date.now() / 60_000) * 60_000 - ranges[range]).toISOString()
      : undefined;
  const filter = { ...rest, from };
  const choices = [
    { key: 'level', values: ['critical', 'failure', 'warning', 'info'], label: (v: string) => t(`level.${v}`) },
    { key: 'range', values: Object.keys(ranges), label: (v: string) => t(`span.${v}`) },
    {
      key: 'group',
      values: groups.map((g) => g.id),
      label: (v: string) => clean(groups.find((g) => g.id === v)?.name, 40),
    },
    {
      key: 'code',
      values: codes.map((c) => c.code),
      label: (v: string) => clean(inLanguage(codes.find((c) => c.code === v)?.title) || v, 80),
    },
  ];
  const one = (change: Record<string, unknown>) =>
    set(
      Object.fromEntries(
        Object.entries(change).map(([k, v]) => [
          k,
          ['range', 'group', 'code'].includes(k) && typeof v === 'string'
            ? (v.split(',').at(-1) ?? null)
            : (v as string | null),
        ]),
      ),
    );
  return (
    <Page fill title={t('nav.events')} name={t('nav.events')} answer={t('event.answer')}>
      <div className="split-main grow">
        <div className="spread">
          <div className="row">
            <SearchField label={t('event.search')} value={params.q ?? ''} onChange={(q) => set({ q })} />
            <Chips params={params} set={one} choices={choices} title={(k) => t(`filter.${k}`)} />
          </div>
          <div className="row">
            <ViewsMenu page="events" path="/events" query={queryString(params)} />
            <ExportMenu path="/events/export" query={filter} />
          </div>
        </div>
        <EventTable fill withDevice filter={filter} />
      </div>
    </Page>
  );
}
