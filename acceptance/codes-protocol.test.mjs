import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

test('offline codes: an independent program, written from the protocol page, comes to the same codes', () => {
  const run = spawnSync(
    'python3',
    [file('codes_vectors.py'), file('../protocol/src/test/resources/codes/vectors.json')],
    { encoding: 'utf8', timeout: 120_000 },
  );
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}${run.error ?? ''}`);
  assert.match(run.stdout, /^8 vectors, 0 wrong/m);
});
