import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useGroups } from '../../app/queries';
import { clean } from '../../ui/hostile';
import { visibleNodes } from './tree';

const none = new Set<string>();

/** Chooses one group by its path. */
export function GroupPicker({
  label,
  value,
  onChange,
  everywhere,
  error,
  description,
  exclude,
}: {
  label: string;
  value: string | null;
  onChange: (id: string | null) => void;
  everywhere?: string;
  error?: string;
  description?: string;
  exclude?: string;
}) {
  const { t } = useTranslation();
  const groups = useGroups();
  const data = visibleNodes(
    groups.filter((g) => g.id !== exclude),
    none,
  ).map((n) => ({ value: n.group.id, label: n.group.path.map((p) => clean(p, 40)).join(' / ') }));
  const all = everywhere ? [{ value: '*', label: everywhere }, ...data] : data;
  return (
    <Select
      label={label}
      description={description}
      error={error}
      searchable
      data={all}
      value={value ?? (everywhere ? '*' : null)}
      onChange={(v) => onChange(v === '*' ? null : v)}
      placeholder={t('group.choose')}
      nothingFoundMessage={t('common.nothingFound')}
      allowDeselect={false}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
