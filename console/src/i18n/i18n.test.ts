import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import en from './en.json';
import ru from './ru.json';

type Tree = { [key: string]: string | Tree };

const flat = (tree: Tree, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tree).flatMap(([k, v]) =>
      typeof v === 'string' ? [[prefix + k, v]] : Object.entries(flat(v, `${prefix}${k}.`)),
    ),
  );

const english = flat(en);
const russian = flat(ru);
const stem = (key: string) => key.replace(/_(one|few|many|other)$/, '');
const stems = (words: Record<string, string>) => new Set(Object.keys(words).map(stem));

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => /\.tsx?$/.test(f) && !f.includes('.test.'))
  .map((f) => [f, readFileSync(join('src', f), 'utf8')] as const);

test('both languages have the same keys', () => {
  expect([...stems(english)].filter((k) => !stems(russian).has(k))).toEqual([]);
  expect([...stems(russian)].filter((k) => !stems(english).has(k))).toEqual([]);
});

test('every plural has all the forms of its language', () => {
  for (const key of Object.keys(english)
    .filter((k) => k.endsWith('_other'))
    .map(stem)) {
    expect(english, key).toHaveProperty([`${key}_one`]);
    for (const form of ['one', 'few', 'many', 'other']) expect(russian, key).toHaveProperty([`${key}_${form}`]);
  }
});

test('both languages fill in the same values', () => {
  const slots = (text: string) => [...new Set(text.match(/\{\{\w+/g) ?? [])].sort().join();
  for (const key of Object.keys(english).filter((k) => !/_(one|few|many)$/.test(k)))
    expect(slots(russian[key]), key).toBe(slots(english[key]));
});

test('every key in the source exists', () => {
  const known = stems(english);
  const missing = sources.flatMap(([file, text]) =>
    [...text.matchAll(/\bt\(\s*'([^']+)'/g), ...text.matchAll(/\bt\(\s*\w+ \? '([^']+)'/g)]
      .map((m) => m[1])
      .filter((k) => !known.has(k))
      .map((k) => `${file}: ${k}`),
  );
  expect(missing).toEqual([]);
});

test('every key put together in the source has members', () => {
  const known = [...stems(english)];
  const missing = sources.flatMap(([file, text]) =>
    [...text.matchAll(/\bt\(`([\w.]+)\.\$\{/g)]
      .map((m) => m[1])
      .filter((k) => !known.some((x) => x.startsWith(`${k}.`)))
      .map((k) => `${file}: ${k}`),
  );
  expect(missing).toEqual([]);
});

test('no source sets markup from text', () => {
  expect(
    sources
      .filter(([, text]) => /dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write/.test(text))
      .map(([f]) => f),
  ).toEqual([]);
});
