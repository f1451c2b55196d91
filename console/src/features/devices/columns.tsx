import type { TFunction } from 'i18next';
import type { Device } from '../../api/types';
import { language } from '../../i18n';
import { A } from '../../ui/A';
import type { Column } from '../../ui/DataTable';
import { clean } from '../../ui/hostile';
import { inLanguage, Online, SettingsStateMark, StatusMark, Tag } from '../../ui/Status';
import { When } from '../../ui/Text';
import { PlatformIcon } from './PlatformIcon';

const short = (text: string) => <bdi className="clip">{clean(text, 80)}</bdi>;

export function deviceColumns(t: TFunction, phone: boolean): Column<Device>[] {
  const long = language() === 'ru';
  return [
    {
      id: 'name',
      header: t('device.name'),
      width: 'minmax(184px,1.6fr)',
      sort: 'name',
      phone: true,
      render: (d) => (
        <div className="clip">
          <PlatformIcon platform={d.platform} />{' '}
          <A href={`/devices/${d.id}`} tabIndex={-1}>
            {short(d.name)}
          </A>
          {!phone && d.personName && <span className="muted"> {short(d.personName)}</span>}
          {phone && (
            <div className="small muted clip">
              {d.causes[0]
                ? inLanguage(d.causes[0].text)
                : clean([d.personName, d.model, d.address].filter(Boolean).join(' · '), 80)}
            </div>
          )}
        </div>
      ),
    },
    {
      id: 'status',
      header: t('device.status'),
      width: long ? '156px' : '120px',
      sort: 'status',
      phone: true,
      render: (d) =>
        d.deletion ? (
          <Tag tone={d.deletion === 'stuck' ? 'crit' : 'info'}>{t('deletion.short')}</Tag>
        ) : (
          <StatusMark status={d.status} causes={d.causes} />
        ),
    },
    {
      id: 'cause',
      header: t('device.cause'),
      width: 'minmax(130px,1.2fr)',
      render: (d) => <span className="muted">{d.causes[0] ? inLanguage(d.causes[0].text) : ''}</span>,
    },
    {
      id: 'owner',
      header: t('device.owner'),
      width: 'minmax(120px,1fr)',
      render: (d) => short(d.personName ?? ''),
    },
    {
      id: 'online',
      header: t('device.contact'),
      width: '126px',
      sort: 'lastSeen',
      render: (d) => <Online online={d.online} seen={<When at={d.lastSeenAt} />} />,
    },
    {
      id: 'group',
      header: t('device.group'),
      width: 'minmax(96px,0.8fr)',
      sort: 'group',
      render: (d) =>
        d.groupPath ? (
          short(d.groupPath.slice(1).join(' / ') || d.groupPath[0])
        ) : (
          <span className="muted">{t('device.unassigned')}</span>
        ),
    },
    {
      id: 'settings',
      header: t('device.settings'),
      width: '128px',
      render: (d) => <SettingsStateMark state={d.settings.state} />,
    },
    {
      id: 'address',
      header: t('device.address'),
      width: '136px',
      sort: 'address',
      render: (d) => <span className="mono">{short(d.address ?? '')}</span>,
    },
    {
      id: 'model',
      header: t('device.model'),
      width: 'minmax(130px,1fr)',
      sort: 'model',
      render: (d) => short(d.model),
    },
    {
      id: 'serial',
      header: t('device.serial'),
      width: '130px',
      render: (d) => <span className="mono">{short(d.serial)}</span>,
    },
    { id: 'os', header: t('device.os'), width: '170px', render: (d) => short(d.os) },
    { id: 'agent', header: t('device.agent'), width: '100px', render: (d) => short(d.agentVersion) },
    { id: 'hostname', header: t('device.hostname'), width: '140px', render: (d) => short(d.hostname) },
    {
      id: 'tags',
      header: t('device.tags'),
      width: '140px',
      render: (d) => (
        <span className="row tight nowrap">
          {d.tags.slice(0, 3).map((x) => (
            <Tag key={x}>{clean(x, 30)}</Tag>
          ))}
        </span>
      ),
    },
    { id: 'enrolled', header: t('device.enrolled'), width: '120px', render: (d) => <When at={d.enrolledAt} /> },
  ];
}

export const shownAtFirst = ['name', 'status', 'cause', 'online', 'group', 'settings'];
