// Fairlead console API, version 1. Base /api/v1. All JSON, camelCase. Times are ISO-8601 UTC strings. Ids are UUID strings.
// Lists: ?limit (default 100, max 500) & ?cursor (opaque); answer Page<T>. Errors: application/problem+json (RFC 9457): Problem.
// Mutations from the browser need header `X-Fairlead: 1` (CSRF) + same Origin; `Idempotency-Key: <uuid>` accepted on every POST.
// Cookie `__Host-fairlead` (Secure, HttpOnly, SameSite=Strict). API tokens: Authorization: Bearer flt_...
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number | null;
}
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  fields?: Record<string, string> /* field -> message */;
  current?: unknown /* on 409: the other's version */;
}

// ---------- setup, sign-in, me
export interface SessionState {
  level: 'second-factor' | 'enrol' | 'full';
  methods: ('totp' | 'passkey' | 'recovery')[];
  me: Me | null;
}
export interface Me {
  id: string;
  login: string;
  name: string;
  locale: 'en' | 'ru';
  theme: 'auto' | 'light' | 'dark';
  rights: RightGrant[];
  steppedUpUntil: string | null;
  workspace: { id: string; name: string };
  passkeys: Passkey[];
  totp: boolean;
  recoveryCodesLeft: number;
}
export interface RightGrant {
  right: Right;
  groupId: string | null /* null = everywhere */;
}
export type Right =
  | 'view'
  | 'settings.general'
  | 'settings.connection'
  | 'settings.system'
  | 'settings.certificates'
  | 'settings.data'
  | 'devices'
  | 'codes.device'
  | 'codes.certificate'
  | 'remote.credentials'
  | 'people'
  | 'administration'
  | 'audit';
// 'devices' = move, delete, commands, groups, rules, tokens. settings.* = the catalogue block's right.
export interface Passkey {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}
export interface SessionInfo {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  address: string;
  userAgent: string;
}

// ---------- administrators, roles, tokens, audit, server settings   right: administration (audit: 'audit')
export interface Administrator {
  id: string;
  login: string;
  name: string;
  locale: string;
  disabled: boolean;
  bindings: { roleId: string; groupId: string | null }[];
  secondFactor: 'none' | 'totp' | 'passkey';
  lastSeenAt: string | null;
  createdAt: string;
}
export interface Role {
  id: string;
  name: string;
  builtin: boolean;
  rights: Right[];
  administrators: number;
}
export interface ApiToken {
  id: string;
  name: string;
  roleId: string;
  groupId: string | null;
  createdAt: string;
  createdBy: string;
  expiresAt: string;
  lastUsedAt: string | null;
}
export interface AuditEntry {
  seq: number;
  at: string;
  actor: string;
  actorAddress: string | null;
  action: string;
  objectType: string;
  objectId: string | null;
  objectName: string | null;
  detail: Record<string, unknown>;
}
export interface ServerInfo {
  version: string;
  startedAt: string;
  startMillis: number;
  database: 'embedded' | 'external';
  memoryBytes: number;
  devicesOnline: number;
  publicUrl: string;
  gateway: string;
  certificates: { name: string; subject: string; fingerprint: string; notAfter: string }[];
}
export interface ServerSettings {
  revision: number;
  organisation: string;
  mail: {
    host: string;
    port: number;
    security: 'starttls' | 'tls' | 'none';
    user: string;
    passwordSet: boolean;
    password?: string;
    from: string;
  };
  retentionDays: { info: number; warning: number; failure: number; critical: number };
}

