import { Button, Modal } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Query } from '../../api/client';
import type { Command, Page } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { language } from '../../i18n';
import { A } from '../../ui/A';
import { type Column, DataTable } from '../../ui/DataTable';
import { Detail } from '../../ui/Detail';
import { clean } from '../../ui/hostile';
import { reasonText } from '../../ui/reasons';
import { inLanguage, Tag, type Tone } from '../../ui/Status';
import { Empty, Failed, useProblemText } from '../../ui/states';
import { When } from '../../ui/Text';
import { toast } from '../../ui/toast';
import { CommandResult } from './CommandResult';

const tones: Record<Command['state'], Tone> = {
  queued: 'info',
  delivered: 'info',
  running: 'info',
  succeeded: 'ok',
  failed: 'crit',
  unsupported: 'warn',
  recalled: 'none',
  expired: 'warn',
};

/** The reason in the reader's language: Apple's codes by the server's words, the agents' by those of the console. */
const why = (c: Command) => {
  const told = inLanguage(c.reasonText);
  return told && told !== c.reason ? clean(told, 400) : reasonText(c.reason ?? '', language());
};

export function CommandTable({ filter, withDevice, fill }: { filter: Query; withDevice?: boolean; fill?: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const problem = useProblemText();
  const [open, setOpen] = useState<Command | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['commands', filter],
    queryFn: ({ pageParam }) => api.get<Page<Command>>('/commands', { ...filter, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
  const rows = list.data?.pages.flatMap((p) => p.items) ?? [];
  const recall = async (c: Command) => {
    try {
      setOpen(await api.post<Command>(`/commands/${c.id}/recall`));
      queryClient.invalidateQueries({ queryKey: ['commands'] });
      toast.ok(t('command.recalled'));
    } catch (e) {
      toast.failed(problem(e));
    }
  };
  const columns: Column<Command>[] = [
    {
      id: 'kind',
      header: t('command.command'),
      width: 'minmax(140px,1fr)',
      phone: true,
      render: (c) => <span className="clip">{t(`command.kind.${c.kind}`, { defaultValue: clean(c.kind, 40) })}</span>,
    },
    ...(withDevice
      ? [
          {
            id: 'device',
            header: t('event.device'),
            width: 'minmax(150px,1fr)',
            render: (c: Command) => (
              <A href={`/devices/${c.deviceId}`} tabIndex={-1}>
                <bdi>{clean(c.deviceName, 60)}</bdi>
              </A>
            ),
          },
        ]
      : []),
    {
      id: 'state',
      header: t('command.state'),
      width: '140px',
      phone: true,
      render: (c) => <Tag tone={tones[c.state]}>{t(`command.states.${c.state}`)}</Tag>,
    },
    {
      id: 'reason',
      header: t('device.cause'),
      width: 'minmax(160px,2fr)',
      render: (c) => <span className="muted">{c.reason ? why(c) : inLanguage(c.journal.at(-1)?.text)}</span>,
    },
    { id: 'by', header: t('common.by'), width: '140px', render: (c) => <bdi>{clean(c.createdBy, 40)}</bdi> },
    { id: 'at', header: t('common.time'), width: '120px', render: (c) => <When at={c.createdAt} /> },
  ];
  if (list.error && rows.length === 0)
    return (
      <div className="card">
        <Failed error={list.error} retry={list.refetch} />
      </div>
    );
  return (
    <>
      <DataTable
        fill={fill}
        label={t('nav.commands')}
        columns={columns}
        rows={rows}
        rowId={(c) => c.id}
        onOpen={setOpen}
        loading={list.isLoading}
        more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
        empty={
          <Empty icon={IconPlayerPlay} title={t('command.emptyTitle')}>
            {t('command.empty')}
          </Empty>
        }
      />
      {open && (
        <Modal
          opened
          onClose={() => setOpen(null)}
          title={t(`command.kind.${open.kind}`, { defaultValue: clean(open.kind, 40) })}
          size="lg"
        >
          <div className="stack">
            <div className="row">
              <Tag tone={tones[open.state]}>{t(`command.states.${open.state}`)}</Tag>
              {open.reason && <span>{why(open)}</span>}
            </div>
            <Detail of={open.params} />
            {open.hasResult && may('devices') && <CommandResult key={open.id} command={open} />}
            <ol className="timeline" aria-label={t('command.journal')}>
              {open.journal.map((j) => (
                <li key={j.at + j.kind} style={{ gridTemplateColumns: '1fr auto' }}>
                  <span>{clean(inLanguage(j.text), 400)}</span>
                  <span className="muted">
                    <When at={j.at} />
                  </span>
                </li>
              ))}
            </ol>
            <div className="spread">
              <span className="small muted">
                {t('command.expiresAt')} <When at={open.expiresAt} />
              </span>
              {open.state === 'queued' && may('devices') && (
                <Button variant="default" onClick={() => recall(open)}>
                  {t('command.recall')}
                </Button>
              )}
            </div>
          </div>
        </Modal>
      )}
    </>
  );
}
