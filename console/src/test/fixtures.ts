import { readFileSync } from 'node:fs';
import type { Catalogue } from '../api/types';
import type { Subject } from '../features/settings/model';

const PATH = '../protocol/src/main/resources/org/fairlead/protocol/catalogue/catalogue.json';

/** The product's own catalogue. */
export const catalogue = JSON.parse(readFileSync(PATH, 'utf8')) as Catalogue;

export const subject = (change: Partial<Subject> = {}): Subject => ({
  level: 'policy',
  draft: {},
  saved: {},
  base: (s) => ({ value: s.default, origin: { kind: 'default' } }),
  lockedBy: {},
  locks: new Set(),
  savedLocks: new Set(),
  errors: {},
  may: () => true,
  set: () => {},
  lock: () => {},
  ...change,
});
