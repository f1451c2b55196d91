import { useEffect, useState } from 'react';
import { BASE } from '../api/client';
import { queryClient } from './queries';

/** By topic the ids that have changed; none means many. */
export type Change = Record<string, string[]>;

type Listener = (change: Change) => void;
const listeners = new Set<Listener>();

/** Calls back on each change that the server reports; for views that patch rows in place. */
export function useChanges(listener: Listener): void {
  useEffect(() => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, [listener]);
}

const PATIENT = new Set([
  'overview',
  'groups',
  'events',
  'policies',
  'commands',
  'codes',
  'people',
  'invitations',
  'approvals',
  'compliance',
]);

/** Keeps one stream of changes open and refreshes what is shown, at most once in two seconds per topic. */
export function useLive(): 'open' | 'lost' {
  const [state, setState] = useState<'open' | 'lost'>('open');
  useEffect(() => {
    const waiting = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      for (const topic of waiting) queryClient.invalidateQueries({ queryKey: [topic] });
      waiting.clear();
    };
    const stream = new EventSource(`${BASE}/stream`);
    stream.onopen = () => setState('open');
    stream.onerror = () => setState('lost');
    stream.addEventListener('change', (e) => {
      const change = JSON.parse((e as MessageEvent<string>).data) as Change;
      for (const l of listeners) l(change);
      for (const topic of Object.keys(change)) if (PATIENT.has(topic)) waiting.add(topic);
      if (change.codes) waiting.add('group-codes');
      if (change.devices) {
        waiting.add('overview');
        waiting.add('deletions');
        if (change.devices.length === 0) waiting.add('device');
        for (const id of change.devices) queryClient.invalidateQueries({ queryKey: ['device', id] });
      }
      timer ??= setTimeout(flush, 2000);
    });
    return () => {
      stream.close();
      clearTimeout(timer);
    };
  }, []);
  return state;
}
