import type { Language } from '../i18n';
import russian from '../i18n/reasons.ru.json';
import { clean } from './hostile';

const prefixes = { 'refused: ': 'отказано: ', 'unsupported: ': 'не поддерживается: ' };

const patterns = Object.entries(russian).map(([english, words]) => {
  const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { match: new RegExp(`^${parts.join('(.{0,400}?)')}$`, 's'), words };
});

/** The words for one reason, or null where they are not known. */
function single(text: string): string | null {
  for (const { match, words } of patterns) {
    const found = text.match(match);
    if (!found) continue;
    const named = found.slice(1).map((x) => single(x) ?? x);
    return words.replace(/\{\}/g, () => named.shift() ?? '');
  }
  return null;
}

/** One reason, several with semicolons, each perhaps behind what it is about and a colon. */
function translate(text: string): string {
  const whole = single(text);
  if (whole !== null) return whole;
  const several = text.split('; ');
  if (several.length > 1) return several.map(translate).join('; ');
  const colon = text.indexOf(': ');
  const why = colon < 0 ? null : single(text.slice(colon + 2));
  return why === null ? text : `${single(text.slice(0, colon)) ?? text.slice(0, colon)}: ${why}`;
}

/** Why a device did not do what it was asked, in the reader's language; a reason that is not known stays as it came. */
export function reasonText(reason: string, language: Language): string {
  if (language !== 'ru') return clean(reason);
  const prefix = Object.keys(prefixes).find((p) => reason.startsWith(p)) as keyof typeof prefixes | undefined;
  return clean(prefix ? prefixes[prefix] + translate(reason.slice(prefix.length)) : translate(reason));
}

/** Whether the words of an agent are known. */
export const known = (text: string) => translate(text) !== text;
