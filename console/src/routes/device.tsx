import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { Command, Deletion, DeviceDetail, Page as PageOf } from '../api/types';
import { catalogueQuery, queryClient, useMay } from '../app/queries';
import { AppleDevice } from '../features/apple/AppleDevice';
import {
  appleKinds,
  CommandDialog,
  type CommandKind,
  commandKinds,
  phoneKinds,
} from '../features/commands/CommandDialog';
import { CommandTable } from '../features/commands/CommandTable';
import { DeleteDialog, DeletionCard, Violations } from '../features/devices/DeletionCard';
import { DeviceGeneral } from '../features/devices/DeviceGeneral';
import { DeviceSettingsTab } from '../features/devices/DeviceSettingsTab';
import { MoveDialog } from '../features/devices/MoveDialog';
import { RemoteVisit } from '../features/devices/RemoteVisit';
import { Timeline } from '../features/devices/Timeline';
import { EventTable } from '../features/events/EventTable';
import { language } from '../i18n';
import { A } from '../ui/A';
import { clean } from '../ui/hostile';
import { useGo } from '../ui/location';
import { Page } from '../ui/Page';
import { reasonText } from '../ui/reasons';
import { inLanguage, LevelIcon, Online } from '../ui/Status';
import { Failed, Lines } from '../ui/states';
import { LinkTabs } from '../ui/Tabs';
import { Foreign, When } from '../ui/Text';

/** Commands that begin a group of the menu, and those that take data away. */
const groupStart = new Set<string>(['restart', 'phone-settings', 'reset-password', 'lost-mode', 'wipe-corporate']);
const destroying = new Set<string>(['wipe-corporate', 'wipe']);

