import { language } from '../i18n';

const cache = new Map<string, unknown>();

function cached<T>(key: string, make: () => T): T {
  const full = `${language()}:${key}`;
  let value = cache.get(full) as T | undefined;
  if (!value) {
    value = make();
    cache.set(full, value);
  }
  return value;
}

export const formatNumber = (n: number): string => cached('n', () => new Intl.NumberFormat(language())).format(n);

export const formatPercent = (part: number, whole: number): string =>
  cached('p', () => new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: 1 })).format(
    whole > 0 ? part / whole : 0,
  );

export const formatBytes = (bytes: number): string =>
  cached(
    'b',
    () => new Intl.NumberFormat(language(), { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }),
  ).format(bytes / 1048576);

const date = () => cached('d', () => new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }));
const full = () => cached('f', () => new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'medium' }));
const hour = () => cached('h', () => new Intl.DateTimeFormat(language(), { hour: '2-digit', minute: '2-digit' }));
const relative = () => cached('r', () => new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' }));

export const formatDate = (iso: string): string => date().format(new Date(iso));
export const formatDateTime = (iso: string): string => full().format(new Date(iso));
export const formatHour = (when: Date): string => hour().format(when);

const steps: [number, number, Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [30 * 86_400, 86_400, 'day'],
  [365 * 86_400, 30 * 86_400, 'month'],
];

/** The time from now in the largest unit that fits; future and past. */
export function formatRelative(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 5) return relative().format(0, 'second');
  for (const [limit, unit, name] of steps) {
    if (size < limit) return relative().format(Math.trunc(seconds / unit), name);
  }
  return relative().format(Math.trunc(seconds / (365 * 86_400)), 'year');
}

/** A certificate fingerprint in groups of four hexadecimal digits. */
export const groupHex = (hex: string): string =>
  hex
    .replace(/[^0-9a-f]/gi, '')
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1 ');
