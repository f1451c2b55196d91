import { useEffect, useSyncExternalStore } from 'react';

interface Carried {
  code: string;
  /** The page that shall take it. */
  place: string;
}

let carried: Carried | null = null;
const listeners = new Set<() => void>();

function put(next: Carried | null): void {
  carried = next;
  for (const l of listeners) l();
}

/** Takes a request code to the page that answers it: in memory, never in an address. */
export const carryCode = (code: string, place: string): void => put({ code, place });

/** Hands a code carried to this page over, once. */
export function useCarriedCode(place: string, take: (code: string) => void): void {
  const here = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (carried?.place === place ? carried.code : null),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: each code is taken once
  useEffect(() => {
    if (here === null) return;
    put(null);
    take(here);
  }, [here]);
}
