import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, type Query, queryString } from '../../api/client';
import type { Page, PeopleGroup, PeopleSummary, Person, Readiness } from '../../api/types';
import { type Change, useChanges } from '../../app/live';
import { queryClient } from '../../app/queries';

/** Pages of people as one list; what changes is fetched again in place, and changed rows glow. */
export function usePeople(filter: Query) {
  const key = useMemo(() => ['people', 'list', queryString(filter)], [filter]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Person>>('/people', { ...filter, limit: 200, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const later = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(later.current), []);
  const onChange = useCallback((change: Change) => {
    if (!change.devices) return;
    later.current ??= setTimeout(() => {
      later.current = undefined;
      queryClient.invalidateQueries({ queryKey: ['people'] });
    }, 1500);
  }, []);
  useChanges(onChange);
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.items) ?? [], [list.data]);
  const before = useRef(new Map<string, string>());
  const [glow, setGlow] = useState<Set<string>>(new Set());
  useEffect(() => {
    const now = new Map(rows.map((r) => [r.id, `${r.devices} ${r.status}`]));
    const changed = rows.filter((r) => before.current.has(r.id) && before.current.get(r.id) !== now.get(r.id));
    before.current = now;
    if (changed.length === 0) return;
    setGlow(new Set(changed.map((r) => r.id)));
    const end = setTimeout(() => setGlow(new Set()), 2500);
    return () => clearTimeout(end);
  }, [rows]);
  return { list, rows, total: list.data?.pages[0]?.total ?? null, glow };
}

export const usePeopleGroups = (): PeopleGroup[] =>
  useQuery({
    queryKey: ['people', 'groups'],
    queryFn: async () => (await api.get<{ items: PeopleGroup[] }>('/people-groups')).items,
  }).data ?? [];

export const useSummary = (): PeopleSummary | undefined =>
  useQuery({ queryKey: ['people', 'summary'], queryFn: () => api.get<PeopleSummary>('/people/summary') }).data;

export const useReadiness = (): Readiness | undefined =>
  useQuery({
    queryKey: ['invitations', 'readiness'],
    queryFn: () => api.get<Readiness>('/invitations/readiness'),
  }).data;

/** The names of a group from the top. */
export function pathOf(groups: PeopleGroup[], id: string | null | undefined): string[] {
  const byId = new Map(groups.map((g) => [g.id, g]));
  const path: string[] = [];
  for (let g = id ? byId.get(id) : undefined; g && path.length < 10; g = g.parentId ? byId.get(g.parentId) : undefined)
    path.unshift(g.name);
  return path;
}

export function refreshPeople(): void {
  queryClient.invalidateQueries({ queryKey: ['people'] });
  queryClient.invalidateQueries({ queryKey: ['invitations'] });
}
