// The shapes of the console API. All come from api/openapi.json by way of schema.d.ts, which `npm run types` makes anew
// before every build and check; where the server says only "string" the words that occur are named here.
// Lists: ?limit (default 100, max 500) & ?cursor; answer Page<T>. Mutations carry `X-Fairlead: 1`.
import type { components } from './schema';

type Schemas = components['schemas'];
/** An answer of the server: what may be null is null there, never absent. */
type Full<T> = T extends (infer U)[] ? Full<U>[] : T extends object ? { [K in keyof T]-?: Full<T[K]> } : T;
type Answer<N extends keyof Schemas> = Full<Schemas[N]>;
/** The same shape with narrower words; a field that the server does not have is an error. */
type Narrow<T, N extends { [K in keyof N]: K extends keyof T ? T[K] : never }> = Omit<T, keyof N> & N;

export interface Page<T> {
  items: T[];
  next: string | null;
  total: number | null;
}
export type Problem = Schemas['Problem'];
export type Text = Schemas['Text'];

// ---------- setup, sign-in, me
export type Right = Schemas['RightGrant']['right'];
export type RightGrant = Answer<'RightGrant'>;
export type Passkey = Answer<'PasskeyView'>;
export type SessionInfo = Answer<'SessionInfo'>;
export type Me = Narrow<Answer<'Me'>, { locale: 'en' | 'ru'; theme: 'auto' | 'light' | 'dark' }>;
export type SessionState = Narrow<
  Answer<'SessionState'>,
  { methods: ('totp' | 'passkey' | 'recovery')[]; me: Me | null }
>;

// ---------- administrators, roles, tokens, audit, server settings
export type Administrator = Narrow<Answer<'AdministratorView'>, { secondFactor: 'none' | 'totp' | 'passkey' }>;
export type Role = Narrow<Answer<'RoleView'>, { rights: Right[] }>;
export type ApiToken = Answer<'TokenView'>;
export type AuditEntry = Answer<'AuditView'>;
export type ServerInfo = Narrow<Answer<'ServerInfo'>, { database: 'embedded' | 'external' }>;
/** The mail password goes in and never comes out. */
export type ServerSettings = Omit<Answer<'ServerSettings'>, 'mail'> & { mail: Schemas['Mail'] };

// ---------- overview, catalogue
export type Overview = Narrow<
  Answer<'Overview'>,
  { causes: Narrow<Answer<'Cause'>, { level: 'warning' | 'critical' }>[] }
>;
/** The settings catalogue is data of its own, see docs/settings.md. */
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
  supervised?: boolean /* only supervised iPhones and iPads obey it */;
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
  shownWhen?: { key: string; in: unknown[] } /* counts while that field of the entry has one of the values */;
}

// ---------- groups
export type Group = Answer<'GroupView'>;
export type Thresholds = Answer<'Thresholds'>;

// ---------- devices
export type Status = 'ok' | 'warning' | 'critical' | 'unknown';
export type Cause = Narrow<Answer<'CauseView'>, { level: 'warning' | 'critical' }>;
export type SettingsState = Narrow<Answer<'SettingsStateView'>, { state: 'applied' | 'pending' | 'failed' | 'none' }>;
export type Device = Narrow<Answer<'DeviceView'>, { status: Status; causes: Cause[]; settings: SettingsState }>;
export type BlockState = Narrow<Answer<'BlockStateView'>, { state: 'applied' | 'failed' | 'unsupported' | 'pending' }>;
export type DeviceDetail = Narrow<Answer<'DeviceDetail'>, { device: Device; blocks: BlockState[] }>;
export type MoveResult = Answer<'MoveResult'>;
export type Deletion = Answer<'Outcome'>;
export type Removing = Narrow<Answer<'DeletionView'>, { stage: 'marked' | 'removing' | 'stuck' }>;
export type DeviceRecord = Answer<'DeviceRecord'>;
export type Seats = Answer<'SeatsView'>;
export type Approval = Answer<'ApprovalView'>;
export type ApprovalSettings = Answer<'ApprovalSettingsView'>;
export type ComplianceRule = Answer<'ComplianceRuleView'>;
export type Simulation = Answer<'SimulationView'>;
export type Violation = Answer<'ViolationView'>;
/** Where a value comes from; policy and group are there when a policy sets it. */
export type Origin = Narrow<Schemas['Origin'], { kind: 'default' | 'policy' | 'profile' | 'device' }>;
export type EffectiveValue = { value: unknown; origin: Origin };
export type DeviceSettings = Narrow<
  Schemas['DeviceSettingsView'],
  {
    effective: Record<string, EffectiveValue>;
    locked: Record<string /* block id */, Origin>;
    blocks: BlockState[];
    states: Record<string, SettingState>;
  }
