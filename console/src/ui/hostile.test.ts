import { expect, test } from 'vitest';
import { clean, csvCell } from './hostile';

test('direction controls become visible', () => {
  expect(clean('\u202Egnp.exe')).toBe('‹U+202E›gnp.exe');
});

test('control characters are replaced and markup stays text', () => {
  expect(clean('a\u0000b<script>')).toBe('a\uFFFDb<script>');
});

test('text at the limit stays whole, one above is cut', () => {
  expect(clean('x'.repeat(200))).toBe('x'.repeat(200));
  expect(clean('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
});

test('a cell that looks like a formula is defused', () => {
  expect(csvCell('=1+1')).toBe("'=1+1");
  expect(csvCell('a,"b"')).toBe('"a,""b"""');
});