// ---------- overview, search, stream, catalogue
export interface Overview {
  devices: {
    total: number;
    managed: number;
    unassigned: number;
    online: number;
    ok: number;
    warning: number;
    critical: number;
    settingsPending: number;
    settingsFailed: number;
  };
  causes: { cause: string; level: 'warning' | 'critical'; count: number }[];
  events: { hour: string; info: number; warning: number; failure: number; critical: number }[]; // last 24 h by hour
  syncLag: { under1m: number; under15m: number; under1h: number; under1d: number; over1d: number }; // time since last contact
  rollouts: {
    policyId: string;
    name: string;
    group: string;
    revision: number;
    at: string;
    total: number;
    applied: number;
    failed: number;
  }[]; // recently changed policies
  commands: { queued: number; delivered: number; failed24h: number; done24h: number };
  onlineHistory: { at: string; online: number }[];
}
export interface Text {
  en: string;
  ru: string;
}
export interface Catalogue {
  version: number;
  sections: CatSection[];
}
export interface CatSection {
  id: string;
  title: Text;
  help: Text;
  blocks: CatBlock[];
}
export interface CatBlock {
  id: string;
  title: Text;
  help: Text;
  right: Right;
  settings: CatSetting[];
}
export interface CatSetting {
  key: string;
  title: Text;
  help: Text;
  type: 'boolean' | 'integer' | 'text' | 'choice' | 'host' | 'address' | 'url' | 'secret' | 'list';
  default: unknown;
  platforms: string[];
  levels: ('policy' | 'device')[] /* where it may be set; policy-only e.g. naming rule */;
  min?: number;
  max?: number;
  unit?: Text;
  maxLength?: number;
  maxLines?: number;
  forbid?: string /* characters not allowed */;
  options?: { value: string; title: Text }[];
  item?: CatField | { fields: CatField[] };
  maxItems?: number;
  shownWhen?: { key: string; in: unknown[] } /* hide unless that setting has one of the values */;
}
export interface CatField {
  key?: string;
  title?: Text;
  help?: Text;
  type: 'boolean' | 'integer' | 'text' | 'choice' | 'host' | 'address' | 'url' | 'secret' | 'certificate';
  default?: unknown;
  min?: number;
  max?: number;
  maxLength?: number;
  options?: { value: string; title: Text }[];
  required?: boolean;
}

// ---------- groups
export interface Group {
  id: string;
  parentId: string | null;
  name: string;
  path: string[] /* names */;
  devices: number;
  devicesInSubtree: number;
  critical: number;
  warning: number;
  thresholds: Thresholds | null /* null = inherited */;
  effectiveThresholds: Thresholds;
}
export interface Thresholds {
  noContactWarningMinutes: number;
  noContactCriticalMinutes: number;
  notAppliedWarningMinutes: number;
  notAppliedCriticalMinutes: number;
}

// ---------- devices
export type Status = 'ok' | 'warning' | 'critical' | 'unknown';
export interface Device {
  id: string;
  number: number;
  name: string;
  platform: 'thin-client';
  groupId: string | null;
  groupPath: string[] | null;
  status: Status;
  causes: Cause[];
  online: boolean;
  lastSeenAt: string | null;
  enrolledAt: string;
  address: string | null;
  model: string;
  serial: string;
  os: string;
  agentVersion: string;
  hostname: string;
  tags: string[];
  note: string;
  settings: SettingsState;
}
export interface Cause {
  cause:
    | 'no-contact'
    | 'settings-not-applied'
    | 'settings-failed'
    | 'certificate-expires'
    | 'clock'
    | 'cloned'
    | 'reported';
  level: 'warning' | 'critical';
  since: string | null;
  text: Text;
}
export type SettingsState = { state: 'applied' | 'pending' | 'failed' | 'none'; at: string | null };
export interface DeviceDetail {
  device: Device;
  reported: Record<string, unknown>;
  addresses: string[];
  identity: { fingerprint: string; notAfter: string };
  blocks: BlockState[];
  pendingCommands: number;
}
export interface BlockState {
  block: string;
  state: 'applied' | 'failed' | 'unsupported' | 'pending';
  reason: string | null;
  at: string | null;
}
export interface MoveResult {
  dryRun: boolean;
  total: number;
  moved: number;
  refused: { id: string; name: string; reason: string }[];
  changes: number /* devices whose settings change */;
}
export interface DeviceSettings {
  revision: number;
  own: Record<string, unknown>;
  effective: Record<string, EffectiveValue>;
  locked: Record<string /* block id */, Origin>;
  blocks: BlockState[];
  hash: string;
}
export interface EffectiveValue {
  value: unknown;
  origin: Origin;
}
export interface Origin {
  kind: 'default' | 'policy' | 'device';
  policyId?: string;
  policyName?: string;
  groupId?: string;
  groupName?: string;
}
export interface SettingChange {
  key: string;
  from: unknown;
  to: unknown;
}
export interface TimelineItem {
  at: string;
  kind: 'event' | 'command' | 'audit' | 'settings';
  level: Level;
  title: Text;
  actor: string | null;
  detail: Record<string, unknown>;
}

