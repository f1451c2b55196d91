import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Level, NotificationRule, Text } from '../api/types';
import { useGroups, useMay } from '../app/queries';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { inLanguage, LevelMark, Tag } from '../ui/Status';
import { When } from '../ui/Text';
import { toast } from '../ui/toast';

const levels: Level[] = ['info', 'warning', 'failure', 'critical'];

export default function Notifications() {
  const { t } = useTranslation();
  const may = useMay();
  const groups = useGroups();
  const codes =
    useQuery({
      queryKey: ['event-codes'],
      queryFn: () => api.get<{ items: { code: string; title: Text }[] }>('/events/codes'),
    }).data?.items ?? [];
  const fields = [
    { key: 'name', label: t('device.name'), kind: 'text' as const },
    { key: 'enabled', label: t('notification.enabled'), kind: 'switch' as const },
    {
      key: 'channel',
      label: t('notification.channel'),
      kind: 'select' as const,
      options: [
        { value: 'mail', label: t('notification.channels.mail') },
        { value: 'webhook', label: t('notification.channels.webhook') },
      ],
    },
    { key: 'target', label: t('notification.target'), kind: 'text' as const, help: t('notification.targetHelp') },
    {
      key: 'secret',
      label: t('notification.secret'),
      kind: 'password' as const,
      help: t('notification.secretHelp'),
      optional: true,
      show: (v: Record<string, unknown>) => v.channel === 'webhook',
    },
    {
      key: 'minLevel',
      label: t('notification.minLevel'),
      kind: 'select' as const,
      options: levels.map((l) => ({ value: l, label: t(`level.${l}`) })),
    },
    {
      key: 'codes',
      label: t('notification.codes'),
      kind: 'many' as const,
      help: t('notification.codesHelp'),
      options: codes.map((c) => ({ value: c.code, label: clean(inLanguage(c.title), 80) })),
    },
    { key: 'groupId', label: t('device.group'), kind: 'group' as const, everywhere: t('role.everywhere') },
    {
      key: 'groupMinutes',
      label: t('notification.groupMinutes'),
      kind: 'number' as const,
      help: t('notification.groupMinutesHelp'),
      max: 1440,
    },
  ];
  const body = ({ secret, ...v }: Record<string, unknown>) => ({ ...v, ...(secret ? { secret } : {}) });
  return (
    <ResourcePage<NotificationRule>
      path="/notification-rules"
      title={t('nav.notifications')}
      answer={t('notification.answer')}
      icon={IconBell}
      can={may('administration')}
      empty={{ title: t('notification.emptyTitle'), text: t('notification.empty') }}
      nameOf={(x) => x.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(180px,1.4fr)',
          render: (x) => <bdi>{clean(x.name, 80)}</bdi>,
        },
        {
          id: 'target',
          header: t('notification.target'),
          width: 'minmax(160px,1.2fr)',
          render: (x) => (
            <span>
              {t(`notification.channels.${x.channel}`)} · <bdi>{clean(x.target, 80)}</bdi>
            </span>
          ),
        },
        {
          id: 'level',
          header: t('notification.minLevel'),
          width: '190px',
          phone: true,
          render: (x) => <LevelMark level={x.minLevel} />,
        },
        {
          id: 'group',
          header: t('device.group'),
          width: '140px',
          render: (x) => (
            <bdi>{x.groupId ? clean(groups.find((g) => g.id === x.groupId)?.name, 40) : t('role.everywhere')}</bdi>
          ),
        },
        {
          id: 'state',
          header: t('command.state'),
          width: 'minmax(140px,1fr)',
          render: (x) =>
            !x.enabled ? (
              <Tag>{t('notification.off')}</Tag>
            ) : x.lastError ? (
              <span className="fg-crit">{clean(x.lastError, 120)}</span>
            ) : (
              <span className="muted">
                {t('notification.last')} <When at={x.lastSentAt} empty={t('common.never')} />
              </span>
            ),
        },
      ]}
      add={{
        title: t('notification.add'),
        fields,
        initial: {
          name: '',
          enabled: true,
          channel: 'mail',
          target: '',
          secret: '',
          minLevel: 'critical',
          codes: [],
          groupId: null,
          groupMinutes: 10,
        },
        body,
      }}
      edit={{
        title: t('notification.edit'),
        fields,
        method: 'put',
        initial: (x) => ({
          name: x.name,
          enabled: x.enabled,
          channel: x.channel,
          target: x.target,
          secret: '',
          minLevel: x.minLevel,
          codes: x.codes,
          groupId: x.groupId,
          groupMinutes: x.groupMinutes,
        }),
        body,
      }}
      more={[
        {
          label: t('notification.test'),
          run: (x) => api.post(`/notification-rules/${x.id}/test`).then(() => toast.ok(t('notification.tested'))),
        },
      ]}
      remove={{
        button: t('common.delete'),
        title: (name) => t('notification.deleteTitle', { name }),
        help: t('notification.deleteHelp'),
      }}
    />
  );
}
