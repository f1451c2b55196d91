import { Button, Menu } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconAddressBook, IconChevronDown, IconMailForward, IconPlus } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Query } from '../api/client';
import type { Page as PageOf, Person } from '../api/types';
import { useMay } from '../app/queries';
import { Chips, ColumnMenu, DensityButton, SearchField } from '../features/devices/Filters';
import { AddPeople } from '../features/people/AddPeople';
import { personColumns, shownAtFirst } from '../features/people/columns';
import { GroupSide } from '../features/people/GroupSide';
import { PersonForm } from '../features/people/PersonForm';
import { type Addressee, SendDialog } from '../features/people/SendDialog';
import { pathOf, refreshPeople, usePeople, usePeopleGroups, useSummary } from '../features/people/usePeople';
import { A } from '../ui/A';
import { Confirm } from '../ui/Confirm';
import { DataTable } from '../ui/DataTable';
import { formatNumber } from '../ui/format';
import { clean } from '../ui/hostile';
import { useGo, useParamsOfAddress } from '../ui/location';
import { Page } from '../ui/Page';
import { Empty, Failed, useProblemText } from '../ui/states';
import { toast } from '../ui/toast';

const MOST = 1000;

type Dialog = { kind: 'one' | 'many' | 'delete' } | { kind: 'send'; people: Addressee[] } | null;

