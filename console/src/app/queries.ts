import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { ApiError, api } from '../api/client';
import type { Catalogue, Group, Me, Right } from '../api/types';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
    },
  },
});

export const meQuery = queryOptions({ queryKey: ['me'], queryFn: () => api.get<Me>('/me'), staleTime: 60_000 });
export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: async () => (await api.get<{ items: Group[] }>('/groups')).items,
});
export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: () => api.get<Catalogue>('/catalogue'),
  staleTime: Number.POSITIVE_INFINITY,
});

export const useMe = (): Me | undefined => useQuery(meQuery).data;
export const useGroups = (): Group[] => useQuery(groupsQuery).data ?? [];

/** Whether the caller has a right, in a group (with all above it) or anywhere; the server decides in the end. */
export function may(me: Me | undefined, groups: Group[], right: Right, groupId?: string | null): boolean {
  const grants = me?.rights.filter((g) => g.right === right) ?? [];
  if (grants.some((g) => g.groupId === null)) return true;
  if (groupId === undefined) return grants.length > 0;
  const byId = new Map(groups.map((g) => [g.id, g]));
  for (let g = groupId ? byId.get(groupId) : undefined; g; g = g.parentId ? byId.get(g.parentId) : undefined) {
    if (grants.some((x) => x.groupId === g?.id)) return true;
  }
  return false;
}

export function useMay(): (right: Right, groupId?: string | null) => boolean {
  const me = useMe();
  const groups = useGroups();
  return (right, groupId) => may(me, groups, right, groupId);
}
