import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEdit, IconFilterStar, IconFolderPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { PeopleGroup, PersonRule } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { FormDialog } from '../../ui/FormDialog';
import { formatNumber } from '../../ui/format';
import { clean } from '../../ui/hostile';
import { pathOf, refreshPeople, usePeopleGroups } from './usePeople';

/** Groups in the order of the tree, each with its depth. */
function inOrder(groups: PeopleGroup[], parent: string | null = null, depth = 0): [PeopleGroup, number][] {
  return groups
    .filter((g) => (g.parentId ?? null) === parent)
    .flatMap((g) => [[g, depth] as [PeopleGroup, number], ...inOrder(groups, g.id, depth + 1)]);
}

/** Groups of people beside the list: choose one to see its people, make, change and delete. */
export function GroupSide({
  value,
  everybody,
  can,
  onPick,
}: {
  value?: string;
  everybody: number | null;
  can: boolean;
  onPick: (id: string | null) => void;
}) {
  const { t } = useTranslation();
  const groups = usePeopleGroups();
  const [dialog, setDialog] = useState<'new' | 'edit' | 'delete' | null>(null);
  const current = groups.find((g) => g.id === value);
  const row = (id: string | null, name: string, count: number | null, depth: number, rule: boolean) => (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row has its keys
    <div
      key={id ?? 'all'}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={(value ?? null) === id}
      tabIndex={0}
      className="tree-row"
      style={{ paddingLeft: depth * 16 + 8 }}
      onClick={() => onPick(id)}
      onKeyDown={(e) => {
        const step = e.key === 'ArrowDown' ? 'nextElementSibling' : e.key === 'ArrowUp' ? 'previousElementSibling' : '';
        if (step) (e.currentTarget[step] as HTMLElement | null)?.focus();
        else if (e.key === 'Enter' || e.key === ' ') onPick(id);
        else return;
        e.preventDefault();
      }}
    >
      {rule ? <IconFilterStar size={16} aria-label={t('peopleGroup.byRule')} /> : <IconUsers size={16} aria-hidden />}
      <bdi className="clip">{name}</bdi>
      {count !== null && <span className="count">{formatNumber(count)}</span>}
    </div>
  );
  const tool = (label: string, Icon: typeof IconEdit, which: typeof dialog) => (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => setDialog(which)}>
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className="tree card">
      {can && (
        <div className="side-tools">
          {tool(t('peopleGroup.add'), IconFolderPlus, 'new')}
          {current && tool(t('peopleGroup.edit'), IconEdit, 'edit')}
          {current && tool(t('peopleGroup.delete'), IconTrash, 'delete')}
        </div>
      )}
      <div role="tree" aria-label={t('peopleGroup.tree')}>
        {row(null, t('peopleGroup.everybody'), everybody, 0, false)}
        {inOrder(groups).map(([g, depth]) => row(g.id, clean(g.name, 60), g.people, depth, g.rule !== null))}
      </div>
      {(dialog === 'new' || dialog === 'edit') && (
        <GroupForm
          group={dialog === 'edit' ? current : undefined}
          parent={value ?? null}
          close={() => setDialog(null)}
        />
      )}
      {dialog === 'delete' && current && (
        <Confirm
          danger
          title={t('peopleGroup.deleteTitle', { name: clean(current.name, 60) })}
          button={t('peopleGroup.delete')}
          run={() =>
            api.delete(`/people-groups/${current.id}`).then(() => {
              onPick(null);
              refreshPeople();
            })
          }
          close={() => setDialog(null)}
        >
          {t('peopleGroup.deleteHelp')}
        </Confirm>
      )}
    </div>
  );
}

const noRule: PersonRule = { name: '', mail: '', comment: '', locale: '' };

function GroupForm({ group, parent, close }: { group?: PeopleGroup; parent: string | null; close: () => void }) {
  const { t } = useTranslation();
  const groups = usePeopleGroups();
  const rule = group?.rule ?? noRule;
  const byRule = (v: Record<string, unknown>) => v.byRule === true;
  return (
    <FormDialog
      title={group ? t('peopleGroup.edit') : t('peopleGroup.add')}
      button={group ? t('common.save') : t('common.create')}
      initial={{
        name: group?.name ?? '',
        parentId: group ? (group.parentId ?? '') : (parent ?? ''),
        comment: group?.comment ?? '',
        byRule: (group?.rule ?? null) !== null,
        ruleMail: rule.mail,
        ruleName: rule.name,
        ruleComment: rule.comment,
        ruleLocale: rule.locale || 'any',
      }}
      fields={[
        { key: 'name', label: t('peopleGroup.name'), kind: 'text', max: 255 },
        {
          key: 'parentId',
          label: t('peopleGroup.parent'),
          kind: 'select',
          optional: true,
          options: [
            { value: '', label: t('peopleGroup.top') },
            ...groups
              .filter((g) => g.id !== group?.id)
              .map((g) => ({ value: g.id, label: clean(pathOf(groups, g.id).join(' / '), 120) })),
          ],
        },
        { key: 'comment', label: t('person.comment'), kind: 'text', optional: true, max: 1000 },
        { key: 'byRule', label: t('peopleGroup.fillByRule'), kind: 'switch', help: t('peopleGroup.fillByRuleHelp') },
        {
          key: 'ruleMail',
          label: t('person.mail'),
          kind: 'text',
          optional: true,
          help: t('peopleGroup.patternHelp'),
          show: byRule,
        },
        { key: 'ruleName', label: t('person.name'), kind: 'text', optional: true, show: byRule },
        { key: 'ruleComment', label: t('person.comment'), kind: 'text', optional: true, show: byRule },
        {
          key: 'ruleLocale',
          label: t('person.language'),
          kind: 'select',
          show: byRule,
          options: [
            { value: 'any', label: t('peopleGroup.anyLanguage') },
            { value: 'en', label: 'English' },
            { value: 'ru', label: 'Русский' },
          ],
        },
      ]}
      run={async (v) => {
        const body = {
          name: v.name,
          parentId: v.parentId || null,
          comment: v.comment,
          rule: v.byRule
            ? {
                mail: v.ruleMail,
                name: v.ruleName,
                comment: v.ruleComment,
                locale: v.ruleLocale === 'any' ? '' : v.ruleLocale,
              }
            : null,
        };
        await (group ? api.put(`/people-groups/${group.id}`, body) : api.post('/people-groups', body));
        refreshPeople();
      }}
      close={close}
    />
  );
}
