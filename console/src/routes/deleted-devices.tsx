import { Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { DeviceRecord, Removing, Seats } from '../api/types';
import { queryClient } from '../app/queries';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { DataTable } from '../ui/DataTable';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { Page } from '../ui/Page';
import { Tag, type Tone } from '../ui/Status';
import { Empty, Failed, Lines } from '../ui/states';
import { When } from '../ui/Text';

export const stageTones: Record<Removing['stage'], Tone> = { marked: 'info', removing: 'info', stuck: 'crit' };

function SeatCard({ seats }: { seats: Seats }) {
  const { t } = useTranslation();
  const counted: [string, number][] = [
    ['thinClients', seats.thinClients],
    ['androids', seats.androids],
    ['apple', seats.apple],
  ];
  const others: [string, number][] = [
    ['beingDeleted', seats.beingDeleted],
    ['silent', seats.silent],
    ['unassigned', seats.unassigned],
    ['records', seats.records],
  ];
  return (
    <section className="card pad stack" aria-label={t('seats.title')}>
      <div>
        <h2 className="block-title">{t('seats.answer', { count: seats.seats, number: formatNumber(seats.seats) })}</h2>
        <span className="muted">{t('seats.help')}</span>
      </div>
      <div className="grid2">
        <dl className="dl">
          {counted.map(([key, n]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{t(`seats.${key}`)}</dt>
              <dd>{formatNumber(n)}</dd>
            </div>
          ))}
          <dt>{t('seats.people')}</dt>
          <dd>{t('seats.peopleOf', { n: formatNumber(seats.peopleWithPhones), all: formatNumber(seats.people) })}</dd>
        </dl>
        <dl className="dl">
          {others.map(([key, n]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{t(`seats.${key}`)}</dt>
              <dd>{formatNumber(n)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

/** Devices on their way out, what stays of those that are gone, and how many seats are taken. */
export default function DeletedDevices() {
  const { t } = useTranslation();
  const [naming, setNaming] = useState<DeviceRecord | null>(null);
  const running = useQuery({
    queryKey: ['deletions', 'running'],
    queryFn: () => api.get<{ items: Removing[] }>('/device-deletions'),
  });
  const records = useQuery({
    queryKey: ['deletions', 'records'],
    queryFn: () => api.get<{ items: DeviceRecord[] }>('/device-records'),
  });
  const seats = useQuery({ queryKey: ['deletions', 'seats'], queryFn: () => api.get<Seats>('/seats') });
  const failed = running.error ?? records.error;
  return (
    <Page title={t('nav.deletedDevices')} name={t('nav.deletedDevices')} answer={t('deletion.pageAnswer')}>
      {failed && !running.data ? (
        <div className="card">
          <Failed error={failed} retry={running.refetch} />
        </div>
      ) : !running.data || !records.data ? (
        <div className="card pad">
          <Lines />
        </div>
      ) : (
        <div className="stack" style={{ gap: 20 }}>
          {seats.data && <SeatCard seats={seats.data} />}
          <section className="stack">
            <h2 className="block-title">{t('deletion.running', { count: running.data.items.length })}</h2>
            <DataTable
              label={t('deletion.running', { count: running.data.items.length })}
              columns={[
                {
                  id: 'name',
                  header: t('device.name'),
                  width: 'minmax(160px,1fr)',
                  phone: true,
                  render: (d) => (
                    <A href={`/devices/${d.deviceId}`} tabIndex={-1}>
                      <bdi className="clip">{clean(d.deviceName, 80)}</bdi>
                    </A>
                  ),
                },
                {
                  id: 'stage',
                  header: t('deletion.stage'),
                  width: '190px',
                  phone: true,
                  render: (d) => <Tag tone={stageTones[d.stage]}>{t(`deletion.stages.${d.stage}`)}</Tag>,
                },
                {
                  id: 'why',
                  header: t('device.cause'),
                  width: 'minmax(180px,2fr)',
                  render: (d) => <span className="muted clip">{clean(d.problem || d.reason, 160)}</span>,
                },
                { id: 'by', header: t('common.by'), width: '140px', render: (d) => <bdi>{clean(d.by, 40)}</bdi> },
                { id: 'at', header: t('common.time'), width: '120px', render: (d) => <When at={d.at} /> },
              ]}
              rows={running.data.items}
              rowId={(d) => d.deviceId}
              href={(d) => `/devices/${d.deviceId}`}
              empty={
                <Empty icon={IconTrash} title={t('deletion.noneRunning')}>
                  {t('deletion.noneRunningHelp')}
                </Empty>
              }
            />
          </section>
          <section className="stack">
            <h2 className="block-title">{t('deletion.records')}</h2>
            <DataTable
              label={t('deletion.records')}
              columns={[
                {
                  id: 'name',
                  header: t('device.name'),
                  width: 'minmax(150px,1fr)',
                  phone: true,
                  render: (d) => (
                    <bdi className="clip">{d.anonymisedAt ? t('deletion.nameless') : clean(d.name, 80)}</bdi>
                  ),
                },
                {
                  id: 'platform',
                  header: t('device.os'),
                  width: '110px',
                  render: (d) => t(`platform.${d.platform}`, { defaultValue: d.platform }),
                },
                {
                  id: 'person',
                  header: t('deletion.owner'),
                  width: 'minmax(120px,1fr)',
                  render: (d) => <bdi className="clip">{clean(d.personName, 60)}</bdi>,
                },
                {
                  id: 'outcome',
                  header: t('deletion.outcome'),
                  width: 'minmax(170px,1.2fr)',
                  phone: true,
                  render: (d) => t(`deletion.outcomes.${d.outcome}`, { defaultValue: d.outcome }),
                },
                {
                  id: 'reason',
                  header: t('command.reason'),
                  width: 'minmax(140px,1.2fr)',
                  render: (d) => <span className="muted clip">{clean(d.reason, 120)}</span>,
                },
                {
                  id: 'by',
                  header: t('common.by'),
                  width: '130px',
                  render: (d) => <bdi>{clean(d.deletedBy, 40)}</bdi>,
                },
                { id: 'at', header: t('common.time'), width: '120px', render: (d) => <When at={d.deletedAt} /> },
                {
                  id: 'do',
                  header: t('common.actions'),
                  width: '150px',
                  right: true,
                  render: (d) =>
                    !d.anonymisedAt && (
                      <Button size="compact-sm" variant="subtle" onClick={() => setNaming(d)}>
                        {t('deletion.anonymise')}
                      </Button>
                    ),
                },
              ]}
              rows={records.data.items}
              rowId={(d) => d.device}
              empty={
                <Empty icon={IconTrash} title={t('deletion.noRecords')}>
                  {t('deletion.noRecordsHelp')}
                </Empty>
              }
            />
          </section>
        </div>
      )}
      {naming && (
        <Confirm
          danger
          title={t('deletion.anonymiseTitle', { name: clean(naming.name, 60) })}
          button={t('deletion.anonymise')}
          run={() =>
            api
              .post(`/device-records/${naming.device}/anonymise`)
              .then(() => queryClient.invalidateQueries({ queryKey: ['deletions'] }))
          }
          close={() => setNaming(null)}
        >
          {t('deletion.anonymiseHelp')}
        </Confirm>
      )}
    </Page>
  );
}
