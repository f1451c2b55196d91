import { ActionIcon, Button, CloseButton, Menu, Modal, Switch, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import {
  IconBookmark,
  IconColumns3,
  IconDownload,
  IconFilterPlus,
  IconLineHeight,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, BASE, type Query, queryString } from '../../api/client';
import type { View } from '../../api/types';
import { queryClient } from '../../app/queries';
import type { Column } from '../../ui/DataTable';
import { clean } from '../../ui/hostile';
import { useGo } from '../../ui/location';

type Params = Record<string, string>;
type Set = (change: Query, push?: boolean) => void;

/** A search field that waits until one stops typing. */
export function SearchField({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange: (q: string) => void;
  label: string;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const later = useDebouncedCallback(onChange, 250);
  useEffect(() => setText(value), [value]);
  return (
    <TextInput
      w={{ base: '100%', sm: 280 }}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(e) => {
        setText(e.currentTarget.value);
        later(e.currentTarget.value);
      }}
      rightSection={
        text ? (
          <CloseButton
            size="sm"
            aria-label={t('common.clear')}
            onClick={() => {
              setText('');
              onChange('');
            }}
          />
        ) : null
      }
    />
  );
}

export interface Choice {
  key: string;
  values: string[];
  label: (value: string) => string;
}

/** Filters as chips that read like a sentence, each with its way out. */
export function Chips({
  params,
  set,
  choices,
  title,
}: {
  params: Params;
  set: Set;
  choices: Choice[];
  title: (key: string) => string;
}) {
  const { t } = useTranslation();
  return (
    <div className="chips">
      <Menu>
        <Menu.Target>
          <Button variant="default" size="compact-sm" leftSection={<IconFilterPlus size={16} aria-hidden />}>
            {t('filter.add')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
          {choices.map((c) => (
            <div key={c.key}>
              <Menu.Label>{title(c.key)}</Menu.Label>
              {c.values.map((v) => {
                const on = params[c.key]?.split(',') ?? [];
                return (
                  <Menu.Item
                    key={v}
                    rightSection={on.includes(v) ? '✓' : null}
                    onClick={() =>
                      set({
                        [c.key]: (on.includes(v)
                          ? on.filter((x) => x !== v)
                          : c.key === 'online'
                            ? [v]
                            : [...on, v]
                        ).join(','),
                      })
                    }
                  >
                    {c.label(v)}
                  </Menu.Item>
                );
              })}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      {choices
        .filter((c) => params[c.key])
        .map((c) => (
          <span key={c.key} className="chip">
            {title(c.key)}: {params[c.key].split(',').map(c.label).join(', ')}
            <CloseButton
              size="xs"
              aria-label={t('filter.remove', { name: title(c.key) })}
              onClick={() => set({ [c.key]: null })}
            />
          </span>
        ))}
      {choices.filter((c) => params[c.key]).length > 1 && (
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => set(Object.fromEntries(choices.map((c) => [c.key, null])))}
        >
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}

export function ColumnMenu<T>({
  columns,
  shown,
  onChange,
}: {
  columns: Column<T>[];
  shown: string[];
  onChange: (ids: string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('table.columns')}>
          <ActionIcon variant="default" size="lg" aria-label={t('table.columns')}>
            <IconColumns3 size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((c) => (
          <Menu.Item
            key={c.id}
            role="menuitemcheckbox"
            aria-checked={shown.includes(c.id)}
            leftSection={shown.includes(c.id) ? '✓' : <span style={{ width: 11 }} />}
            onClick={() => onChange(shown.includes(c.id) ? shown.filter((x) => x !== c.id) : [...shown, c.id])}
          >
            {c.header}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function DensityButton({ dense, onChange }: { dense: boolean; onChange: (d: boolean) => void }) {
  const { t } = useTranslation();
  const label = t(dense ? 'table.comfortable' : 'table.compact');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} onClick={() => onChange(!dense)}>
        <IconLineHeight size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export function ExportMenu({ path, query }: { path: string; query: Query }) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('table.export')}>
          <ActionIcon variant="default" size="lg" aria-label={t('table.export')}>
            <IconDownload size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {['csv', 'json'].map((format) => (
          <Menu.Item key={format} component="a" href={`${BASE}${path}${queryString({ ...query, format })}`} download>
            {format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function ViewsMenu({ page, path, query }: { page: View['page']; path: string; query: string }) {
  const { t } = useTranslation();
  const go = useGo();
  const [name, setName] = useState<string | null>(null);
  const [shared, setShared] = useState(false);
  const { data } = useQuery({ queryKey: ['/views'], queryFn: () => api.get<{ items: View[] }>('/views') });
  const views = data?.items.filter((v) => v.page === page) ?? [];
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['/views'] });
  const save = async () => {
    await api.post('/views', { page, name, query, shared });
    setName(null);
    refresh();
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={t('view.title')}>
            <ActionIcon variant="default" size="lg" aria-label={t('view.title')}>
              <IconBookmark size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {views.map((v) => (
            <Menu.Item
              key={v.id}
              onClick={() => go(`${path}?${v.query.replace(/^\?/, '')}`)}
              rightSection={
                v.mine !== false ? (
                  <IconTrash
                    size={14}
                    role="button"
                    aria-label={t('common.delete')}
                    onClick={(e) => {
                      e.stopPropagation();
                      api.delete(`/views/${v.id}`).then(refresh);
                    }}
                  />
                ) : null
              }
            >
              {clean(v.name, 60)}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setName('')}>{t('view.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={name !== null} onClose={() => setName(null)} title={t('view.save')}>
        <form
          className="stack"
          onSubmit={(e) => {
            e.preventDefault();
            save();
          }}
        >
          <TextInput
            label={t('view.name')}
            data-autofocus
            maxLength={100}
            value={name ?? ''}
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <Switch label={t('view.shared')} checked={shared} onChange={(e) => setShared(e.currentTarget.checked)} />
          <Button type="submit" disabled={!name?.trim()}>
            {t('common.save')}
          </Button>
        </form>
      </Modal>
    </>
  );
}
