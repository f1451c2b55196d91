import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Administrator, Role } from '../api/types';
import { useGroups, useMe } from '../app/queries';
import { type Binding, bindingsMissing, RoleBindings } from '../features/access/RoleBindings';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Tag } from '../ui/Status';
import { When } from '../ui/Text';

export default function Administrators() {
  const { t } = useTranslation();
  const me = useMe();
  const groups = useGroups();
  const roles =
    useQuery({ queryKey: ['/roles'], queryFn: () => api.get<{ items: Role[] }>('/roles', { limit: 500 }) }).data
      ?.items ?? [];
  const role = (id: string) => clean(roles.find((r) => r.id === id)?.name, 60);
  const scope = (id: string | null) => (id ? clean(groups.find((g) => g.id === id)?.name, 40) : t('role.everywhere'));
  const fields = (login: boolean) => [
    ...(login ? [{ key: 'login', label: t('signIn.login'), kind: 'text' as const, max: 64 }] : []),
    { key: 'name', label: t('device.name'), kind: 'text' as const },
    {
      key: 'locale',
      label: t('profile.language'),
      kind: 'select' as const,
      options: [
        { value: 'en', label: 'English' },
        { value: 'ru', label: 'Русский' },
      ],
    },
    {
      key: 'bindings',
      label: t('nav.roles'),
      kind: 'custom' as const,
      missing: bindingsMissing,
      draw: (value: unknown, set: (v: unknown) => void, error: string | undefined) => (
        <RoleBindings roles={roles} value={value as Binding[]} onChange={set} error={error} />
      ),
    },
    ...(login
      ? []
      : [
          {
            key: 'disabled',
            label: t('administrator.disabled'),
            kind: 'switch' as const,
            help: t('administrator.disabledHelp'),
          },
        ]),
  ];
  const link = (value: string) => ({ title: t('administrator.linkTitle'), help: t('administrator.linkHelp'), value });
  return (
    <ResourcePage<Administrator>
      path="/administrators"
      title={t('nav.administrators')}
      answer={t('administrator.answer')}
      icon={IconUsers}
      empty={{ title: t('nav.administrators'), text: t('administrator.answer') }}
      nameOf={(x) => x.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(160px,1.3fr)',
          render: (x) => (
            <div className="clip">
              <bdi>{clean(x.name, 60)}</bdi> <span className="muted mono">{clean(x.login, 40)}</span>
            </div>
          ),
        },
        {
          id: 'roles',
          header: t('nav.roles'),
          width: 'minmax(200px,1.6fr)',
          render: (x) => <bdi>{x.bindings.map((b) => `${role(b.roleId)} (${scope(b.groupId)})`).join(', ')}</bdi>,
        },
        {
          id: 'factor',
          header: t('administrator.factor'),
          width: '170px',
          phone: true,
          render: (x) =>
            x.disabled ? (
              <Tag>{t('administrator.disabled')}</Tag>
            ) : (
              <Tag tone={x.secondFactor === 'none' ? 'warn' : 'ok'}>{t(`administrator.factors.${x.secondFactor}`)}</Tag>
            ),
        },
        {
          id: 'seen',
          header: t('administrator.seen'),
          width: '140px',
          render: (x) => <When at={x.lastSeenAt} empty={t('common.never')} />,
        },
      ]}
      add={{
        title: t('administrator.add'),
        fields: fields(true),
        initial: { login: '', name: '', locale: 'en', bindings: [{ roleId: '', groupId: null }] },
        answer: (made) => link((made as { link: string }).link),
      }}
      edit={{
        title: t('administrator.edit'),
        fields: fields(false),
        method: 'patch',
        initial: (x) => ({
          name: x.name,
          locale: x.locale,
          bindings: x.bindings.length ? x.bindings : [{ roleId: '', groupId: null }],
          disabled: x.disabled,
        }),
      }}
      more={[
        {
          label: t('administrator.reset'),
          run: async (x, show) => show(link((await api.post<{ link: string }>(`/administrators/${x.id}/reset`)).link)),
          show: (x) => x.id !== me?.id,
        },
      ]}
      remove={{
        button: t('common.delete'),
        title: (name) => t('administrator.deleteTitle', { name }),
        help: t('administrator.deleteHelp'),
        allowed: (x) => x.id !== me?.id,
      }}
    />
  );
}
