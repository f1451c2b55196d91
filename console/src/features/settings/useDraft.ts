import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../../api/types';
import { clean } from '../../ui/hostile';
import { changedKeys, settingsOf } from './model';
import { validate } from './validate';

type Values = Record<string, unknown>;

/** The unsaved values over the saved ones, with their faults by the catalogue and by the server. */
export function useDraft(catalogue: Catalogue | undefined, saved: Values | undefined) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Values | null>(null);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const values = draft ?? saved ?? {};
  const changed = useMemo(() => (draft && saved ? changedKeys(draft, saved) : []), [draft, saved]);
  const errors = useMemo(() => {
    const out: Record<string, string> = {};
    for (const [k, v] of Object.entries(refused)) out[k] = clean(v);
    if (!catalogue || !draft) return out;
    for (const s of settingsOf(catalogue)) {
      if (!(s.key in draft)) continue;
      for (const [key, fault] of Object.entries(validate(s, draft[s.key])))
        out[key] = t(`invalid.${fault.id}`, fault.params);
    }
    return out;
  }, [catalogue, draft, refused, t]);
  const [settled] = useDebouncedValue(draft, 400);
  const set = (key: string, value: unknown) => {
    setRefused((was) => Object.fromEntries(Object.entries(was).filter(([k]) => k !== key && !k.startsWith(`${key}[`))));
    setDraft((was) => {
      const next = { ...(was ?? saved ?? {}) };
      if (value === undefined) delete next[key];
      else next[key] = value;
      return next;
    });
  };
  return {
    values,
    draft,
    settled,
    changed,
    errors,
    set,
    setRefused,
    reset: (to: Values | null = null) => {
      setDraft(to);
      setRefused({});
    },
  };
}

/** The revision that unsaved changes stand on: what others save meanwhile must not slip under them. */
export function useBaseRevision(dirty: boolean, revision: number | undefined): number | undefined {
  const base = useRef(revision);
  if (!dirty) base.current = revision;
  return base.current ?? revision;
}

export const focusFirst = (errors: Record<string, string>): void => {
  const key = Object.keys(errors)[0];
  const row = document.getElementById(key) ?? document.getElementById(`row-${key?.replace(/\[.*/, '')}`);
  row?.scrollIntoView({ block: 'center' });
  row?.focus();
};
