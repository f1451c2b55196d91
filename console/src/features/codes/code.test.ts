import { expect, test } from 'vitest';
import { emptyCode, groupState, isComplete, joinCode, LIMIT, looksLikeCode, spread, wrongGroups } from './code';

const published = '053300-121563-541463-103441';
const groups = published.split('-');

test('the published request code is complete and has no wrong group', () => {
  expect(isComplete(groups)).toBe(true);
  expect(wrongGroups(groups)).toEqual([]);
});

test('a group at the limit is right, one step above is wrong', () => {
  expect(groupState(String(LIMIT))).toBe('ok');
  expect(groupState(String(LIMIT + 13))).toBe('wrong');
});

test('five digits are still being typed, none is empty', () => {
  expect(groupState('05330')).toBe('typing');
  expect(groupState('')).toBe('empty');
});

test('every wrong digit is found in its own group', () => {
  for (let g = 0; g < 4; g++)
    for (let i = 0; i < 6; i++)
      for (let d = 0; d < 10; d++) {
        if (Number(groups[g][i]) === d) continue;
        const changed = groups.map((x, n) => (n === g ? x.slice(0, i) + d + x.slice(i + 1) : x));
        expect(wrongGroups(changed)).toEqual([g + 1]);
      }
});

test('neighbours that changed places are found in their group', () => {
  for (let g = 0; g < 4; g++)
    for (let i = 0; i < 5; i++) {
      const x = groups[g];
      if (x[i] === x[i + 1]) continue;
      const swapped = x.slice(0, i) + x[i + 1] + x[i] + x.slice(i + 2);
      expect(wrongGroups(groups.map((y, n) => (n === g ? swapped : y)))).toEqual([g + 1]);
    }
});

test.each([
  published,
  '053300121563541463103441',
  '053300 121563 541463 103441',
  ' 0533 0012 1563 5414 6310 3441\n',
  '053300.121563/541463_103441',
  '053300–121563–541463–103441',
  '０５３３００ 121563 541463 103441',
])('pasting %s fills all groups', (text) => {
  const done = spread(emptyCode(), 0, text);
  expect(joinCode(done.groups)).toBe(published);
  expect(done).toMatchObject({ next: 3, excess: false });
});

test('a whole code pasted into the third group starts at the first', () => {
  expect(joinCode(spread(emptyCode(), 2, '053300121563541463103441').groups)).toBe(published);
});

test('a digit left out between separators stays in its group', () => {
  expect(spread(emptyCode(), 0, '05330-121563-541463-103441').groups).toEqual(['05330', ...groups.slice(1)]);
});

test('typing goes on in the next group when one is full', () => {
  expect(spread(emptyCode(), 0, '053300').next).toBe(1);
  expect(spread(emptyCode(), 0, '05330').next).toBe(0);
});

test('more than 24 digits are called too many', () => {
  expect(spread(emptyCode(), 0, '0533001215635414631034411').excess).toBe(true);
});

test('codes are told from words and addresses', () => {
  expect(looksLikeCode(published)).toBe(true);
  expect(looksLikeCode('053300121563541463103')).toBe(true);
  expect(looksLikeCode('192.168.100.123')).toBe(false);
  expect(looksLikeCode('10.3.0.17')).toBe(false);
  expect(looksLikeCode('KZN-0A1B2C3D')).toBe(false);
});
