import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { known, reasonText } from './reasons';

const core = '../android/core/src/main/java/org/fairlead/android/core';
const app = '../android/app/src/main/java/org/fairlead/agent';
const files = [
  `${core}/command/Commands.java`,
  `${core}/agent/Orders.java`,
  `${app}/Tasks.java`,
  `${app}/Locator.java`,
];

test('every reason that the Android agent gives for a command is known in Russian', () => {
  const said = files.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /(?:Refused|Unsupported|Refusal|FAILED,|reason =)\s*\(?\s*"((?:[^"\\]|\\.)+)"( \+ \w+(?: \+ "([^"]*)")?)?/g,
      ),
    ].map((m) => m[1].replace(/^refused: /, '') + (m[2] ? `7${m[3] ?? ''}` : '')),
  );
  expect(said.length).toBeGreaterThan(15);
  expect(said.filter((text) => text !== '7' && !known(text))).toEqual([]);
});

test('a reason is said in Russian, with what it names; English and unknown ones stay as they came', () => {
  expect(reasonText('refused: location is switched off on the phone', 'ru')).toBe(
    'отказано: определение местоположения на телефоне выключено',
  );
  expect(reasonText('unsupported: this agent does not know the command $& <b>', 'ru')).toBe(
    'не поддерживается: агент не знает команды $& <b>',
  );
  expect(reasonText("refused: the security profile allows photos on the company's own phones only", 'ru')).toBe(
    'отказано: профиль безопасности разрешает это только на телефонах компании: фотографирование',
  );
  expect(reasonText('refused: location is switched off on the phone', 'en')).toBe(
    'refused: location is switched off on the phone',
  );
  expect(reasonText('something new', 'ru')).toBe('something new');
  expect(reasonText('a\u202eb', 'ru')).not.toContain('\u202e');
});