>;
/** How one setting of a phone stands: applied, waiting, refused, unsupported. */
export type SettingState = Narrow<Answer<'SettingState'>, { state: 'applied' | 'failed' | 'unsupported' | 'pending' }>;
export type SettingChange = Answer<'Change'>;
export type TimelineItem = Narrow<
  Answer<'TimelineItem'>,
  { kind: 'event' | 'command' | 'audit' | 'settings'; level: Level }
>;

// ---------- commands
export type Command = Answer<'CommandView'>;

// ---------- policies
export type PolicyStatus = 'active' | 'inactive' | 'out-of-office';
export type Policy = Narrow<Answer<'PolicyView'>, { status: PolicyStatus }>;
export type PolicyInput = Narrow<Schemas['PolicyInput'], { status: PolicyStatus }>;
export type PolicyDetail = Narrow<
  Required<Schemas['PolicyDetail']>,
  {
    policy: Policy;
    inherited: { locked: Record<string, Origin>; values: Record<string, EffectiveValue> };
    forcedByParent: Origin | null;
  }
>;
export type ProfileStatus = 'active' | 'inactive';
export type Profile = Narrow<Answer<'ProfileView'>, { status: ProfileStatus }>;
export type ProfileInput = Narrow<Schemas['ProfileInput'], { status: ProfileStatus }>;
export type ProfileDetail = Narrow<
  Required<Schemas['ProfileDetail']>,
  {
    profile: Profile;
    inherited: { locked: Record<string, Origin>; values: Record<string, EffectiveValue> };
  }
>;
export type DryRun = Answer<'DryRunsResult'>;
export type Revision = Answer<'RevisionView'>;

// ---------- moving rules, enrolment tokens
export type MovingRule = Answer<'RuleRoutesRuleView'>;
export type EnrolmentToken = Answer<'TokenRoutesTokenView'>;

// ---------- events, notifications, views
export type Level = Schemas['EventView']['level'];
export type FleetEvent = Answer<'EventView'>;
export type NotificationRule = Answer<'RuleView'>;
export type View = Narrow<Answer<'ViewItem'>, { page: 'devices' | 'events' }>;

// ---------- offline codes
export type CodeAction = 'connection' | 'reset' | 'certificate';
export type CodeForm = 'device' | 'certificate' | 'group';
/** What a request code says, and where it is answered. */
export type Lookup = Narrow<
  Answer<'Lookup'>,
  {
    state: 'ok' | 'incomplete' | 'wrong';
    groups: Narrow<Answer<'GroupState'>, { state: 'ok' | 'wrong' | 'missing' }>[];
    action: CodeAction | null;
    page: 'device' | 'policy' | null;
  }
>;
export type Confirmation = Answer<'Answer'>;
export type CertificateCode = Narrow<Answer<'CertificateAnswer'>, { key: 'current' | 'next' }>;
/** A code that was given, or that a device used without one. */
export type IssuedCode = Narrow<Answer<'Issued'>, { action: CodeAction; form: CodeForm }>;
export type GroupCode = Narrow<
  Answer<'GroupCodeView'>,
  { state: 'waiting' | 'approved' | 'revoked' | 'expired'; key: 'current' | 'next' }
>;
export type ReachedDevice = Answer<'ReachedView'>;
export type ServerKeys = Answer<'Keys'>;

// ---------- people and invitations
export type Person = Answer<'PersonView'>;
export type PersonStatus = Person['status'];
export type PeopleSummary = Answer<'PeopleSummary'>;
export type PeopleGroup = Omit<Answer<'PeopleGroupView'>, 'rule'> & { rule: PersonRule | null };
export type PersonRule = Answer<'PersonRule'>;
export type ImportResult = Answer<'ImportView'>;
export type Invitation = Answer<'InvitationView'>;
export type InvitationStory = Answer<'InvitationStory'>;
export type Made = Answer<'MadeView'>;
export type Funnel = Answer<'Funnel'>;
export type Readiness = Answer<'ReadinessView'>;

// ---------- the Android agent
export type AgentView = Answer<'AgentView'>;
export type AgentBuild = Answer<'AgentBuildView'>;
export type SetUpCode = Answer<'ProvisioningView'>;
/** What taking another build into use would bring; comes with the refusal until it is agreed to. */
export interface AgentConsequences {
  risks: ('other-package' | 'other-signer' | 'older')[];
  from: Omit<AgentBuild, 'id'> | null;
  to: Omit<AgentBuild, 'id'>;
  phones: number;
}

// ---------- remote management
/** How a device is reached by RDP, without its password, and who is there. */
export type RemoteVisitNow = Narrow<Answer<'RemoteVisit'>, { phase: 'asking' | 'screen' | 'private' | 'paused' }>;
export type ManagedDevice = Narrow<Answer<'ManagedDevice'>, { visit: RemoteVisitNow }>;
export type ConnectionData = Narrow<Answer<'ConnectionData'>, { visit: RemoteVisitNow | null }>;
