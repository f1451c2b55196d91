import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDeviceMobile, IconMailForward } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Device, Invitation, InvitationStory, Page as PageOf, Person } from '../api/types';
import { type Change, useChanges } from '../app/live';
import { queryClient, useMay } from '../app/queries';
import { InvitationTable } from '../features/people/InvitationTable';
import { PersonForm } from '../features/people/PersonForm';
import { PersonStatusMark } from '../features/people/PersonStatus';
import { SendDialog } from '../features/people/SendDialog';
import { StoryList } from '../features/people/Story';
import { refreshPeople } from '../features/people/usePeople';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { DataTable } from '../ui/DataTable';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { inLanguage, Notice, Online, StatusMark, Tag } from '../ui/Status';
import { Empty, Failed, Lines } from '../ui/states';
import { When } from '../ui/Text';

/** One person: is it fine, which phones, where the instructions are. */
export default function PersonPage() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useMay()('people');
  const { id } = useParams({ strict: false }) as { id: string };
  const [dialog, setDialog] = useState<'send' | 'edit' | 'delete' | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['people', id],
    queryFn: () => api.get<Person>(`/people/${id}`),
  });
  const devices = useQuery({
    queryKey: ['people', id, 'devices'],
    queryFn: () => api.get<PageOf<Device>>('/devices', { person: id, assigned: 'all', limit: 100 }),
  });
  const newest = useQuery({
    queryKey: ['invitations', 'newest', id],
    queryFn: async () => {
      const found = await api.get<PageOf<Invitation>>('/invitations', { person: id, limit: 1 });
      const first = found.items[0];
      return first ? api.get<InvitationStory>(`/invitations/${first.id}`) : null;
    },
  }).data;
  useChanges(
    useCallback(
      (change: Change) => {
        if (change.devices) queryClient.invalidateQueries({ queryKey: ['people', id] });
      },
      [id],
    ),
  );
  const crumbs = [{ label: t('nav.users'), href: '/users' }];
  if (error && !data)
    return (
      <Page title={t('person.person')} name={t('person.person')} crumbs={crumbs}>
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      </Page>
    );
  if (!data)
    return (
      <Page title="…" name={t('person.person')} crumbs={crumbs}>
        <div className="card pad">
          <Lines />
        </div>
      </Page>
    );
  const fact = (label: string, value: React.ReactNode) => (
    <>
      <dt>{label}</dt>
      <dd>{value || <span className="muted">—</span>}</dd>
    </>
  );
  const causes = (devices.data?.items ?? []).flatMap((d) => d.causes.map((c) => ({ d, c })));
  return (
    <Page
      title={<bdi>{clean(data.name, 80)}</bdi>}
      name={data.name}
      crumbs={crumbs}
      answer={
        <span className="row">
          <PersonStatusMark status={data.status} />
          <span>· {t('person.deviceCount', { count: data.devices })}</span>
          {causes[0] && (
            <span className="muted">
              · {clean(causes[0].d.name, 40)}: {clean(inLanguage(causes[0].c.text), 160)}
            </span>
          )}
        </span>
      }
      actions={
        can && (
          <>
            <Button leftSection={<IconMailForward size={16} aria-hidden />} onClick={() => setDialog('send')}>
              {t('invitation.send')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('common.actions')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setDialog('edit')}>{t('common.edit')}</Menu.Item>
                <Menu.Item color="red.8" onClick={() => setDialog('delete')}>
                  {t('common.delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )
      }
    >
      <div className="sections">
        {!data.mail && <Notice tone="warn">{t('person.noAddressHelp')}</Notice>}
        <div className="grid2">
          <section className="card pad" aria-labelledby="about">
            <h2 id="about" className="block-title">
              {t('person.about')}
            </h2>
            <dl className="dl">
              {fact(t('person.mail'), <bdi>{clean(data.mail, 120)}</bdi>)}
              {fact(t('person.language'), data.locale === 'ru' ? 'Русский' : 'English')}
              {fact(t('person.phone'), data.phone && <bdi>{clean(data.phone, 60)}</bdi>)}
              {fact(
                t('person.groups'),
                data.groups.length > 0 && (
                  <span className="row tight">
                    {data.groups.map((g) => (
                      <A key={g.id} href={`/users?group=${g.id}`}>
                        <Tag>{g.path.map((x) => clean(x, 40)).join(' / ')}</Tag>
                      </A>
                    ))}
                  </span>
                ),
              )}
              {fact(
                t('person.profiles'),
                data.profiles.length > 0 && (
                  <span className="row tight">
                    {data.profiles.map((x) => (
                      <A key={x.id} href={`/security-profiles/${x.id}`}>
                        <Tag>{clean(x.name, 60)}</Tag>
                      </A>
                    ))}
                  </span>
                ),
              )}
              {fact(t('person.rights'), data.administrator ? t('person.administrator') : t('person.user'))}
              {fact(t('person.comment'), data.comment && <bdi>{clean(data.comment, 1000)}</bdi>)}
              {fact(t('person.added'), <When at={data.createdAt} />)}
            </dl>
          </section>
          <section className="card pad" aria-labelledby="newest">
            <h2 id="newest" className="block-title">
              {t('invitation.newest')}
            </h2>
            {newest ? <StoryList story={newest} /> : <p className="muted">{t('invitation.none')}</p>}
          </section>
        </div>
        <h2 className="block-title">{t('person.devices')}</h2>
        <DataTable<Device>
          label={t('person.devices')}
          rows={devices.data?.items ?? []}
          rowId={(d) => d.id}
          href={(d) => `/devices/${d.id}`}
          loading={devices.isLoading}
          columns={[
            {
              id: 'name',
              header: t('device.name'),
              width: 'minmax(160px,1.4fr)',
              phone: true,
              render: (d) => (
                <A href={`/devices/${d.id}`} tabIndex={-1}>
                  <bdi>{clean(d.name, 60)}</bdi>
                </A>
              ),
            },
            {
              id: 'status',
              header: t('device.status'),
              width: '128px',
              phone: true,
              render: (d) => <StatusMark status={d.status} causes={d.causes} />,
            },
            {
              id: 'platform',
              header: t('person.platform'),
              width: '120px',
              render: (d) => t(`platform.${d.platform}`, { defaultValue: clean(d.platform, 40) }),
            },
            {
              id: 'model',
              header: t('device.model'),
              width: 'minmax(120px,1fr)',
              render: (d) => <bdi>{clean(d.model, 60)}</bdi>,
            },
            { id: 'os', header: t('device.os'), width: '150px', render: (d) => <bdi>{clean(d.os, 60)}</bdi> },
            {
              id: 'seen',
              header: t('device.contact'),
              width: '130px',
              render: (d) => <Online online={d.online} seen={<When at={d.lastSeenAt} />} />,
            },
          ]}
          empty={
            <Empty icon={IconDeviceMobile} title={t('person.noDevicesTitle')}>
              {t('person.noDevices')}
            </Empty>
          }
        />
        <h2 className="block-title">{t('nav.invitations')}</h2>
        <InvitationTable filter={{ person: id }} />
      </div>
      {dialog === 'send' && <SendDialog people={[data]} close={() => setDialog(null)} />}
      {dialog === 'edit' && <PersonForm person={data} close={() => setDialog(null)} />}
      {dialog === 'delete' && (
        <Confirm
          danger
          title={t('person.deleteOne', { name: clean(data.name, 60) })}
          button={t('common.delete')}
          run={async () => {
            await api.delete(`/people/${id}`);
            refreshPeople();
            go('/users');
          }}
          close={() => setDialog(null)}
        >
          {t('person.deleteHelp')}
        </Confirm>
      )}
    </Page>
  );
}