/** People and their groups: who has phones, how they stand, and instructions for those who shall connect one. */
export default function Users() {
  const { t } = useTranslation();
  const go = useGo();
  const can = useMay()('people');
  const problem = useProblemText();
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const [params, set] = useParamsOfAddress();
  const [shown, setShown] = useLocalStorage<string[]>({ key: 'fairlead.columns.people', defaultValue: shownAtFirst });
  const [dense, setDense] = useLocalStorage({ key: 'fairlead.dense', defaultValue: false });
  const [picked, setPicked] = useState<Map<string, Addressee>>(new Map());
  const [dialog, setDialog] = useState<Dialog>(null);
  const groups = usePeopleGroups();
  const summary = useSummary();
  const sort = params.sort ?? 'name';
  const filter = useMemo<Query>(() => ({ ...params, sort }), [params, sort]);
  const { list, rows, total, glow } = usePeople(filter);
  const columns = personColumns(t, phone);
  const selected = new Set(picked.keys());
  const group = groups.find((g) => g.id === params.group);
  const filtered = Object.keys(params).some((k) => k !== 'sort');
  const pick = (ids: Set<string>) => {
    const known = new Map([...picked, ...rows.map((r) => [r.id, r] as [string, Addressee])]);
    setPicked(new Map([...ids].flatMap((id) => (known.has(id) ? [[id, known.get(id) as Addressee]] : []))));
  };
  const pickAll = async () => {
    try {
      const all = new Map<string, Addressee>();
      let cursor: string | null = null;
      do {
        const page: PageOf<Person> = await api.get<PageOf<Person>>('/people', { ...filter, limit: 500, cursor });
        for (const p of page.items) if (all.size < MOST) all.set(p.id, p);
        cursor = all.size < MOST ? page.next : null;
      } while (cursor);
      setPicked(all);
    } catch (e) {
      toast.failed(problem(e));
    }
  };
  const clear = () => setPicked(new Map());
  const sendTo = async (ids: string[]) => {
    const people = await Promise.all(ids.slice(0, MOST).map((id) => api.get<Person>(`/people/${id}`)));
    setDialog({ kind: 'send', people });
  };
  const into = group?.rule === null ? group.id : undefined;
  const join = async (id: string) => {
    try {
      await api.post(`/people-groups/${id}/members`, { add: [...selected] });
      refreshPeople();
      toast.ok(t('person.joined', { count: selected.size, name: clean(groups.find((g) => g.id === id)?.name, 60) }));
      clear();
    } catch (e) {
      toast.failed(problem(e));
    }
  };
  const tile = (key: 'critical' | 'warning' | 'ok' | 'no-data', count: number) => (
    <button
      key={key}
      type="button"
      className="tile"
      aria-pressed={params.status === key}
      onClick={() => set({ status: params.status === key ? null : key })}
    >
      {t(`person.status.${key}`)} <b>{formatNumber(count)}</b>
    </button>
  );
  const addMenu = (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t('person.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setDialog({ kind: 'many' })}>{t('person.addMany')}</Menu.Item>
        <Menu.Item onClick={() => setDialog({ kind: 'one' })}>{t('person.addOne')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  const name = group ? clean(group.name, 60) : t('nav.users');
  return (
    <Page
      fill
      title={name}
      name={name}
      crumbs={
        group
          ? [{ label: t('nav.users'), href: '/users' }, ...pathOf(groups, group.parentId).map((label) => ({ label }))]
          : []
      }
      answer={
        summary && summary.withoutAddress > 0 ? (
          <A href="/users?address=false">{t('person.answer', { count: summary.withoutAddress })}</A>
        ) : undefined
      }
      actions={
        can && (
          <>
            {group && (
              <Button
                variant="default"
                leftSection={<IconMailForward size={16} aria-hidden />}
                disabled={rows.length === 0}
                onClick={pickAll}
              >
                {t('person.pickGroup')}
              </Button>
            )}
            {addMenu}
          </>
        )
      }
    >
      <div className="split-main grow">
        <div className="spread">
          <div className="row">
            <SearchField label={t('person.search')} value={params.q ?? ''} onChange={(q) => set({ q })} />
            {summary && (
              <div className="tiles" role="group" aria-label={t('person.show')}>
                {tile('critical', summary.critical)}
                {tile('warning', summary.warning)}
                {tile('ok', summary.ok)}
                {tile('no-data', summary.noData)}
              </div>
            )}
            <Chips
              params={params}
              set={set}
              choices={[
                {
                  key: 'address',
                  values: ['true', 'false'],
                  label: (v) => t(v === 'true' ? 'person.withAddress' : 'person.noAddress'),
                },
                {
                  key: 'devices',
                  values: ['true', 'false'],
                  label: (v) => t(v === 'true' ? 'person.withDevices' : 'person.withoutDevices'),
                },
              ]}
              title={(k) => t(k === 'address' ? 'person.mail' : 'person.devices')}
            />
          </div>
          <div className="row">
            <span className="muted" aria-live="polite">
              {total !== null && t('person.count', { count: total, number: formatNumber(total) })}
            </span>
            {!phone && (
              <>
                <ColumnMenu columns={columns} shown={shown} onChange={setShown} />
                <DensityButton dense={dense} onChange={setDense} />
              </>
            )}
          </div>
        </div>
        {can && picked.size > 0 && (
          <div className="bulk" role="region" aria-label={t('table.selection')}>
            <b>{t('person.selected', { count: picked.size, number: formatNumber(picked.size) })}</b>
            {total !== null && total > picked.size && picked.size < MOST && (
              <Button variant="subtle" size="compact-sm" onClick={pickAll}>
                {t('table.pickAll', { number: formatNumber(Math.min(total, MOST)) })}
              </Button>
            )}
            <span className="grow" />
            <Button
              size="compact-sm"
              leftSection={<IconMailForward size={14} aria-hidden />}
              onClick={() => setDialog({ kind: 'send', people: [...picked.values()] })}
            >
              {t('invitation.send')}
            </Button>
            {groups.some((g) => g.rule === null) && (
              <Menu>
                <Menu.Target>
                  <Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                    {t('person.join')}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
                  {groups
                    .filter((g) => g.rule === null)
                    .map((g) => (
                      <Menu.Item key={g.id} onClick={() => join(g.id)}>
                        {clean(pathOf(groups, g.id).join(' / '), 120)}
                      </Menu.Item>
                    ))}
                </Menu.Dropdown>
              </Menu>
            )}
            <Button size="compact-sm" variant="subtle" color="red.8" onClick={() => setDialog({ kind: 'delete' })}>
              {t('common.delete')}
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
              {t('table.unpick')}
            </Button>
          </div>
        )}
        <div className="split">
          <GroupSide
            value={params.group}
            everybody={summary?.people ?? null}
            can={can}
            onPick={(id) => {
              clear();
              set({ group: id }, true);
            }}
          />
          <div className="split-main grow">
            {list.error && rows.length === 0 ? (
              <div className="card grow">
                <Failed error={list.error} retry={list.refetch} />
              </div>
            ) : (
              <DataTable
                fill
                label={t('nav.users')}
                columns={columns.filter((c, i) => i === 0 || shown.includes(c.id) || (phone && c.phone))}
                rows={rows}
                rowId={(p) => p.id}
                href={(p) => `/users/${p.id}`}
                sort={sort}
                onSort={(s) => set({ sort: s })}
                selected={selected}
                onSelect={can ? pick : undefined}
                more={() => list.hasNextPage && !list.isFetchingNextPage && list.fetchNextPage()}
                loading={list.isLoading}
                total={total}
                dense={dense}
                glow={glow}
                empty={
                  filtered ? (
                    <Empty
                      icon={IconAddressBook}
                      title={t('person.noMatch')}
                      action={
                        <Button variant="default" onClick={() => go('/users')}>
                          {t('filter.clear')}
                        </Button>
                      }
                    />
                  ) : (
                    <Empty
                      icon={IconAddressBook}
                      title={t('person.emptyTitle')}
                      action={can && <Button onClick={() => setDialog({ kind: 'many' })}>{t('person.addMany')}</Button>}
                    >
                      {t('person.empty')}
                    </Empty>
                  )
                }
              />
            )}
          </div>
        </div>
      </div>
      {dialog?.kind === 'one' && <PersonForm group={into} close={() => setDialog(null)} />}
      {dialog?.kind === 'many' && <AddPeople group={into} close={() => setDialog(null)} send={sendTo} />}
      {dialog?.kind === 'send' && (
        <SendDialog
          people={dialog.people}
          close={() => {
            setDialog(null);
            clear();
          }}
        />
      )}
      {dialog?.kind === 'delete' && (
        <Confirm
          danger
          title={t('person.deleteTitle', { count: picked.size })}
          button={t('common.delete')}
          type={picked.size > 10 ? String(picked.size) : undefined}
          run={async () => {
            await api.post('/people/delete', { ids: [...selected] });
            refreshPeople();
            clear();
          }}
          close={() => setDialog(null)}
        >
          {t('person.deleteHelp')}
        </Confirm>
      )}
    </Page>
  );
}
