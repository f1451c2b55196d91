import { IconFilterStar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, queryString } from '../api/client';
import type { Device, Page, View } from '../api/types';
import { useGroups, useMay } from '../app/queries';
import { A } from '../ui/A';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Tag } from '../ui/Status';

const statuses = ['ok', 'warning', 'critical', 'unknown'];
const states = ['applied', 'pending', 'failed'];
const paramsOf = (v: View) => Object.fromEntries(new URLSearchParams(v.query));
const hrefOf = (v: View) => `/devices${queryString(paramsOf(v))}`;

/** How many devices fit now; a link to them. */
function Count({ view }: { view: View }) {
  const { t } = useTranslation();
  const { sort: _, ...params } = paramsOf(view);
  const filter = { ...params, assigned: 'managed', limit: 1, ...(params.group ? { subtree: 'true' } : {}) };
  const { data } = useQuery({
    queryKey: ['devices', 'count', view.query],
    queryFn: () => api.get<Page<Device>>('/devices', filter),
  });
  if (!data) return <span className="muted">…</span>;
  const count = data.total ?? 0;
  return (
    <A href={hrefOf(view)} tabIndex={-1}>
      {t('device.count', { count, number: formatNumber(count) })}
    </A>
  );
}

/** Selections: device filters with a name, one's own and those that others share. */
export default function Selections() {
  const { t } = useTranslation();
  const groups = useGroups();
  const may = useMay();
  const words = (v: View) => {
    const { q, group, status, online, settings, model, tag } = paramsOf(v);
    const list = (text: string | undefined, key: string) =>
      text
        ?.split(',')
        .map((x) => t(`${key}.${x}`, { defaultValue: clean(x, 30) }))
        .join(', ');
    return [
      q && `“${clean(q, 60)}”`,
      group && clean(groups.find((g) => g.id === group)?.name ?? '?', 60),
      list(status, 'status'),
      online && t(online === 'true' ? 'device.online' : 'device.offline'),
      list(settings, 'settingsState'),
      model && clean(model, 40),
      tag && clean(tag, 40),
    ].filter(Boolean);
  };
  const fields = [
    { key: 'name', label: t('device.name'), kind: 'text' as const, max: 100 },
    { key: 'q', label: t('selection.text'), kind: 'text' as const, help: t('selection.textHelp'), optional: true },
    { key: 'group', label: t('device.group'), kind: 'group' as const, everywhere: t('selection.anyGroup') },
    {
      key: 'status',
      label: t('device.status'),
      kind: 'many' as const,
      options: statuses.map((s) => ({ value: s, label: t(`status.${s}`) })),
    },
    {
      key: 'online',
      label: t('device.contact'),
      kind: 'select' as const,
      options: [
        { value: 'any', label: t('selection.any') },
        { value: 'true', label: t('device.online') },
        { value: 'false', label: t('device.offline') },
      ],
    },
    {
      key: 'settings',
      label: t('device.settings'),
      kind: 'many' as const,
      options: states.map((s) => ({ value: s, label: t(`settingsState.${s}`) })),
    },
    { key: 'shared', label: t('view.shared'), kind: 'switch' as const },
  ];
  return (
    <ResourcePage<View>
      path="/views"
      title={t('nav.selections')}
      answer={t('selection.answer')}
      icon={IconFilterStar}
      only={(v) => v.page === 'devices'}
      empty={{ title: t('selection.emptyTitle'), text: t('selection.empty') }}
      nameOf={(v) => v.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(160px,1.2fr)',
          render: (v) => (
            <A href={hrefOf(v)}>
              <bdi>{clean(v.name, 80)}</bdi>
            </A>
          ),
        },
        {
          id: 'filter',
          header: t('selection.filter'),
          width: 'minmax(200px,2fr)',
          render: (v) => (
            <span className="row tight nowrap">
              {words(v).map((w, i) => (
                <Tag key={i}>{w}</Tag>
              ))}
            </span>
          ),
        },
        {
          id: 'count',
          header: t('setting.devices'),
          width: '140px',
          phone: true,
          render: (v) => <Count view={v} />,
        },
        {
          id: 'whose',
          header: t('selection.whose'),
          width: '170px',
          render: (v) => (
            <span className="muted">
              {t(v.mine ? (v.shared ? 'selection.mineShared' : 'selection.mine') : 'selection.others')}
            </span>
          ),
        },
      ]}
      add={{
        title: t('selection.add'),
        fields,
        initial: { name: '', q: '', group: null, status: [], online: 'any', settings: [], shared: false },
        body: ({ name, shared, ...v }) => ({
          page: 'devices',
          name,
          shared,
          query: queryString({
            q: String(v.q ?? '').trim(),
            group: v.group as string | null,
            status: (v.status as string[]).join(','),
            online: v.online === 'any' ? undefined : (v.online as string),
            settings: (v.settings as string[]).join(','),
          }),
        }),
      }}
      remove={{
        button: t('common.delete'),
        title: (name) => t('selection.deleteTitle', { name }),
        help: t('selection.deleteHelp'),
        allowed: (v) => v.mine || may('administration'),
      }}
    />
  );
}
