import { Button, Progress } from '@mantine/core';
import {
  IconAdjustmentsHorizontal,
  IconArrowDown,
  IconFileImport,
  IconLock,
  IconLockOpen,
  IconPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Policy } from '../api/types';
import { useGroups, useMay } from '../app/queries';
import { GroupTree } from '../features/groups/GroupTree';
import { ImportPolicy } from '../features/policies/ImportPolicy';
import { NewPolicy } from '../features/policies/NewPolicy';
import { settingsRights } from '../features/policies/rights';
import { A } from '../ui/A';
import { type Column, DataTable } from '../ui/DataTable';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Status';
import { Empty, Failed } from '../ui/states';
import { When } from '../ui/Text';

export const policyTone = { active: 'ok', inactive: 'none', 'out-of-office': 'info' } as const;

export default function Policies() {
  const { t } = useTranslation();
  const groups = useGroups();
  const may = useMay();
  const [params, set] = useParamsOfAddress();
  const [making, setMaking] = useState(params.new === '1');
  const [reading, setReading] = useState(false);
  const { data, error, refetch, isLoading } = useQuery({
    queryKey: ['policies'],
    queryFn: () => api.get<{ items: Policy[] }>('/policies'),
  });
  const root = groups.find((g) => !g.parentId);
  const group = groups.find((g) => g.id === params.group) ?? root;
  const below = new Set(groups.filter((g) => group?.path.every((p, i) => g.path[i] === p)).map((g) => g.id));
  const rows = (data?.items ?? []).filter((p) => below.has(p.groupId) || groups.length === 0);
  const can = settingsRights.some((r) => may(r));
  const add = can && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('policy.new')}
    </Button>
  );
  const read = can && (
    <Button variant="default" leftSection={<IconFileImport size={16} aria-hidden />} onClick={() => setReading(true)}>
      {t('policy.import')}
    </Button>
  );
  const columns: Column<Policy>[] = [
    {
      id: 'name',
      header: t('device.name'),
      width: 'minmax(140px,1.3fr)',
      phone: true,
      render: (p) => (
        <A href={`/policies/${p.id}`} tabIndex={-1}>
          <bdi>{clean(p.name, 80)}</bdi>
        </A>
      ),
    },
    {
      id: 'group',
      header: t('device.group'),
      width: 'minmax(110px,1fr)',
      render: (p) => <bdi>{p.groupPath.map((x) => clean(x, 40)).join(' / ')}</bdi>,
    },
    {
      id: 'status',
      header: t('device.status'),
      width: '124px',
      phone: true,
      render: (p) => <Tag tone={policyTone[p.status]}>{t(`policyStatus.${p.status}`)}</Tag>,
    },
    {
      id: 'inherit',
      header: t('policy.inheritance'),
      width: '124px',
      render: (p) => (
        <span className="status muted">
          {p.inherit ? (
            <>
              <IconArrowDown size={14} aria-hidden />
              {t('policy.inherits')}
            </>
          ) : (
            t('policy.own')
          )}
        </span>
      ),
    },
    {
      id: 'locks',
      header: t('policy.locks'),
      width: '88px',
      render: (p) => (
        <span className="status muted">
          {p.lockedBlocks ? <IconLock size={14} aria-hidden /> : <IconLockOpen size={14} aria-hidden />}
          {p.lockedBlocks}
        </span>
      ),
    },
    {
      id: 'rollout',
      header: t('policy.rollout'),
      width: 'minmax(130px,1fr)',
      render: (p) =>
        p.status === 'inactive' ? (
          <span className="muted">—</span>
        ) : (
          <div>
            <Progress.Root size="xs" radius="xl" mb={4}>
              <Progress.Section
                value={p.devices ? (100 * p.applied) / p.devices : 0}
                color="brand"
                aria-label={t('overview.applied')}
              />
              <Progress.Section
                value={p.devices ? (100 * p.failed) / p.devices : 0}
                color="red.6"
                aria-label={t('overview.failed')}
              />
            </Progress.Root>
            <span className="small muted">
              {t('policy.of', { applied: formatNumber(p.applied), devices: formatNumber(p.devices) })}
              {p.failed > 0 && <span className="fg-crit"> · {t('overview.rolloutFailed', { count: p.failed })}</span>}
            </span>
          </div>
        ),
    },
    { id: 'changed', header: t('policy.changed'), width: '124px', render: (p) => <When at={p.changedAt} /> },
  ];
  return (
    <Page
      fill
      title={t('nav.policies')}
      name={t('nav.policies')}
      answer={t('policy.answer')}
      actions={
        <>
          {read}
          {add}
        </>
      }
    >
      <div className="split">
        <GroupTree
          value={group?.id}
          onPick={(id) => set({ group: id === root?.id ? null : id }, true)}
          count={(g) => data?.items.filter((p) => p.groupId === g.id).length || null}
        />
        <div className="split-main">
          {error && !data ? (
            <div className="card">
              <Failed error={error} retry={refetch} />
            </div>
          ) : (
            <DataTable
              label={t('nav.policies')}
              columns={columns}
              rows={rows}
              rowId={(p) => p.id}
              href={(p) => `/policies/${p.id}`}
              loading={isLoading}
              empty={
                <Empty icon={IconAdjustmentsHorizontal} title={t('policy.emptyTitle')} action={add}>
                  {t('policy.empty')}
                </Empty>
              }
            />
          )}
        </div>
      </div>
      {reading && <ImportPolicy group={params.group} close={() => setReading(false)} />}
      {making && (
        <NewPolicy
          group={params.group}
          close={() => {
            setMaking(false);
            set({ new: null });
          }}
        />
      )}
    </Page>
  );
}
