/** The answer of the server about one iPhone or iPad; everything inside answers and status comes from the phone. */
export interface AppleSheet {
  state: 'offered' | 'issued' | 'authenticated' | 'active' | 'ended';
  udid: string;
  supervised: boolean;
  unlockToken: boolean;
  bootstrapToken: boolean;
  lastSeen?: string | null;
  pushedAt?: string | null;
  unreachableSince?: string | null;
  endedAt?: string | null;
  endReason: string;
  identityNotAfter?: string | null;
  answers: Record<string, { at: string; content: Record<string, unknown> } | undefined>;
  declarations: {
    current: boolean;
    fetchedAt?: string | null;
    reportedAt?: string | null;
    reports: number;
    status: Record<string, unknown>;
    errors: unknown[];
  };
  claims: { enrolment: string; person: string; udid: string; since: string }[];
}

export interface Declaration {
  kind: 'activations' | 'configurations' | 'assets' | 'management';
  identifier: string;
  active: boolean;
  valid: string;
  reason: string;
}

const MOST = 2000;
const object = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
const list = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.slice(0, MOST).map(object) : [];
const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';

/** What a phone answered in plain names and values; what is nested is left out. */
export function facts(content: unknown): [string, string | boolean][] {
  return Object.entries(object(content))
    .slice(0, 80)
    .flatMap(([key, value]): [string, string | boolean][] =>
      typeof value === 'boolean' ? [[key, value]] : text(value) ? [[key, text(value)]] : [],
    );
}

export const profiles = (sheet: AppleSheet) =>
  list(sheet.answers.ProfileList?.content.ProfileList).map((p) => ({
    name: text(p.PayloadDisplayName) || text(p.PayloadIdentifier),
    identifier: text(p.PayloadIdentifier),
    managed: p.IsManaged === true,
  }));

export const certificates = (sheet: AppleSheet) =>
  list(sheet.answers.CertificateList?.content.CertificateList).map((c) => ({
    name: text(c.CommonName),
    identity: c.IsIdentity === true,
  }));

export const applications = (sheet: AppleSheet) =>
  list(sheet.answers.InstalledApplicationList?.content.InstalledApplicationList)
    .map((a) => ({
      name: text(a.Name) || text(a.Identifier),
      identifier: text(a.Identifier),
      version: text(a.ShortVersion) || text(a.Version),
      size: typeof a.BundleSize === 'number' ? a.BundleSize : 0,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));

/** The declarations that the phone names, configurations first. */
export function declarations(sheet: AppleSheet): Declaration[] {
  const named = object(object(sheet.declarations.status.management).declarations);
  const kinds: Declaration['kind'][] = ['configurations', 'activations', 'assets', 'management'];
  return kinds.flatMap((kind) =>
    list(named[kind]).map((d) => ({
      kind,
      identifier: text(d.identifier),
      active: d.active === true,
      valid: text(d.valid),
      reason: text(list(d.reasons)[0]?.description) || text(list(d.reasons)[0]?.code),
    })),
  );
}

/** What the phone says of its software update. */
export function updateState(sheet: AppleSheet): [string, string][] {
  const update = object(sheet.declarations.status.softwareupdate);
  const rows: [string, string][] = [
    ['update', text(update['install-state'])],
    ['pending', text(object(update['pending-version'])['os-version'])],
    ['failure', text(object(update['failure-reason']).reason)],
  ];
  return rows.filter(([, value]) => value !== '');
}
