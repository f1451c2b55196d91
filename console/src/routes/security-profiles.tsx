import { Button, Progress, TextInput } from '@mantine/core';
import { IconDeviceMobileCog, IconLock, IconLockOpen, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Profile, ProfileDetail, ProfileInput } from '../api/types';
import { queryClient, useMay } from '../app/queries';
import { settingsRights } from '../features/policies/rights';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { type Column, DataTable } from '../ui/DataTable';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { Tag } from '../ui/Status';
import { Empty, Failed } from '../ui/states';
import { When } from '../ui/Text';

/** Makes a profile, empty or as a copy; settings and people come on its page. */
export function NewProfile({ copyOf, close }: { copyOf?: Profile; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const [name, setName] = useState(copyOf ? t('profiles.copyName', { name: clean(copyOf.name, 80) }) : '');
  const run = async () => {
    const input: ProfileInput = { name, status: 'active', values: {}, locks: [], people: [], groups: [] };
    const made = copyOf
      ? await api.post<ProfileDetail>(`/security-profiles/${copyOf.id}/copy`, { name })
      : await api.post<ProfileDetail>('/security-profiles', input);
    queryClient.invalidateQueries({ queryKey: ['security-profiles'] });
    go(`/security-profiles/${made.profile.id}/settings`);
  };
  return (
    <Confirm
      title={t(copyOf ? 'profiles.copyTitle' : 'profiles.new')}
      button={t(copyOf ? 'profiles.copy' : 'profiles.create')}
      disabled={!name.trim()}
      run={run}
      close={close}
    >
      <TextInput
        label={t('profiles.name')}
        data-autofocus
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
    </Confirm>
  );
}

export default function SecurityProfiles() {
  const { t } = useTranslation();
  const may = useMay();
  const [making, setMaking] = useState(false);
  const { data, error, refetch, isLoading } = useQuery({
    queryKey: ['security-profiles'],
    queryFn: () => api.get<{ items: Profile[] }>('/security-profiles'),
  });
  const add = settingsRights.some((r) => may(r)) && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('profiles.new')}
    </Button>
  );
  const columns: Column<Profile>[] = [
    {
      id: 'priority',
      header: t('profiles.priority'),
      width: '96px',
      render: (p) => <span className="muted">{p.everyone ? '—' : p.priority}</span>,
    },
    {
      id: 'name',
      header: t('profiles.name'),
      width: 'minmax(140px,1.3fr)',
      phone: true,
      render: (p) => (
        <A href={`/security-profiles/${p.id}`} tabIndex={-1}>
          <bdi>{clean(p.name, 80)}</bdi>
        </A>
      ),
    },
    {
      id: 'assigned',
      header: t('profiles.assigned'),
      width: 'minmax(120px,1fr)',
      phone: true,
      render: (p) =>
        p.everyone ? (
          t('profiles.default')
        ) : p.assigned === 0 ? (
          <span className="muted">{t('profiles.assignedNone')}</span>
        ) : (
          t('profiles.assigned', { count: p.assigned })
        ),
    },
    {
      id: 'status',
      header: t('device.status'),
      width: '124px',
      render: (p) => <Tag tone={p.status === 'active' ? 'ok' : 'none'}>{t(`profiles.status.${p.status}`)}</Tag>,
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
      title={t('nav.securityProfiles')}
      name={t('nav.securityProfiles')}
      answer={t('profiles.answer')}
      actions={add}
    >
      {error && !data ? (
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      ) : (
        <DataTable
          label={t('nav.securityProfiles')}
          columns={columns}
          rows={data?.items ?? []}
          rowId={(p) => p.id}
          href={(p) => `/security-profiles/${p.id}`}
          loading={isLoading}
          empty={
            <Empty icon={IconDeviceMobileCog} title={t('profiles.emptyTitle')} action={add}>
              {t('profiles.empty')}
            </Empty>
          }
        />
      )}
      {making && <NewProfile close={() => setMaking(false)} />}
    </Page>
  );
}
