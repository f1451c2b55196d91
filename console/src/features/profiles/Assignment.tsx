import { MultiSelect, NumberInput, Radio, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Page, Person, ProfileDetail, ProfileInput } from '../../api/types';
import { clean } from '../../ui/hostile';
import { Notice } from '../../ui/Status';
import { pathOf, usePeopleGroups } from '../people/usePeople';

/** Name, state and strength of a profile, and the people and groups of people that it is for. */
export function Assignment({
  saved,
  input,
  set,
  readOnly,
  errors,
}: {
  saved: ProfileDetail;
  input: ProfileInput;
  set: (change: Partial<ProfileInput>) => void;
  readOnly: boolean;
  errors: Record<string, string>;
}) {
  const { t } = useTranslation();
  const everyone = saved.profile.everyone;
  const groups = usePeopleGroups();
  const [text, setText] = useState('');
  const found = useQuery({
    queryKey: ['people', 'pick', text],
    enabled: !everyone,
    placeholderData: keepPreviousData,
    queryFn: () => api.get<Page<Person>>('/people', { q: text, limit: 20 }),
  }).data;
  const [met, setMet] = useState<Record<string, string>>({});
  const names = new Map<string, string>([
    ...saved.people.map((p) => [p.id, p.name] as const),
    ...Object.entries(met),
    ...(found?.items ?? []).map((p) => [p.id, p.name] as const),
  ]);
  const groupNames = new Map([
    ...saved.groups.map((g) => [g.id, g.name] as const),
    ...groups.map((g) => [g.id, pathOf(groups, g.id).join(' / ')] as const),
  ]);
  const options = (all: Map<string, string>) => [...all].map(([value, label]) => ({ value, label: clean(label, 80) }));
  return (
    <fieldset disabled={readOnly} className="card pad stack" style={{ maxWidth: 640, margin: 0 }}>
      <TextInput
        label={t('profiles.name')}
        maxLength={100}
        value={input.name}
        error={errors.name}
        onChange={(e) => set({ name: e.currentTarget.value })}
      />
      {everyone ? (
        <Notice tone="info">{t('profiles.defaultHelp')}</Notice>
      ) : (
        <>
          <MultiSelect
            label={t('profiles.groups')}
            description={t('profiles.groupsHelp')}
            placeholder={t('profiles.addGroups')}
            aria-label={t('profiles.addGroups')}
            searchable
            data={options(groupNames)}
            value={input.groups}
            error={errors.groups}
            onChange={(ids) => set({ groups: ids })}
          />
          <MultiSelect
            label={t('profiles.people')}
            placeholder={t('profiles.addPeople')}
            aria-label={t('profiles.addPeople')}
            searchable
            searchValue={text}
            onSearchChange={setText}
            data={options(names)}
            value={input.people}
            error={errors.people}
            onChange={(ids) => {
              setMet({ ...met, ...Object.fromEntries(ids.map((id) => [id, names.get(id) ?? id])) });
              set({ people: ids });
            }}
          />
          <NumberInput
            label={t('profiles.priority')}
            description={t('profiles.priorityHelp')}
            min={1}
            max={1000}
            allowDecimal={false}
            value={input.priority ?? 1}
            error={errors.priority}
            onChange={(n) => typeof n === 'number' && set({ priority: n })}
          />
          <Radio.Group
            label={t('device.status')}
            value={input.status}
            onChange={(s) => set({ status: s as ProfileInput['status'] })}
          >
            <div className="stack" style={{ gap: 8, marginTop: 8 }}>
              {(['active', 'inactive'] as const).map((s) => (
                <Radio
                  key={s}
                  value={s}
                  label={t(`profiles.status.${s}`)}
                  description={t(`profiles.statusHelp.${s}`)}
                />
              ))}
            </div>
          </Radio.Group>
        </>
      )}
    </fieldset>
  );
}
