-- Offline codes: secrets, which devices hold them, codes given and used. Secrets are sealed with table, row and epoch.

create table code_group_secret (
  workspace_id uuid not null,
  origin uuid not null,
  group_id uuid not null,
  purpose text not null,
  epoch integer not null,
  sealed bytea not null,
  group_name text not null,
  workspace_name text not null,
  made_at timestamptz not null,
  retired boolean not null default false,
  primary key (workspace_id, origin, group_id, purpose, epoch)
);

-- Groups that devices have left since their shared key was made.
create table code_group_left (
  workspace_id uuid not null,
  group_id uuid not null,
  left_at timestamptz not null,
  primary key (workspace_id, group_id)
);

create table code_device_secret (
  workspace_id uuid not null,
  device_id uuid not null,
  epoch integer not null,
  sealed bytea not null,
  made_at timestamptz not null,
  primary key (workspace_id, device_id, epoch)
);

create table code_device (
  workspace_id uuid not null,
  device_id uuid not null,
  epoch integer not null default 0,
  made_at timestamptz,
  rotate boolean not null default false,
  certificate_group uuid,
  sent_version text not null default '',
  sent_groups jsonb not null default '{}',
  held_version text not null default '',
  held_groups jsonb not null default '{}',
  held_at timestamptz,
  request text not null default '',
  request_details jsonb not null default '{}',
  request_at timestamptz,
  primary key (workspace_id, device_id)
);

-- Codes for one request each, and codes that devices used without one.
create table confirmation (
  workspace_id uuid not null,
  id uuid not null,
  form text not null,
  action text not null,
  device_id uuid,
  device_name text,
  device_number integer,
  policy_id uuid,
  group_id uuid,
  epoch integer not null,
  nonce bigint not null,
  server_key text,
  issued_at timestamptz,
  issued_by text,
  issued_by_id uuid,
  reason text,
  used_at timestamptz,
  result text,
  used_reason text,
  repeat_count integer not null default 0,
  primary key (workspace_id, id)
);
create index confirmation_by_device on confirmation (workspace_id, device_id, id);
create unique index confirmation_device_request on confirmation (workspace_id, device_id, action, epoch, nonce) where form = 'device';
create unique index confirmation_certificate_request on confirmation (workspace_id, group_id, device_number, epoch, nonce)
  where form = 'certificate' and device_number is not null;

create table group_code (
  workspace_id uuid not null,
  id uuid not null,
  policy_id uuid not null,
  group_id uuid not null,
  state text not null,
  server_key text not null,
  key_hash bytea not null,
  days integer not null,
  epoch integer not null,
  last_day bigint not null,
  reason text not null,
  requested_at timestamptz not null,
  requested_by text not null,
  requested_by_id uuid not null,
  approved_at timestamptz,
  approved_by text,
  approved_by_id uuid,
  used integer not null default 0,
  primary key (workspace_id, id)
);
create index group_code_by_policy on group_code (workspace_id, policy_id, id);

-- What a command on the host asks of the running server.
create table server_key_order (
  workspace_id uuid primary key,
  id uuid not null,
  force boolean not null,
  asked_at timestamptz not null,
  state text not null,
  outcome text not null default ''
);

-- Warnings given about certificates that end, so that each is given once.
create table server_key_warning (
  workspace_id uuid not null,
  certificate text not null,
  days integer not null,
  primary key (workspace_id, certificate, days)
);
