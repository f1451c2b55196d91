import { IconApi } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { ApiToken, Role } from '../api/types';
import { useGroups } from '../app/queries';
import { clean } from '../ui/hostile';
import { inDays, ResourcePage } from '../ui/ResourcePage';
import { When } from '../ui/Text';

export default function ApiTokens() {
  const { t } = useTranslation();
  const groups = useGroups();
  const roles =
    useQuery({ queryKey: ['/roles'], queryFn: () => api.get<{ items: Role[] }>('/roles', { limit: 500 }) }).data
      ?.items ?? [];
  return (
    <ResourcePage<ApiToken>
      path="/api-tokens"
      title={t('nav.apiTokens')}
      answer={t('apiToken.answer')}
      icon={IconApi}
      empty={{ title: t('apiToken.emptyTitle'), text: t('apiToken.empty') }}
      nameOf={(x) => x.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(160px,1.4fr)',
          render: (x) => <bdi>{clean(x.name, 80)}</bdi>,
        },
        {
          id: 'role',
          header: t('role.one'),
          width: 'minmax(140px,1fr)',
          phone: true,
          render: (x) => <bdi>{clean(roles.find((r) => r.id === x.roleId)?.name, 60)}</bdi>,
        },
        {
          id: 'scope',
          header: t('role.scope'),
          width: 'minmax(140px,1fr)',
          render: (x) => (
            <bdi>{x.groupId ? clean(groups.find((g) => g.id === x.groupId)?.name, 60) : t('role.everywhere')}</bdi>
          ),
        },
        { id: 'expires', header: t('token.expires'), width: '140px', render: (x) => <When at={x.expiresAt} /> },
        {
          id: 'used',
          header: t('apiToken.lastUsed'),
          width: '150px',
          render: (x) => <When at={x.lastUsedAt} empty={t('common.never')} />,
        },
        { id: 'by', header: t('common.by'), width: '140px', render: (x) => <bdi>{clean(x.createdBy, 40)}</bdi> },
      ]}
      add={{
        title: t('apiToken.add'),
        fields: [
          { key: 'name', label: t('device.name'), kind: 'text', help: t('apiToken.nameHelp') },
          {
            key: 'roleId',
            label: t('role.one'),
            kind: 'select',
            options: roles.map((r) => ({ value: r.id, label: clean(r.name, 60) })),
          },
          { key: 'groupId', label: t('role.scope'), kind: 'group', everywhere: t('role.everywhere') },
          {
            key: 'days',
            label: t('token.days'),
            kind: 'select',
            options: [
              { value: '7', label: t('span.week') },
              { value: '30', label: t('span.month') },
              { value: '365', label: t('span.year') },
            ],
          },
        ],
        initial: { name: '', roleId: '', groupId: null, days: '30' },
        body: ({ days, ...v }) => ({ ...v, expiresAt: inDays(days) }),
        answer: (made) => ({
          title: t('apiToken.madeTitle'),
          help: t('token.madeHelp'),
          value: (made as { secret: string }).secret,
        }),
      }}
      remove={{
        button: t('token.revoke'),
        title: (name) => t('token.revokeTitle', { name }),
        help: t('apiToken.revokeHelp'),
      }}
    />
  );
}
