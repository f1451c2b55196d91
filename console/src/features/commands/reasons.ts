import type { Language } from '../../i18n';
import russian from '../../i18n/reasons.ru.json';
import { clean } from '../../ui/hostile';

const prefixes = { 'refused: ': 'отказано: ', 'unsupported: ': 'не поддерживается: ' };

const patterns = Object.entries(russian).map(([english, words]) => {
  const parts = english.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { match: new RegExp(`^${parts.join('(.{0,400})')}$`, 's'), words };
});

function translate(text: string): string {
  for (const { match, words } of patterns) {
    const found = text.match(match);
    if (found) return words.replace('{}', () => (found[1] === undefined ? '' : translate(found[1])));
  }
  return text;
}

/** Why a phone did not do what it was asked, in the reader's language; a reason that is not known stays as it came. */
export function reasonText(reason: string, language: Language): string {
  if (language !== 'ru') return clean(reason);
  const prefix = Object.keys(prefixes).find((p) => reason.startsWith(p)) as keyof typeof prefixes | undefined;
  return clean(prefix ? prefixes[prefix] + translate(reason.slice(prefix.length)) : translate(reason));
}

/** Whether the words of an agent are known. */
export const known = (text: string) => patterns.some(({ match }) => match.test(text));
