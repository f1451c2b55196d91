import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Query } from '../../api/client';
import type { IssuedCode, Lookup, Page } from '../../api/types';
import { queryClient } from '../../app/queries';

/** Asks what a complete request code says; nothing is asked before it is complete. */
export function useLookup(code: string | null) {
  return useQuery({
    queryKey: ['code-lookup', code],
    enabled: code !== null,
    queryFn: () => api.post<Lookup>('/codes/lookup', { code }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
}

export function useIssued(path: string, query: Query = {}) {
  return useInfiniteQuery({
    queryKey: ['codes', path, query],
    queryFn: ({ pageParam }) => api.get<Page<IssuedCode>>(path, { ...query, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (p) => p.next,
  });
}

export const refreshCodes = (): void => {
  for (const key of ['codes', 'group-codes']) queryClient.invalidateQueries({ queryKey: [key] });
};
