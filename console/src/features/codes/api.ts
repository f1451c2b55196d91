import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Query } from '../../api/client';
import type { Page } from '../../api/types';
import { queryClient } from '../../app/queries';

export type CodeAction = 'connection' | 'reset' | 'certificate';
export type CodeForm = 'device' | 'certificate' | 'group';

/** What a request code says, and where it is answered. */
export interface Lookup {
  state: 'ok' | 'incomplete' | 'wrong';
  groups: { index: number; state: 'ok' | 'wrong' | 'missing' }[];
  problem: string | null;
  action: CodeAction | null;
  epoch: number | null;
  device: {
    id: string;
    name: string;
    group: string | null;
    groupName: string | null;
    online: boolean;
    lastSeen: string | null;
  } | null;
  page: 'device' | 'policy' | null;
  policy: { id: string; name: string } | null;
  genuine: boolean | null;
  details: Record<string, string> | null;
  repeat: boolean;
}

export interface Confirmation {
  code: string;
  action: CodeAction;
  epoch: number;
  repeat: boolean;
  details: Record<string, string> | null;
}

export interface CertificateCode {
  code: string;
  key: 'current' | 'next';
  device: { id: string; name: string } | null;
  epoch: number;
  repeat: boolean;
}

/** One code that was given, or that a device used without one. */
export interface IssuedCode {
  id: string;
  deviceId?: string | null;
  deviceName?: string | null;
  action: CodeAction;
  form: CodeForm;
  issuedAt: string | null;
  issuedBy: string | null;
  reason: string | null;
  usedAt: string | null;
  result: string | null;
  repeatCount: number;
}

export interface GroupCode {
  id: string;
  state: 'waiting' | 'approved' | 'revoked' | 'expired';
  key: 'current' | 'next';
  expiresAt: string;
  reason: string;
  requestedAt: string;
  requestedBy: string;
  mine: boolean;
  approvedAt: string | null;
  approvedBy: string | null;
  devices: number;
}

export interface ServerKeys {
  current: { fingerprint: string; notAfter: string | null };
  next: { fingerprint: string; notAfter: string | null };
  devicesNotReady: number;
}

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
