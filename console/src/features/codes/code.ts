/** Request codes as people type them: four groups of six digits, each a multiple of 13 of at most 65535 × 13. */
export const GROUPS = 4;
export const DIGITS = 6;
const FACTOR = 13;
export const LIMIT = 65_535 * FACTOR;

export type GroupState = 'empty' | 'typing' | 'ok' | 'wrong';

/** What can be said of one group while it is typed. */
export function groupState(text: string): GroupState {
  if (text.length === 0) return 'empty';
  if (text.length < DIGITS) return 'typing';
  const value = Number(text);
  return text.length === DIGITS && value <= LIMIT && value % FACTOR === 0 ? 'ok' : 'wrong';
}

export const digitsOf = (text: string): string => text.normalize('NFKC').replace(/\D/g, '');

export const emptyCode = (): string[] => Array.from({ length: GROUPS }, () => '');

export const isComplete = (groups: string[]): boolean => groups.every((g) => groupState(g) === 'ok');

export const joinCode = (groups: string[]): string => groups.join('-');

/** The groups that are certainly wrong, numbered from 1. */
export const wrongGroups = (groups: string[]): number[] =>
  groups.flatMap((g, i) => (groupState(g) === 'wrong' ? [i + 1] : []));

/**
 * Puts digits into the groups from one on and says where typing goes on. Text with exactly four parts is taken part by
 * part, so that a digit left out shows in its own group; everything else is cut every six digits.
 */
export function spread(
  groups: string[],
  at: number,
  text: string,
): { groups: string[]; next: number; excess: boolean } {
  const parts = text.normalize('NFKC').split(/\D+/).filter(Boolean);
  const whole = parts.length === GROUPS && parts.every((p) => p.length <= DIGITS);
  if (whole) return { groups: parts, next: GROUPS - 1, excess: false };
  const digits = parts.join('');
  const start = digits.length > DIGITS * (GROUPS - at) ? 0 : at;
  const next = [...groups];
  let i = start;
  for (let from = 0; from < digits.length && i < GROUPS; from += DIGITS, i++)
    next[i] = digits.slice(from, from + DIGITS);
  const last = Math.max(start, i - 1);
  const full = (next[last]?.length ?? 0) === DIGITS;
  return {
    groups: next,
    next: Math.min(GROUPS - 1, full ? last + 1 : last),
    excess: digits.length > DIGITS * GROUPS,
  };
}

/** Whether somebody typed what looks like a code into a field for words: it must not go into an address. */
export const looksLikeCode = (text: string): boolean =>
  /^[\d\s.,:;_/–—-]+$/.test(text.trim()) && digitsOf(text).length > 18;
