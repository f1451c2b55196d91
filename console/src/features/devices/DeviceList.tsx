import { Button, Menu } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconChevronDown, IconDevices2, IconInbox, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Query, queryString } from '../../api/client';
import type { Deletion } from '../../api/types';
import { queryClient, useMay } from '../../app/queries';
import { DataTable } from '../../ui/DataTable';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { useGo, useParamsOfAddress, usePath } from '../../ui/location';
import { Empty, Failed } from '../../ui/states';
import { toast } from '../../ui/toast';
import { bulkKinds, CommandDialog, type CommandKind } from '../commands/CommandDialog';
import { deviceColumns, shownAtFirst } from './columns';
import { DeleteDialog } from './DeletionCard';
import { Chips, ColumnMenu, DensityButton, ExportMenu, SearchField, ViewsMenu } from './Filters';
import { MoveDialog, type Targets } from './MoveDialog';
import { useDevices } from './useDevices';

type Dialog = { kind: 'move' | 'delete' } | { kind: 'command'; command: CommandKind } | null;

/** The list of devices, managed or unassigned, with everything one can do to many at once. */
export function DeviceList({ assigned, side }: { assigned: 'managed' | 'unassigned'; side?: ReactNode }) {
  const { t } = useTranslation();
  const go = useGo();
  const may = useMay();
  const can = may('devices');
  const path = usePath();
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const [params, set] = useParamsOfAddress();
  const [shown, setShown] = useLocalStorage<string[]>({
    key: `fairlead.columns.${assigned}`,
    defaultValue:
      assigned === 'managed' ? shownAtFirst : ['name', 'online', 'address', 'model', 'serial', 'hostname', 'enrolled'],
  });
  const [dense, setDense] = useLocalStorage({ key: 'fairlead.dense', defaultValue: false });
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [all, setAll] = useState(false);
  const [dialog, setDialog] = useState<Dialog>(null);
  const sort = params.sort ?? 'name';
  const filter = useMemo<Query>(
    () => ({ ...params, assigned, sort, ...(params.group ? { subtree: 'true' } : {}) }),
    [params, assigned, sort],
  );
  const { list, rows, total, glow, stale, refresh } = useDevices(filter);
  const columns = deviceColumns(t, phone);
  const count = all ? (total ?? selected.size) : selected.size;
  const targets: Targets = all ? { filter: queryString(filter).replace(/^\?/, '') } : { ids: [...selected] };
  const filtered = Object.keys(params).some((k) => k !== 'sort');
  const choices = [
    { key: 'status', values: ['ok', 'warning', 'critical', 'unknown'], label: (v: string) => t(`status.${v}`) },
    {
      key: 'online',
      values: ['true', 'false'],
      label: (v: string) => t(v === 'true' ? 'device.online' : 'device.offline'),
    },
    { key: 'settings', values: ['applied', 'pending', 'failed'], label: (v: string) => t(`settingsState.${v}`) },
  ].filter((c) => assigned === 'managed' || c.key === 'online');
  const pick = (ids: Set<string>) => {
    setSelected(ids);
    setAll(false);
  };
  const close = () => {
    setDialog(null);
    pick(new Set());
  };
  const removed = (done: Deletion) => {
    for (const k of ['devices', 'groups', 'overview', 'deletions']) queryClient.invalidateQueries({ queryKey: [k] });
    if (done.refused.length)
      toast.failed(t('device.notDeleted', { count: done.refused.length, reason: clean(done.refused[0].reason) }));
  };
  const empty = filtered ? (
    <Empty
      icon={IconDevices2}
      title={t('device.noMatch')}
      action={
        <Button variant="default" onClick={() => go(path)}>
          {t('filter.clear')}
        </Button>
      }
    >
      {t('device.noMatchHelp')}
    </Empty>
  ) : assigned === 'managed' ? (
    <Empty
      icon={IconDevices2}
      title={t('device.emptyTitle')}
      action={<Button onClick={() => go('/unassigned')}>{t('nav.unassigned')}</Button>}
    >
      {t('device.empty')}
    </Empty>
  ) : (
    <Empty
      icon={IconInbox}
      title={t('unassigned.emptyTitle')}
      action={can && <Button onClick={() => go('/enrolment-tokens?new=1')}>{t('token.add')}</Button>}
    >
      {t('unassigned.empty')}
    </Empty>
  );
  return (
    <>
      <div className="spread">
        <div className="row">
          <SearchField label={t('device.search')} value={params.q ?? ''} onChange={(q) => set({ q })} />
          <Chips params={params} set={set} choices={choices} title={(k) => t(`filter.${k}`)} />
        </div>
        <div className="row">
          <span className="muted" aria-live="polite">
            {total !== null && t('device.count', { count: total, number: formatNumber(total) })}
          </span>
          {stale && (
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={refresh}
            >
              {t('table.changed')}
            </Button>
          )}
          {!phone && (
            <>
              <ViewsMenu page="devices" path={path} query={queryString(params)} />
              <ColumnMenu columns={columns} shown={shown} onChange={setShown} />
              <DensityButton dense={dense} onChange={setDense} />
            </>
          )}
          <ExportMenu path="/devices/export" query={filter} />
        </div>
      </div>
      {can && selected.size > 0 && (
        <div className="bulk" role="region" aria-label={t('table.selection')}>
          <b>{t('device.selected', { count, number: formatNumber(count) })}</b>
          {!all && total !== null && total > selected.size && (
            <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
              {t('table.pickAll', { number: formatNumber(total) })}
            </Button>
          )}
          <span className="grow" />

          <Button size="compact-sm" onClick={() => setDialog({ kind: 'move' })}>
            {t(assigned === 'managed' ? 'move.open' : 'move.openApprove')}
          </Button>
          {assigned === 'managed' && (
            <Menu>
              <Menu.Target>
                <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                  {t('command.menu')}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {bulkKinds.map((k) => (
                  <Menu.Item key={k} onClick={() => setDialog({ kind: 'command', command: k })}>
                    {t(`command.kind.${k}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
          <Button size="compact-sm" variant="subtle" color="red.8" onClick={() => setDialog({ kind: 'delete' })}>
            {t('common.delete')}
          </Button>

          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => pick(new Set())}>
            {t('table.unpick')}
          </Button>
        </div>
      )}
      <div className={side ? 'split' : 'split-main grow'}>
        {side}
        <div className="split-main grow">
          {list.error && rows.length === 0 ? (
            <div className="card grow">
              <Failed error={list.error} retry={list.refetch} />
            </div>
          ) : (
            <DataTable
              fill
              label={t(assigned === 'managed' ? 'nav.managed' : 'nav.unassigned')}
              columns={columns.filter((c, i) => i === 0 || shown.includes(c.id) || (phone && c.phone))}
              rows={rows}
              rowId={(d) => d.id}
              href={(d) => `/devices/${d.id}`}
              sort={sort}
              onSort={(s) => set({ sort: s })}
              selected={selected}
              onSelect={can ? pick : undefined}
              more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
              loading={list.isLoading}
              total={total}
              dense={dense}
              glow={glow}
              empty={empty}
            />
          )}
        </div>
      </div>
      {dialog?.kind === 'move' && (
        <MoveDialog
          targets={targets}
          count={count}
          approve={assigned === 'unassigned'}
          from={assigned === 'unassigned' ? null : undefined}
          close={close}
        />
      )}
      {dialog?.kind === 'command' && (
        <CommandDialog kind={dialog.command} targets={targets} count={count} close={close} />
      )}
      {dialog?.kind === 'delete' && <DeleteDialog targets={targets} count={count} done={removed} close={close} />}
    </>
  );
}
