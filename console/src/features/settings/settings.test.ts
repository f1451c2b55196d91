import { expect, test } from 'vitest';
import type { CatSetting } from '../../api/types';
import { catalogue, subject } from '../../test/fixtures';
import { changedKeys, isShown, settingsOf, shownValue } from './model';
import { validate } from './validate';

const all = settingsOf(catalogue);
const find = (key: string) => all.find((s) => s.key === key) as CatSetting;
const fault = (s: CatSetting, v: unknown) => Object.values(validate(s, v))[0]?.id;
const words = { on: 'On', off: 'Off', none: 'empty', set: 'set', entries: (n: number) => `${n} entries` };

test('every whole number is accepted at its limits and refused one beyond', () => {
  for (const s of all.filter((x) => x.type === 'integer')) {
    if (s.min !== undefined) {
      expect(fault(s, s.min), s.key).toBeUndefined();
      expect(fault(s, s.min - 1), s.key).toBe('tooSmall');
    }
    if (s.max !== undefined) {
      expect(fault(s, s.max), s.key).toBeUndefined();
      expect(fault(s, s.max + 1), s.key).toBe('tooLarge');
    }
  }
});

test('every text is accepted at its length and refused one above, counted in code points', () => {
  for (const s of all.filter((x) => x.type === 'text' && x.maxLength !== undefined)) {
    expect(fault(s, '𝔞'.repeat(s.maxLength as number)), s.key).toBeUndefined();
    expect(fault(s, 'a'.repeat((s.maxLength as number) + 1)), s.key).toBe('tooLong');
  }
});

test('every default passes', () => {
  for (const s of all) expect(validate(s, s.default), s.key).toEqual({});
});

test('forbidden characters are named', () => {
  expect(validate(find('general.name.name'), 'a:b')).toEqual({
    'general.name.name': { id: 'forbidden', params: { character: ':' } },
  });
});

test('a list is refused one above its limit and each entry by its own place', () => {
  const list = find('connections.rdp.list');
  const entry = { name: 'Desk', server: 'rdp.example.org' };
  expect(fault(list, Array(list.maxItems).fill(entry))).toBeUndefined();
  expect(fault(list, Array((list.maxItems ?? 0) + 1).fill(entry))).toBe('tooMany');
  expect(validate(list, [entry, { name: 'Desk' }])).toEqual({ 'connections.rdp.list[1].server': { id: 'required' } });
});

test('a setting that depends on another shows only with the right value', () => {
  const byKey = new Map(all.map((s) => [s.key, s]));
  const gateway = find('network.ethernet.gateway');
  expect(isShown(subject({ draft: { 'network.ethernet.mode': 'dhcp' }, level: 'device' }), gateway, byKey)).toBe(false);
  expect(isShown(subject({ draft: { 'network.ethernet.mode': 'static' }, level: 'device' }), gateway, byKey)).toBe(
    true,
  );
});

test('a value set and a value taken away both count as changes', () => {
  expect(changedKeys({ a: 1 }, { b: 2 })).toEqual(['a', 'b']);
  expect(changedKeys({ a: [1] }, { a: [1] })).toEqual([]);
});

test('secrets are never shown', () => {
  expect(shownValue(find('network.wifi.password'), 'hunter2', words)).toBe('set');
  expect(shownValue(undefined, { set: true }, words)).toBe('set');
});
