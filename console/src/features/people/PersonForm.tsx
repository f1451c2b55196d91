import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Person } from '../../api/types';
import { FormDialog } from '../../ui/FormDialog';
import { clean } from '../../ui/hostile';
import { pathOf, refreshPeople, usePeopleGroups } from './usePeople';

/** Adds one person or changes one. */
export function PersonForm({
  person,
  group,
  close,
  done,
}: {
  person?: Person;
  group?: string;
  close: () => void;
  done?: (p: Person) => void;
}) {
  const { t } = useTranslation();
  const all = usePeopleGroups();
  const groups = all.filter((g) => g.rule === null);
  const own = person ? person.groups.filter((g) => !g.byRule).map((g) => g.id) : group ? [group] : [];
  return (
    <FormDialog
      title={person ? t('person.edit') : t('person.addOne')}
      button={person ? t('common.save') : t('person.add')}
      initial={{
        name: person?.name ?? '',
        mail: person?.mail ?? '',
        locale: person?.locale ?? 'en',
        phone: person?.phone ?? '',
        comment: person?.comment ?? '',
        groups: own.filter((id) => groups.some((g) => g.id === id)),
      }}
      fields={[
        { key: 'name', label: t('person.name'), kind: 'text', max: 200 },
        { key: 'mail', label: t('person.mail'), kind: 'text', optional: true, max: 254, help: t('person.mailHelp') },
        {
          key: 'locale',
          label: t('person.language'),
          kind: 'select',
          help: t('person.languageHelp'),
          options: [
            { value: 'en', label: 'English' },
            { value: 'ru', label: 'Русский' },
          ],
        },
        { key: 'phone', label: t('person.phone'), kind: 'text', optional: true, max: 50 },
        { key: 'comment', label: t('person.comment'), kind: 'text', optional: true, max: 1000 },
        {
          key: 'groups',
          label: t('person.groups'),
          kind: 'many',
          optional: true,
          show: () => groups.length > 0,
          options: groups.map((g) => ({ value: g.id, label: clean(pathOf(all, g.id).join(' / '), 120) })),
        },
      ]}
      run={async (v) => {
        const saved = await (person
          ? api.put<Person>(`/people/${person.id}`, { ...v, revision: person.revision })
          : api.post<Person>('/people', v));
        refreshPeople();
        done?.(saved);
      }}
      close={close}
    />
  );
}
