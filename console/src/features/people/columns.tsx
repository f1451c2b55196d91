import { Tooltip } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { Person } from '../../api/types';
import { language } from '../../i18n';
import { A } from '../../ui/A';
import type { Column } from '../../ui/DataTable';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { Tag } from '../../ui/Status';
import { When } from '../../ui/Text';
import { PersonStatusMark } from './PersonStatus';

export function personColumns(t: TFunction, phone: boolean): Column<Person>[] {
  const long = language() === 'ru';
  return [
    {
      id: 'name',
      header: t('person.name'),
      width: 'minmax(120px,1fr)',
      sort: 'name',
      phone: true,
      render: (p) => (
        <div className="clip">
          <A href={`/users/${p.id}`} tabIndex={-1}>
            <bdi>{clean(p.name, 80)}</bdi>
          </A>
          {phone && <div className="small muted clip">{clean(p.mail || t('person.noAddress'), 80)}</div>}
        </div>
      ),
    },
    {
      id: 'status',
      header: t('device.status'),
      width: long ? '156px' : '124px',
      sort: 'status',
      phone: true,
      render: (p) => <PersonStatusMark status={p.status} />,
    },
    {
      id: 'mail',
      header: t('person.mail'),
      width: long ? 'minmax(170px,1.5fr)' : 'minmax(206px,1.5fr)',
      sort: 'mail',
      render: (p) =>
        p.mail ? (
          <bdi className="clip">{clean(p.mail, 80)}</bdi>
        ) : (
          <Tooltip label={t('person.noAddressHelp')}>
            <span className="status muted">
              <IconMailOff size={16} aria-hidden />
              {t('person.noAddress')}
            </span>
          </Tooltip>
        ),
    },
    {
      id: 'devices',
      header: t('person.devices'),
      width: '82px',
      sort: 'devices',
      right: true,
      render: (p) => <span className={p.devices ? undefined : 'muted'}>{formatNumber(p.devices)}</span>,
    },
    {
      id: 'groups',
      header: t('person.groups'),
      width: 'minmax(130px,1.2fr)',
      render: (p) => (
        <bdi className="clip">{p.groups.map((g) => g.path.map((x) => clean(x, 40)).join(' / ')).join(', ')}</bdi>
      ),
    },
    {
      id: 'profile',
      header: t('person.profile'),
      width: 'minmax(112px,0.8fr)',
      render: (p) =>
        p.profiles[0] && (
          <span className="clip" title={p.profiles.map((x) => clean(x.name, 80)).join(' › ')}>
            <A href={`/security-profiles/${p.profiles[0].id}`} tabIndex={-1}>
              <bdi>{clean(p.profiles[0].name, 60)}</bdi>
            </A>
            {p.profiles.length > 1 && <span className="muted"> +{formatNumber(p.profiles.length - 1)}</span>}
          </span>
        ),
    },
    {
      id: 'rights',
      header: t('person.rights'),
      width: long ? '124px' : '116px',
      render: (p) => (p.administrator ? <Tag tone="accent">{t('person.administrator')}</Tag> : t('person.user')),
    },
    {
      id: 'comment',
      header: t('person.comment'),
      width: 'minmax(84px,0.7fr)',
      render: (p) => <bdi className="clip muted">{clean(p.comment, 80)}</bdi>,
    },
    { id: 'added', header: t('person.added'), width: '116px', sort: 'added', render: (p) => <When at={p.createdAt} /> },
  ];
}

export const shownAtFirst = ['name', 'status', 'mail', 'devices', 'profile', 'rights', 'comment'];
