import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { api, type Query, queryString } from '../../api/client';
import type { Device, DeviceDetail, Page } from '../../api/types';
import { type Change, useChanges } from '../../app/live';
import { queryClient } from '../../app/queries';

/**
 * Pages of devices as one list; changed devices are replaced in place and glow. A list of one page takes in arrivals by
 * itself, a longer one keeps its order until one asks.
 */
export function useDevices(filter: Query) {
  const key = useMemo(() => ['devices', queryString(filter)], [filter]);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Device>>('/devices', { ...filter, limit: 200, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const [glow, setGlow] = useState<Set<string>>(new Set());
  const [stale, setStale] = useState(false);
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(again.current), []);
  const onChange = useCallback(
    async (change: Change) => {
      const ids = change.devices;
      if (!ids) return;
      const data = queryClient.getQueryData<InfiniteData<Page<Device>>>(key);
      const shown = new Set(data?.pages.flatMap((p) => p.items.map((d) => d.id)));
      const here = ids.filter((id) => shown.has(id)).slice(0, 20);
      if (here.length === 0 || ids.length > here.length) {
        if (data?.pages.length === 1 && !data.pages[0]?.next) {
          again.current ??= setTimeout(() => {
            again.current = undefined;
            queryClient.invalidateQueries({ queryKey: key });
          }, 1000);
        } else setStale(true);
      }
      const fresh = await Promise.all(
        here.map((id) =>
          api
            .get<DeviceDetail>(`/devices/${id}`)
            .then((d) => d.device)
            .catch(() => null),
        ),
      );
      const byId = new Map(fresh.filter((d) => d !== null).map((d) => [d.id, d]));
      if (byId.size === 0) return;
      queryClient.setQueryData<InfiniteData<Page<Device>>>(
        key,
        (was) =>
          was && { ...was, pages: was.pages.map((p) => ({ ...p, items: p.items.map((d) => byId.get(d.id) ?? d) })) },
      );
      setGlow(new Set(byId.keys()));
      setTimeout(() => setGlow(new Set()), 2500);
    },
    [key],
  );
  useChanges(onChange);
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.items) ?? [], [list.data]);
  const refresh = () => {
    setStale(false);
    queryClient.resetQueries({ queryKey: key });
  };
  return { list, rows, total: list.data?.pages[0]?.total ?? null, glow, stale, refresh };
}