// ---------- commands
export interface Command {
  id: string;
  deviceId: string;
  deviceName: string;
  kind: string;
  params: Record<string, unknown>;
  state: 'queued' | 'delivered' | 'running' | 'succeeded' | 'failed' | 'unsupported' | 'recalled' | 'expired';
  reason: string | null;
  createdAt: string;
  createdBy: string;
  expiresAt: string;
  finishedAt: string | null;
  journal: { at: string; kind: string; text: Text }[];
}

// ---------- policies
export interface Policy {
  id: string;
  groupId: string;
  groupPath: string[];
  name: string;
  platform: 'thin-client';
  status: 'active' | 'inactive' | 'out-of-office';
  inherit: boolean;
  force: boolean;
  revision: number;
  changedAt: string;
  changedBy: string;
  devices: number;
  applied: number;
  failed: number;
  lockedBlocks: number;
}
export interface PolicyInput {
  name: string;
  groupId: string;
  platform: 'thin-client';
  status: Policy['status'];
  inherit: boolean;
  force: boolean;
  values: Record<string, unknown>;
  locks: string[] /* block ids */;
}
export interface PolicyDetail {
  policy: Policy;
  values: Record<string, unknown>;
  locks: string[];
  inherited: {
    locked: Record<string, Origin>;
    values: Record<string, EffectiveValue>;
  } /* what ancestors fix or offer */;
  forcedByParent: Origin | null;
}
export interface DryRun {
  devices: number;
  changed: number;
  unchanged: number;
  groups: { groupId: string; path: string[]; devices: number }[];
  changes: { key: string; from: unknown; to: unknown; devices: number }[];
}
export interface Revision {
  revision: number;
  at: string;
  actor: string;
  actorAddress: string | null;
  action: string;
  comment: string;
}

// ---------- moving rules, enrolment tokens
export interface MovingRule {
  id: string;
  ordinal: number;
  name: string;
  enabled: boolean;
  mode: 'once' | 'continuous';
  onlyUnassigned: boolean;
  namePattern: string /* * and ? */;
  addressRange: string /* CIDR or a-b */;
  tag: string;
  platform: string;
  groupId: string;
  groupPath: string[];
}
export interface EnrolmentToken {
  id: string;
  name: string;
  groupId: string;
  groupPath: string[];
  maxUses: number | null;
  used: number;
  expiresAt: string;
  revokedAt: string | null;
  createdAt: string;
  createdBy: string;
  state: 'active' | 'used up' | 'expired' | 'revoked';
}

// ---------- events, notifications, views
export type Level = 'info' | 'warning' | 'failure' | 'critical';
export interface FleetEvent {
  id: string;
  at: string;
  receivedAt: string;
  level: Level;
  code: string;
  title: Text;
  deviceId: string | null;
  deviceName: string | null;
  args: Record<string, unknown>;
}
export interface NotificationRule {
  id: string;
  name: string;
  enabled: boolean;
  channel: 'mail' | 'webhook';
  target: string;
  minLevel: Level;
  codes: string[];
  groupId: string | null;
  groupMinutes: number;
  secretSet: boolean;
  lastSentAt: string | null;
  lastError: string | null;
}
export interface View {
  id: string;
  page: 'devices' | 'events';
  name: string;
  query: string;
  shared: boolean;
  mine: boolean;
}
