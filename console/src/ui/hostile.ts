const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u2028\u2029\uFEFF\uFFF9-\uFFFB]/g;

const mark = (c: string): string => `‹U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Makes text that a device reported safe to read: direction and control characters become visible, length is bounded. */
export function clean(text: unknown, max = 200): string {
  const raw = typeof text === 'string' ? text : text === null || text === undefined ? '' : String(text);
  const cut = raw.length > max ? `${raw.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')}…` : raw;
  return cut.replace(BIDI, mark).replace(CONTROL, '\uFFFD');
}

/** A cell of a CSV file that no spreadsheet takes for a formula. */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r;]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
