import { Checkbox, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { DryRun, Policy, PolicyDetail, PolicyInput } from '../../api/types';
import { queryClient, useGroups } from '../../app/queries';
import { Confirm } from '../../ui/Confirm';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';
import { Notice } from '../../ui/Status';
import { GroupPicker } from '../groups/GroupPicker';

const statuses = ['active', 'inactive', 'out-of-office'] as const;

/** Makes a policy, empty or as a copy; settings come on its page. */
export function NewPolicy({ copyOf, group, close }: { copyOf?: Policy; group?: string; close: () => void }) {
  const { t } = useTranslation();
  const go = useGo();
  const groups = useGroups();
  const [name, setName] = useState(copyOf ? t('policy.copyName', { name: clean(copyOf.name, 80) }) : '');
  const [chosen, setGroup] = useState<string | null>(group ?? copyOf?.groupId ?? null);
  const groupId = chosen ?? groups.find((g) => !g.parentId)?.id ?? null;
  const [status, setStatus] = useState<Policy['status']>('inactive');
  const [inherit, setInherit] = useState(true);
  const [platform, setPlatform] = useState<string>('thin-client');
  const input: PolicyInput = {
    name,
    groupId: groupId ?? '',
    platform,
    status,
    inherit,
    force: false,
    values: {},
    locks: [],
  };
  const dry = useQuery({
    queryKey: ['dry-run', 'new', groupId, status, inherit, platform],
    enabled: !copyOf && !!groupId && status === 'active',
    retry: false,
    queryFn: () => api.post<DryRun>('/policies/dry-run', { ...input, name: name || 'x' }),
  });
  const run = async () => {
    const made = copyOf
      ? await api.post<PolicyDetail>(`/policies/${copyOf.id}/copy`, { name, groupId })
      : await api.post<PolicyDetail>('/policies', input);
    queryClient.invalidateQueries({ queryKey: ['policies'] });
    go(`/policies/${made.policy.id}/settings`);
  };
  return (
    <Confirm
      title={t(copyOf ? 'policy.copyTitle' : 'policy.new')}
      button={t(copyOf ? 'policy.copy' : 'policy.create')}
      disabled={!name.trim() || !groupId}
      run={run}
      close={close}
    >
      <TextInput
        label={t('policy.name')}
        data-autofocus
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
      />
      <GroupPicker label={t('device.group')} value={groupId} onChange={setGroup} />
      {!copyOf && (
        <>
          <Radio.Group label={t('platform.title')} value={platform} onChange={setPlatform}>
            <div className="row" style={{ gap: 16, marginTop: 8 }}>
              {['thin-client', 'android', 'ios'].map((x) => (
                <Radio key={x} value={x} label={t(`platform.${x}`)} />
              ))}
            </div>
          </Radio.Group>
          <Radio.Group label={t('device.status')} value={status} onChange={(s) => setStatus(s as Policy['status'])}>
            <div className="stack" style={{ gap: 8, marginTop: 8 }}>
              {statuses.map((s) => (
                <Radio key={s} value={s} label={t(`policyStatus.${s}`)} description={t(`policyStatusHelp.${s}`)} />
              ))}
            </div>
          </Radio.Group>
          {status !== 'out-of-office' && (
            <Checkbox
              label={t('policy.inherit')}
              checked={inherit}
              onChange={(e) => setInherit(e.currentTarget.checked)}
            />
          )}
          {dry.data && (
            <Notice tone="info">
              {t('policy.newDry', { devices: formatNumber(dry.data.devices), changed: formatNumber(dry.data.changed) })}
            </Notice>
          )}
        </>
      )}
    </Confirm>
  );
}
