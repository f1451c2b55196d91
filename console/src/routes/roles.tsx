import { IconCheck, IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Right, Role } from '../api/types';
import { clean } from '../ui/hostile';
import { ResourcePage } from '../ui/ResourcePage';
import { Tag } from '../ui/Status';

const rights: Right[] = [
  'view',
  'devices',
  'settings.general',
  'settings.connection',
  'settings.system',
  'settings.certificates',
  'settings.data',
  'codes.device',
  'codes.certificate',
  'remote.credentials',
  'people',
  'administration',
  'audit',
];
const word = (r: Right) => r.replace('.', '-');

export default function Roles() {
  const { t } = useTranslation();
  const fields = [
    { key: 'name', label: t('device.name'), kind: 'text' as const },
    {
      key: 'rights',
      label: t('role.rights'),
      kind: 'checks' as const,
      options: rights.map((r) => ({ value: r, label: t(`right.${word(r)}`) })),
    },
  ];
  return (
    <ResourcePage<Role>
      path="/roles"
      title={t('nav.roles')}
      answer={t('role.answer')}
      icon={IconShieldLock}
      empty={{ title: t('nav.roles'), text: t('role.answer') }}
      nameOf={(x) => x.name}
      columns={[
        {
          id: 'name',
          header: t('device.name'),
          width: 'minmax(180px,1.4fr)',
          render: (x) => (
            <span className="row tight nowrap">
              <bdi className="clip">{clean(x.name, 60)}</bdi>
              {x.builtin && <Tag>{t('role.builtin')}</Tag>}
            </span>
          ),
        },
        {
          id: 'rights',
          header: t('role.rights'),
          width: '120px',
          phone: true,
          render: (x) => t('role.rightsOf', { n: x.rights.length, all: rights.length }),
        },
        { id: 'people', header: t('nav.administrators'), width: '150px', render: (x) => x.administrators },
      ]}
      add={{ title: t('role.add'), fields, initial: { name: '', rights: ['view'] } }}
      edit={{
        title: t('role.edit'),
        fields,
        method: 'patch',
        initial: (x) => ({ name: x.name, rights: x.rights }),
        allowed: (x) => !x.builtin,
      }}
      remove={{
        button: t('common.delete'),
        title: (name) => t('role.deleteTitle', { name }),
        help: t('role.deleteHelp'),
        allowed: (x) => !x.builtin && x.administrators === 0,
      }}
      extra={(rows) =>
        rows.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <section
            className="card pad"
            style={{ marginTop: 16, overflowX: 'auto' }}
            tabIndex={0}
            aria-label={t('role.matrix')}
          >
            <h2 className="block-title" style={{ marginBottom: 12 }}>
              {t('role.matrix')}
            </h2>
            <table className="diff matrix">
              <thead>
                <tr>
                  <th>{t('role.right')}</th>
                  {rows.map((r) => (
                    <th key={r.id}>{clean(r.name, 40)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rights.map((r) => (
                  <tr key={r}>
                    <td>{t(`right.${word(r)}`)}</td>
                    {rows.map((x) => (
                      <td key={x.id}>
                        {x.rights.includes(r) ? (
                          <IconCheck size={16} className="fg-ok" aria-label={t('common.yes')} />
                        ) : (
                          <span className="muted" aria-label={t('common.no')} role="img">
                            –
                          </span>
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    />
  );
}
