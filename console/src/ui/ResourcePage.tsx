import { ActionIcon, Button, Menu, Modal } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { queryClient } from '../app/queries';
import { Confirm } from './Confirm';
import { Copyable } from './Copy';
import { type Column, DataTable } from './DataTable';
import { FormDialog, type FormField } from './FormDialog';
import { clean } from './hostile';
import { useParamsOfAddress } from './location';
import { Page } from './Page';
import { Notice } from './Status';
import { Empty, Failed, useProblemText } from './states';
import { toast } from './toast';

type Values = Record<string, unknown>;

interface Shown {
  title: string;
  help: string;
  value: string;
}

interface Props<T> {
  path: string;
  title: string;
  answer?: ReactNode;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  empty: { title: string; text: string };
  columns: Column<T>[];
  nameOf: (x: T) => string;
  can?: boolean;
  /** Which of the list's entries belong here. */
  only?: (x: T) => boolean;
  add?: {
    title: string;
    fields: FormField[];
    initial: Values;
    body?: (v: Values) => unknown;
    answer?: (made: unknown) => Shown | null;
  };
  edit?: {
    title: string;
    fields: FormField[];
    initial: (x: T) => Values;
    body?: (v: Values, x: T) => unknown;
    method: 'put' | 'patch';
    allowed?: (x: T) => boolean;
  };
  remove?: { button: string; title: (name: string) => string; help: string; allowed?: (x: T) => boolean };
  more?: { label: string; run: (x: T, show: (s: Shown) => void) => Promise<unknown>; show?: (x: T) => boolean }[];
  actions?: ReactNode;
  extra?: (rows: T[]) => ReactNode;
}

/** A list of things with their forms: make, change, remove, and what was made shown once where it is secret. */
export function ResourcePage<T extends { id: string }>(p: Props<T>) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const [params, setParams] = useParamsOfAddress();
  const [adding, setAdding] = useState(params.new === '1');
  const [editing, setEditing] = useState<T | null>(null);
  const [removing, setRemoving] = useState<T | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const can = p.can !== false;
  const { data, error, refetch, isLoading } = useQuery({
    queryKey: [p.path],
    queryFn: () => api.get<{ items: T[] }>(p.path, { limit: 500 }),
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: [p.path] });
  const rows = (data?.items ?? []).filter((x) => p.only?.(x) ?? true);
  const button = can && p.add && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {p.add.title}
    </Button>
  );
  const tools: Column<T> = {
    id: 'do',
    header: t('common.actions'),
    width: '84px',
    right: true,
    phone: true,
    render: (x) => {
      const items = [
        p.edit && (p.edit.allowed?.(x) ?? true) && (
          <Menu.Item key="edit" onClick={() => setEditing(x)}>
            {t('common.edit')}
          </Menu.Item>
        ),
        ...(p.more ?? [])
          .filter((m) => m.show?.(x) ?? true)
          .map((m) => (
            <Menu.Item key={m.label} onClick={() => m.run(x, setShown).then(refresh, (e) => toast.failed(problem(e)))}>
              {m.label}
            </Menu.Item>
          )),
        p.remove && (p.remove.allowed?.(x) ?? true) && (
          <Menu.Item key="remove" color="red.8" onClick={() => setRemoving(x)}>
            {p.remove.button}
          </Menu.Item>
        ),
      ].filter(Boolean);
      if (items.length === 0) return null;
      return (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('common.actionsFor', { name: clean(p.nameOf(x), 60) })}
            >
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>{items}</Menu.Dropdown>
        </Menu>
      );
    },
  };
  const made = (x: unknown) => {
    const s = p.add?.answer?.(x);
    if (s) setShown(s);
    refresh();
  };
  return (
    <Page
      title={p.title}
      name={p.title}
      answer={p.answer}
      actions={
        <>
          {p.actions}
          {button}
        </>
      }
    >
      {error && !data ? (
        <div className="card">
          <Failed error={error} retry={refetch} />
        </div>
      ) : (
        <DataTable
          label={p.title}
          columns={can ? [...p.columns, tools] : p.columns}
          rows={rows}
          rowId={(x) => x.id}
          onOpen={can && p.edit ? (x) => (p.edit?.allowed?.(x) ?? true) && setEditing(x) : undefined}
          loading={isLoading}
          empty={
            <Empty icon={p.icon} title={p.empty.title} action={button}>
              {p.empty.text}
            </Empty>
          }
        />
      )}
      {p.extra?.(rows)}
      {adding && p.add && (
        <FormDialog
          title={p.add.title}
          button={t('common.create')}
          fields={p.add.fields}
          initial={p.add.initial}
          close={() => {
            setAdding(false);
            setParams({ new: null });
          }}
          run={async (v) => made(await api.post(p.path, p.add?.body ? p.add.body(v) : v))}
        />
      )}
      {editing && p.edit && (
        <FormDialog
          title={p.edit.title}
          button={t('common.save')}
          fields={p.edit.fields}
          initial={p.edit.initial(editing)}
          close={() => setEditing(null)}
          run={(v) =>
            api[p.edit?.method ?? 'put'](`${p.path}/${editing.id}`, p.edit?.body ? p.edit.body(v, editing) : v).then(
              refresh,
            )
          }
        />
      )}
      {removing && p.remove && (
        <Confirm
          danger
          title={p.remove.title(clean(p.nameOf(removing), 60))}
          button={p.remove.button}
          run={() => api.delete(`${p.path}/${removing.id}`).then(refresh)}
          close={() => setRemoving(null)}
        >
          {p.remove.help}
        </Confirm>
      )}
      {shown && (
        <Modal opened onClose={() => setShown(null)} title={shown.title} closeOnClickOutside={false}>
          <div className="stack">
            <Notice tone="warn">{shown.help}</Notice>
            <Copyable text={shown.value} />
            <Button onClick={() => setShown(null)}>{t('common.done')}</Button>
          </div>
        </Modal>
      )}
    </Page>
  );
}

/** ISO time so many days from now. */
export const inDays = (days: unknown): string => new Date(Date.now() + Number(days) * 86_400_000).toISOString();
