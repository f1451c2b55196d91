import { useRouter, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type Query, queryString } from '../api/client';

export function useGo(): (href: string, replace?: boolean) => void {
  const router = useRouter();
  return useCallback((href, replace) => (replace ? router.history.replace(href) : router.history.push(href)), [router]);
}

export const usePath = (): string => useRouterState({ select: (s) => s.location.pathname });

/** The address's parameters and a way to change some of them; empty values leave the address. */
export function useParamsOfAddress(): [Record<string, string>, (change: Query, push?: boolean) => void] {
  const router = useRouter();
  const text = useRouterState({ select: (s) => s.location.searchStr });
  const params = useMemo(() => Object.fromEntries(new URLSearchParams(text)), [text]);
  const set = useCallback(
    (change: Query, push = false) => {
      const now = Object.fromEntries(new URLSearchParams(router.state.location.searchStr));
      const href = router.state.location.pathname + queryString({ ...now, ...change });
      if (push) router.history.push(href);
      else router.history.replace(href);
    },
    [router],
  );
  return [params, set];
}
