import type { CatField, CatSetting } from '../../api/types';
import { type AnyField, isSecretSet, itemFields } from './model';

export interface Fault {
  id: string;
  params?: Record<string, string | number>;
}

const HOST =
  /^(?=.{1,253}$)([\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?\.)*[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?\.?$/u;
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const IPV6 = /^(?=.*:)[0-9a-f:]{2,39}(\.[0-9.]+)?(%\w+)?$/i;

const isUrl = (v: string): boolean => {
  try {
    return ['http:', 'https:'].includes(new URL(v).protocol);
  } catch {
    return false;
  }
};

function checkText(f: AnyField, v: string): Fault | null {
  const length = [...v].length;
  if (f.maxLength !== undefined && length > f.maxLength) return { id: 'tooLong', params: { length, max: f.maxLength } };
  if ('maxLines' in f && f.maxLines !== undefined && v.split('\n').length > f.maxLines)
    return { id: 'tooManyLines', params: { count: v.split('\n').length, max: f.maxLines } };
  const bad = 'forbid' in f ? [...v].find((c) => f.forbid?.includes(c)) : undefined;
  if (bad) return { id: 'forbidden', params: { character: bad } };
  if (v === '') return null;
  if (f.type === 'host' && !HOST.test(v) && !IPV4.test(v) && !IPV6.test(v)) return { id: 'badHost' };
  if (f.type === 'address' && !IPV4.test(v) && !IPV6.test(v)) return { id: 'badAddress' };
  if (f.type === 'url' && !isUrl(v)) return { id: 'badUrl' };
  if (f.type === 'certificate' && !/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(v))
    return { id: 'badCertificate' };
  return null;
}

function checkOne(f: AnyField, v: unknown): Fault | null {
  if (v === null || v === undefined || isSecretSet(v)) return null;
  if (f.type === 'integer') {
    if (typeof v !== 'number' || !Number.isInteger(v)) return { id: 'notNumber' };
    if (f.min !== undefined && v < f.min) return { id: 'tooSmall', params: { min: f.min } };
    if (f.max !== undefined && v > f.max) return { id: 'tooLarge', params: { max: f.max } };
    return null;
  }
  return typeof v === 'string' ? checkText(f, v) : null;
}

const missing = (v: unknown): boolean => v === undefined || v === null || v === '';

/** The same limits as the server's, from the same catalogue; the server has the last word. */
export function validate(setting: CatSetting, value: unknown): Record<string, Fault> {
  const out: Record<string, Fault> = {};
  if (setting.type !== 'list') {
    const fault = checkOne(setting, value);
    return fault ? { [setting.key]: fault } : {};
  }
  const list = Array.isArray(value) ? value : [];
  if (setting.maxItems !== undefined && list.length > setting.maxItems)
    return { [setting.key]: { id: 'tooMany', params: { count: list.length, max: setting.maxItems } } };
  const { plain, fields } = itemFields(setting);
  list.forEach((entry, i) => {
    const one = (f: CatField, v: unknown, key: string, required: boolean | undefined) => {
      const fault = required && missing(v) ? { id: 'required' } : checkOne(f, v);
      if (fault) out[key] = fault;
    };
    if (plain) one(plain, entry, `${setting.key}[${i}]`, true);
    else
      for (const f of fields)
        one(f, (entry as Record<string, unknown>)[f.key ?? ''], `${setting.key}[${i}].${f.key}`, f.required);
  });
  return out;
}
