import type {
  BlockState,
  Catalogue,
  CatBlock,
  CatField,
  CatSection,
  CatSetting,
  EffectiveValue,
  Origin,
  Right,
  SettingState,
} from '../../api/types';
import { language } from '../../i18n';

/** What the form edits: the draft of a device's or a policy's own values, and what they stand on. */
export interface Subject {
  level: 'policy' | 'device';
  /** The policy is a security profile. */
  profile?: boolean;
  draft: Record<string, unknown>;
  saved: Record<string, unknown>;
  /** The value that counts when the draft says nothing. */
  base: (setting: CatSetting) => EffectiveValue;
  lockedBy: Record<string, Origin>;
  locks?: Set<string>;
  savedLocks?: Set<string>;
  blocks?: BlockState[];
  states?: Record<string, SettingState>;
  /** Settings that are only for policies are shown too, and nothing can be changed. */
  showsAll?: boolean;
  errors: Record<string, string>;
  may: (right: Right) => boolean;
  readOnly?: boolean;
  set: (key: string, value: unknown) => void;
  lock?: (block: string, on: boolean) => void;
}

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export const currentValue = (s: Subject, setting: CatSetting): unknown =>
  setting.key in s.draft ? s.draft[setting.key] : s.base(setting).value;

export const originOf = (s: Subject, setting: CatSetting): Origin | 'own' =>
  setting.key in s.draft ? 'own' : s.base(setting).origin;

export const isChanged = (s: Subject, key: string): boolean =>
  key in s.draft !== key in s.saved || !same(s.draft[key], s.saved[key]);

export const settingsOf = (c: Catalogue): CatSetting[] =>
  c.sections.flatMap((s) => s.blocks.flatMap((b) => b.settings));

/** The part that devices of one platform know. */
export function forPlatform(c: Catalogue | undefined, platform: string): Catalogue | undefined {
  if (!c) return undefined;
  const sections = c.sections
    .map((s) => ({
      ...s,
      blocks: s.blocks
        .map((b) => ({ ...b, settings: b.settings.filter((x) => x.platforms.includes(platform)) }))
        .filter((b) => b.settings.length > 0),
    }))
    .filter((s) => s.blocks.length > 0);
  return { ...c, sections };
}

export function changedKeys(draft: Record<string, unknown>, saved: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(draft), ...Object.keys(saved)])].filter(
    (k) => k in draft !== k in saved || !same(draft[k], saved[k]),
  );
}

export function isShown(s: Subject, setting: CatSetting, all: Map<string, CatSetting>): boolean {
  if (!s.showsAll && !setting.levels.includes(s.level)) return false;
  const when = setting.shownWhen;
  const other = when && all.get(when.key);
  return !when || !other || when.in.some((v) => same(v, currentValue(s, other)));
}

export const blockKeys = (b: CatBlock): string[] => b.settings.map((x) => x.key);

export const sectionChanged = (s: Subject, section: CatSection): boolean =>
  section.blocks.some(
    (b) => b.settings.some((x) => isChanged(s, x.key)) || (s.locks && s.locks.has(b.id) !== s.savedLocks?.has(b.id)),
  );

export const sectionErrors = (s: Subject, section: CatSection): number =>
  Object.keys(s.errors).filter((k) =>
    section.blocks.some((b) => b.settings.some((x) => k === x.key || k.startsWith(`${x.key}[`))),
  ).length;

export type AnyField = CatSetting | CatField;

export const isSecretSet = (v: unknown): boolean =>
  typeof v === 'object' && v !== null && (v as { set?: boolean }).set === true;

/** The fields of one entry of a list: several named ones, or a single one without a name. */
export function itemFields(setting: CatSetting): { plain: CatField | null; fields: CatField[] } {
  const item = setting.item;
  if (!item) return { plain: { type: 'text' }, fields: [] };
  return 'fields' in item ? { plain: null, fields: item.fields } : { plain: item, fields: [] };
}

/** A value as people read it, in differences and in read-only fields. */
export function shownValue(
  setting: AnyField | undefined,
  value: unknown,
  words: { on: string; off: string; none: string; set: string; entries: (n: number) => string },
): string {
  if (value === null || value === undefined || value === '') return words.none;
  if (isSecretSet(value) || setting?.type === 'secret') return words.set;
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (Array.isArray(value)) {
    if (value.length === 0) return words.none;
    if (value.some((v) => typeof v === 'object') || value.length > 4) return words.entries(value.length);
    const field = setting && 'item' in setting ? itemFields(setting as CatSetting).plain : null;
    return value.map((v) => shownValue(field ?? undefined, v, words)).join(', ');
  }
  const option = setting?.options?.find((o) => o.value === value);
  if (option) return option.title[language()];
  if (typeof value === 'object') return JSON.stringify(value);
  const unit = setting && 'unit' in setting ? setting.unit?.[language()] : undefined;
  return unit ? `${value} ${unit}` : String(value);
}