/** Is it fine, since when, what is pending, why. */
function Answer({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const d = detail.device;
  const catalogue = useQuery(catalogueQuery).data;
  const unfinished = { device: d.id, state: 'queued,delivered,running' };
  const waiting =
    useQuery({
      queryKey: ['commands', unfinished, 'count'],
      queryFn: () => api.get<PageOf<Command>>('/commands', unfinished),
    }).data?.items.length ?? 0;
  const titles = new Map(
    catalogue?.sections.flatMap((x) =>
      x.blocks.map((b) => [b.id, `${inLanguage(x.title)} › ${inLanguage(b.title)}`] as const),
    ),
  );
  const failed = detail.blocks.filter((b) => b.state === 'failed');
  const partly = d.groupId !== null && d.status === 'ok' && failed.length > 0;
  const level = d.groupId === null ? 'info' : partly ? 'warning' : d.status;
  const head = d.groupId === null ? t('device.answer.unassigned') : t(`device.answer.${partly ? 'partly' : d.status}`);
  return (
    <section className="card pad answer-card" aria-label={t('device.status')}>
      <LevelIcon level={level} size={28} />
      <div className="grow">
        <h2>{head}</h2>
        <ul>
          {d.causes.map((c) => (
            <li key={c.cause}>
              {clean(inLanguage(c.text), 300)}
              {c.since && (
                <span className="muted">
                  {' '}
                  · <When at={c.since} />
                </span>
              )}
              <div className="small muted">{clean(inLanguage(c.advice), 300)}</div>
            </li>
          ))}
          {failed.map((b) => (
            <li key={b.block}>
              <A href={`/devices/${d.id}/settings/${b.block.split('.')[0]}`}>
                {t('device.blockFailed', { block: titles.get(b.block) ?? b.block })}
              </A>
              : {reasonText(b.reason ?? '', language())}
            </li>
          ))}
        </ul>
        <div className="row" style={{ gap: 20, marginTop: 8 }}>
          <Online
            online={d.online}
            seen={
              <>
                {t(d.platform === 'ios' || d.platform === 'ipados' ? 'device.contact' : 'device.lastSeen')}{' '}
                <When at={d.lastSeenAt} />
              </>
            }
          />
          <span className="muted">
            {t(`device.settingsAnswer.${d.settings.state}`)} {d.settings.at && <When at={d.settings.at} />}
          </span>
          {waiting > 0 && <A href={`/devices/${d.id}/commands`}>{t('device.pendingCommands', { count: waiting })}</A>}
        </div>
      </div>
    </section>
  );
}

export default function DevicePage() {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const {
    id,
    tab = 'general',
    section,
  } = useParams({ strict: false }) as { id: string; tab?: string; section?: string };
  const [dialog, setDialog] = useState<CommandKind | 'move' | 'delete' | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['device', id],
    queryFn: () => api.get<DeviceDetail>(`/devices/${id}`),
  });
  if (error && !data)
    return (
      <Page title={t('event.device')} name={t('event.device')}>
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      </Page>
    );
  if (!data)
    return (
      <Page title="…" name={t('event.device')}>
        <div className="card pad">
          <Lines />
        </div>
      </Page>
    );
  const d = data.device;
  const at = `/devices/${id}`;
  const can = may('devices', d.groupId);
  const phone = d.platform === 'ios' || d.platform === 'ipados';
  const tabs = ['general', ...(phone ? ['apple'] : []), 'settings', 'commands', 'events', 'history'].map((x) => ({
    id: x,
    href: x === 'general' ? at : `${at}/${x}`,
    title: t(`device.tab.${x}`),
  }));
  const crumbs = d.groupPath
    ? d.groupPath.map((label, i) => ({
        label,
        href: i === 0 ? '/devices' : i === (d.groupPath?.length ?? 0) - 1 ? `/devices?group=${d.groupId}` : undefined,
      }))
    : [{ label: t('device.unassignedTitle'), href: '/unassigned' }];
  const deleted = (made: Deletion) => {
    queryClient.invalidateQueries({ queryKey: ['devices'] });
    queryClient.invalidateQueries({ queryKey: ['device', id] });
    if (made.marked === 0) go(d.groupId ? '/devices' : '/unassigned');
  };
  return (
    <Page
      title={<Foreign text={d.name} max={80} />}
      name={d.name}
      crumbs={crumbs}
      actions={
        can && (
          <>
            {d.groupId ? (
              <Button
                variant="default"
                leftSection={<IconRefresh size={16} aria-hidden />}
                onClick={() => setDialog('synchronise')}
              >
                {t('command.kind.synchronise')}
              </Button>
            ) : (
              <Button onClick={() => setDialog('move')}>{t('move.openApprove')}</Button>
            )}
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                  {t('device.actions')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {d.groupId &&
                  (d.platform === 'android' ? phoneKinds : d.platform === 'thin-client' ? commandKinds : appleKinds)
                    .slice(1)
                    .map((k) => {
                      const objection = data.offers?.find((o) => o.kind === k)?.objection;
                      return (
                        <Fragment key={k}>
                          {groupStart.has(k) && <Menu.Divider />}
                          <Menu.Item
                            disabled={!!objection}
                            className={destroying.has(k) ? 'menu-danger' : undefined}
                            onClick={() => setDialog(k)}
                          >
                            {t(`command.kind.${k}`)}
                            {objection && (
                              <div className="small muted" style={{ maxWidth: 320, whiteSpace: 'normal' }}>
                                {inLanguage(objection)}
                              </div>
                            )}
                          </Menu.Item>
                        </Fragment>
                      );
                    })}
                {d.groupId && <Menu.Divider />}
                {d.groupId && <Menu.Item onClick={() => setDialog('move')}>{t('move.open')}</Menu.Item>}
                {d.deletion === null && (
                  <Menu.Item className="menu-danger" onClick={() => setDialog('delete')}>
                    {t('common.delete')}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </>
        )
      }
    >
      <DeletionCard device={d} />
      <Answer detail={data} />
      <Violations device={d} />
      {d.platform === 'thin-client' && <RemoteVisit device={d} />}
      <LinkTabs label={t('device.tabs')} tabs={tabs} current={tab} />
      {tab === 'general' && <DeviceGeneral key={d.id} detail={data} />}
      {tab === 'apple' && <AppleDevice id={id} groupId={d.groupId} />}
      {tab === 'settings' && <DeviceSettingsTab key={d.id} device={d} section={section} />}
      {tab === 'commands' && <CommandTable filter={{ device: id }} />}
      {tab === 'events' && <EventTable filter={{ device: id }} />}
      {tab === 'history' && <Timeline deviceId={id} />}
      {dialog === 'move' && (
        <MoveDialog
          targets={{ ids: [id] }}
          count={1}
          from={d.groupId}
          approve={!d.groupId}
          close={() => setDialog(null)}
        />
      )}
      {dialog === 'delete' && (
        <DeleteDialog targets={{ ids: [id] }} count={1} name={d.name} done={deleted} close={() => setDialog(null)} />
      )}
      {dialog && dialog !== 'move' && dialog !== 'delete' && (
        <CommandDialog
          kind={dialog}
          targets={{ ids: [id] }}
          count={1}
          name={d.name}
          platform={d.platform}
          close={() => setDialog(null)}
        />
      )}
    </Page>
  );
}
