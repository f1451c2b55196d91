-- Groups, devices, policies and what hangs on them. Every table carries workspace_id. No sequences, no triggers.

create table device_group (
  workspace_id uuid not null,
  id uuid not null,
  parent_id uuid,
  name text not null,
  thresholds jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index device_group_name on device_group (workspace_id, parent_id, lower(name));

-- One row a group: what its thresholds come to along the path, for status queries.
create table group_threshold (
  workspace_id uuid not null,
  group_id uuid not null,
  no_contact_warning interval not null,
  no_contact_critical interval not null,
  not_applied_warning interval not null,
  not_applied_critical interval not null,
  primary key (workspace_id, group_id)
);

-- One row a group and platform: the hash of the settings that its devices shall obey.
create table group_desired (
  workspace_id uuid not null,
  group_id uuid not null,
  platform text not null,
  hash text not null,
  changed_at timestamptz not null,
  primary key (workspace_id, group_id, platform)
);

-- Counts up with each change of groups or policies, so that other nodes notice.
create table fleet_version (
  workspace_id uuid primary key,
  version bigint not null
);

create table device (
  workspace_id uuid not null,
  id uuid not null,
  number integer not null,
  name_id text not null,
  platform text not null,
  group_id uuid,
  name text not null,
  hostname text not null,
  model text not null,
  serial text not null,
  os text not null,
  agent_version text not null,
  addresses text[] not null,
  reported jsonb not null,
  tags text[] not null default '{}',
  note text not null default '',
  own jsonb not null default '{}',
  own_revision integer not null default 0,
  own_hash text not null default '',
  moved_by_rules uuid[] not null default '{}',
  enrolled_at timestamptz not null,
  search text not null,
  primary key (workspace_id, id)
);
create unique index device_number on device (workspace_id, number);
create unique index device_name_id on device (workspace_id, name_id);
create index device_by_group on device (workspace_id, group_id);
create index device_by_name on device (workspace_id, lower(name), id);
create index device_by_model on device (workspace_id, lower(model), id);

-- Narrow and often written: presence, what the device has applied, what it has delivered.
create table device_state (
  workspace_id uuid not null,
  device_id uuid not null,
  online boolean not null default false,
  last_seen timestamptz,
  address text not null default '',
  boot text not null default '',
  applied_group text not null default '',
  applied_own text not null default '',
  applied_at timestamptz,
  failed_blocks integer not null default 0,
  blocks jsonb not null default '[]',
  acked bigint not null default 0,
  clock_skew_seconds bigint not null default 0,
  cloned_at timestamptz,
  primary key (workspace_id, device_id)
) with (fillfactor = 70);
create index device_state_seen on device_state (workspace_id, last_seen, device_id);

create table identity (
  fingerprint text primary key,
  workspace_id uuid not null,
  device_id uuid not null,
  issued_at timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz
);
create index identity_by_device on identity (workspace_id, device_id);

create table enrolment_token (
  workspace_id uuid not null,
  id uuid not null,
  hash text not null unique,
  name text not null,
  group_id uuid not null,
  max_uses integer,
  used integer not null default 0,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  primary key (workspace_id, id)
);

create table policy (
  workspace_id uuid not null,
  id uuid not null,
  group_id uuid not null,
  platform text not null,
  name text not null,
  status text not null check (status in ('active', 'inactive', 'out-of-office')),
  inherit boolean not null,
  force boolean not null,
  content jsonb not null,
  revision integer not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (workspace_id, id)
);
create unique index policy_active on policy (workspace_id, group_id, platform, status) where status in ('active', 'out-of-office');
create index policy_by_group on policy (workspace_id, group_id);

create table policy_revision (
  workspace_id uuid not null,
  policy_id uuid not null,
  revision integer not null,
  at timestamptz not null,
  actor text not null,
  actor_address text,
  action text not null,
  comment text not null,
  body jsonb not null,
  primary key (workspace_id, policy_id, revision)
);

create table command (
  workspace_id uuid not null,
  id uuid not null,
  device_id uuid not null,
  kind text not null,
  params jsonb not null,
  state text not null check (state in ('queued', 'delivered', 'running', 'succeeded', 'failed', 'unsupported', 'recalled', 'expired')),
  reason text,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  delivered_at timestamptz,
  finished_at timestamptz,
  journal jsonb not null default '[]',
  primary key (workspace_id, id)
);
create index command_open on command (workspace_id, device_id, id) where state in ('queued', 'delivered', 'running');
create index command_expiry on command (expires_at) where state = 'queued';
create index command_by_device on command (workspace_id, device_id, id desc);

-- Events are kept by level and time; old ones go by dropping partitions.
create table event (
  workspace_id uuid not null,
  id uuid not null,
  level text not null,
  received_at timestamptz not null,
  at timestamptz not null,
  code text not null,
  device_id uuid,
  seq bigint,
  args jsonb not null
) partition by list (level);
create table event_info partition of event for values in ('info') partition by range (received_at);
create table event_warning partition of event for values in ('warning') partition by range (received_at);
create table event_failure partition of event for values in ('failure') partition by range (received_at);
create table event_critical partition of event for values in ('critical') partition by range (received_at);
create index event_by_id on event (workspace_id, id desc);
create index event_by_device on event (workspace_id, device_id, id desc);

create table moving_rule (
  workspace_id uuid not null,
  id uuid not null,
  ordinal integer not null,
  name text not null,
  enabled boolean not null,
  mode text not null check (mode in ('once', 'continuous')),
  only_unassigned boolean not null,
  name_pattern text not null,
  address_range text not null,
  tag text not null,
  platform text not null,
  group_id uuid not null,
  primary key (workspace_id, id)
);

create table notification_rule (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  channel text not null check (channel in ('mail', 'webhook')),
  target text not null,
  min_level text not null,
  codes text[] not null,
  group_id uuid,
  group_minutes integer not null,
  secret bytea,
  last_sent_at timestamptz,
  last_error text,
  primary key (workspace_id, id)
);

-- What waits to be told, one row a rule and event; taken in batches when the rule's time has come.
create table notification_queue (
  workspace_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  due_at timestamptz not null,
  attempts integer not null default 0,
  body jsonb not null,
  primary key (workspace_id, id)
);
create index notification_due on notification_queue (workspace_id, rule_id, due_at);

create table saved_view (
  workspace_id uuid not null,
  id uuid not null,
  administrator_id uuid not null,
  page text not null,
  name text not null,
  query text not null,
  shared boolean not null,
  primary key (workspace_id, id)
);

-- How many devices were online, once every few minutes, for the overview.
create table online_history (
  workspace_id uuid not null,
  at timestamptz not null,
  online integer not null,
  primary key (workspace_id, at)
);
