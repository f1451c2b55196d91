import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Administrator, Role } from '../../api/types';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { GroupPicker } from '../groups/GroupPicker';

export type Binding = Administrator['bindings'][number];

export const bindingsMissing = (value: unknown): boolean => {
  const list = value as Binding[];
  return list.length === 0 || list.some((b) => !b.roleId);
};

/** The roles of one administrator, each everywhere or in one group and those below it. */
export function RoleBindings({
  roles,
  value,
  onChange,
  error,
}: {
  roles: Role[];
  value: Binding[];
  onChange: (bindings: Binding[]) => void;
  error?: string;
}) {
  const { t } = useTranslation();
  const put = (at: number, change: Partial<Binding>) =>
    onChange(value.map((b, i) => (i === at ? { ...b, ...change } : b)));
  return (
    <fieldset className="bindings">
      <legend>{t('nav.roles')}</legend>
      {value.map((b, i) => (
        <div key={i} className="binding" role="group" aria-label={t('role.nth', { n: i + 1 })}>
          <Select
            label={t('role.one')}
            data={roles.map((r) => ({ value: r.id, label: clean(r.name, 60) }))}
            value={b.roleId || null}
            onChange={(roleId) => put(i, { roleId: roleId ?? '' })}
            allowDeselect={false}
          />
          <GroupPicker
            label={t('role.scope')}
            everywhere={t('role.everywhere')}
            value={b.groupId}
            onChange={(groupId) => put(i, { groupId })}
          />
          <Tooltip label={t('role.take')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`${t('role.take')}: ${t('role.nth', { n: i + 1 })}`}
              disabled={value.length === 1}
              onClick={() => onChange(value.filter((_, n) => n !== i))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      {error && <Notice tone="crit">{error}</Notice>}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...value, { roleId: '', groupId: null }])}
      >
        {t('role.another')}
      </Button>
    </fieldset>
  );
}
