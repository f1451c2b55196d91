import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, api } from '../../api/client';
import type { Catalogue, CatSetting, DryRun, EffectiveValue, Origin } from '../../api/types';
import { queryClient } from '../../app/queries';
import { useProblemText } from '../../ui/states';
import { toast } from '../../ui/toast';
import { type Subject, same } from '../settings/model';
import { useBaseRevision, useDraft } from '../settings/useDraft';
import { useLeaveGuard } from '../settings/useLeaveGuard';

interface Saved {
  values: Record<string, unknown>;
  locks: string[];
  inherited: { locked: Record<string, Origin>; values: Record<string, EffectiveValue> };
}

interface Source<D extends Saved, P extends object> {
  /** Where these records live, in the API and in the console. */
  at: 'policies' | 'security-profiles';
  /** The field of the answers that holds the record with its values. */
  under: 'policy' | 'profile';
  saved: D;
  record: (detail: D) => { id: string; revision: number };
  catalogue: Catalogue | undefined;
  /** What is sent beside values and locks. */
  properties: (detail: D) => P;
  /** Whether the values of what stands below count. */
  inherits: (properties: P) => boolean;
  done: (detail: D) => void;
}

export type PolicyDraft = Omit<ReturnType<typeof usePolicyDraft<Saved, object>>, 'set'>;

/** The unsaved values, locks and properties of a policy or a security profile: what they would change, and their saving. */
export function usePolicyDraft<D extends Saved, P extends object>(of: Source<D, P>) {
  const { t } = useTranslation();
  const problem = useProblemText();
  const { at, saved } = of;
  const { id, revision } = of.record(saved);
  const path = `/${at}/${id}`;
  const d = useDraft(of.catalogue, saved.values);
  const [locks, setLocks] = useState<Set<string> | null>(null);
  const [changes, setChanges] = useState<Partial<P>>({});
  const [conflict, setConflict] = useState<D | null>(null);
  const [busy, setBusy] = useState(false);
  const savedLocks = new Set(saved.locks);
  const nowLocks = locks ?? savedLocks;
  const was = of.properties(saved);
  const properties: P = { ...was, ...changes };
  const input = { ...properties, values: d.values, locks: [...nowLocks].sort() };
  const lockChanges = [...new Set([...nowLocks, ...savedLocks])].filter((b) => nowLocks.has(b) !== savedLocks.has(b));
  const propertyChanges = (Object.keys(changes) as (keyof P)[]).filter((k) => !same(changes[k], was[k]));
  const count = d.changed.length + lockChanges.length + propertyChanges.length;
  const base = useBaseRevision(count > 0, revision) ?? revision;
  useLeaveGuard(count > 0, path);
  const wrong = Object.keys(d.errors).length;
  const dry = useQuery({
    queryKey: ['dry-run', id, revision, d.settled, input.locks, changes],
    enabled: count > 0 && wrong === 0,
    retry: false,
    queryFn: async () => (await api.put<{ dryRun: DryRun | null }>(path, { ...input, revision, dryRun: true })).dryRun,
  });
  const reset = () => {
    d.reset();
    setLocks(null);
    setChanges({});
  };
  const save = async (over = base) => {
    setBusy(true);
    try {
      const detail = (await api.put<Record<string, D>>(path, { ...input, revision: over }))[of.under] as D;
      queryClient.setQueryData([at, id], detail);
      queryClient.invalidateQueries({ queryKey: [at] });
      reset();
      setConflict(null);
      of.done(detail);
    } catch (e) {
      if (e instanceof ApiError && e.status === 409)
        setConflict((e.problem.current as D | undefined) ?? (await api.get<D>(path)));
      else if (e instanceof ApiError && e.status === 422 && Object.keys(e.fields).length) d.setRefused(e.fields);
      else toast.failed(problem(e));
    } finally {
      setBusy(false);
    }
  };
  const settle = conflict && {
    theirs: conflict,
    keepMine: () => save(of.record(conflict).revision),
    takeTheirs: () => {
      queryClient.setQueryData([at, id], conflict);
      reset();
      setConflict(null);
    },
    leave: () => setConflict(null),
  };
  const below = of.inherits(properties);
  const subject: Omit<Subject, 'may'> = {
    level: 'policy',
    profile: of.under === 'profile',
    draft: d.values,
    saved: saved.values,
    base: (s: CatSetting): EffectiveValue =>
      (below && saved.inherited.values[s.key]) || { value: s.default, origin: { kind: 'default' } },
    lockedBy: below ? saved.inherited.locked : {},
    locks: nowLocks,
    savedLocks,
    errors: d.errors,
    set: d.set,
    lock: (block, on) => setLocks(new Set(on ? [...nowLocks, block] : [...nowLocks].filter((b) => b !== block))),
  };
  return {
    input,
    set: (more: Partial<P>) => setChanges({ ...changes, ...more }),
    subject,
    errors: d.errors,
    wrong,
    count,
    dry,
    /** Why it is not known what the changes do, or that it is being found out. */
    unknown: dry.error ? problem(dry.error) : t('save.counting'),
    busy,
    save,
    reset,
    /** What another person saved meanwhile, and the ways out; null when nobody did. */
    conflict: settle,
  };
}
