-- Apple device management: the push certificate, the authority of identities, enrolments, requests to phones.
create table apple_settings (
  workspace_id uuid primary key,
  gateway_host text not null,
  gateway_port integer not null,
  trusted_roots text not null
);

-- requested (a key waits for its certificate), active (at most one), retired.
create table apple_push_certificate (
  workspace_id uuid not null,
  id uuid not null,
  state text not null check (state in ('requested', 'active', 'retired')),
  key_sealed bytea not null,
  request text not null,
  chain text not null default '',
  topic text not null default '',
  account text not null default '',
  not_before timestamptz,
  not_after timestamptz,
  warned_days integer,
  created_at timestamptz not null,
  created_by text not null,
  primary key (workspace_id, id)
);
create unique index apple_push_active on apple_push_certificate (workspace_id) where state = 'active';
create unique index apple_push_requested on apple_push_certificate (workspace_id) where state = 'requested';

-- Identities are issued by the newest; all are trusted.
create table apple_authority (
  workspace_id uuid not null,
  generation integer not null,
  certificate bytea not null,
  key_sealed bytea not null,
  created_at timestamptz not null,
  primary key (workspace_id, generation)
);

create table apple_enrolment (
  workspace_id uuid not null,
  id uuid not null,
  state text not null check (state in ('offered', 'issued', 'authenticated', 'active', 'ended')),
  invitation_id uuid not null,
  person_id uuid not null,
  token_sealed bytea,
  created_at timestamptz not null,
  device_id uuid,
  udid text not null default '',
  platform text not null default '',
  topic text not null default '',
  supervised boolean not null default false,
  push_token bytea,
  push_magic text not null default '',
  unlock_sealed bytea,
  token_at timestamptz,
  last_seen timestamptz,
  idle_at timestamptz,
  push_due timestamptz,
  push_attempts integer not null default 0,
  pushed_at timestamptz,
  push_dead_since timestamptz,
  ended_at timestamptz,
  end_reason text not null default '',
  primary key (workspace_id, id)
) with (fillfactor = 70);
create index apple_enrolment_by_invitation on apple_enrolment (workspace_id, invitation_id, id);
create index apple_enrolment_by_device on apple_enrolment (workspace_id, device_id, id) where device_id is not null;
create index apple_enrolment_by_udid on apple_enrolment (workspace_id, udid, id) where udid <> '';
create index apple_enrolment_push on apple_enrolment (push_due) where push_due is not null;

-- One challenge an enrolment or renewal; used up by the key that it certifies.
create table apple_challenge (
  hash text primary key,
  workspace_id uuid not null,
  enrolment_id uuid not null,
  expires_at timestamptz not null,
  key_hash text not null default ''
);
create index apple_challenge_by_enrolment on apple_challenge (workspace_id, enrolment_id);

create table apple_identity (
  fingerprint text primary key,
  workspace_id uuid not null,
  enrolment_id uuid not null,
  key_hash text not null,
  certificate bytea not null,
  issued_at timestamptz not null,
  not_after timestamptz not null,
  revoked_at timestamptz
);
create index apple_identity_by_enrolment on apple_identity (workspace_id, enrolment_id);

-- What goes to a phone, one after another; the id is the CommandUUID. A command of the product may need several.
create table apple_request (
  workspace_id uuid not null,
  id uuid not null,
  enrolment_id uuid not null,
  command_id uuid,
  type text not null,
  params jsonb not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  sends integer not null default 0,
  not_now_at timestamptz,
  not_now integer not null default 0,
  finished_at timestamptz,
  error text,
  primary key (workspace_id, id)
);
create index apple_request_open on apple_request (workspace_id, enrolment_id, id) where finished_at is null;
create index apple_request_by_command on apple_request (workspace_id, command_id) where command_id is not null;
create index apple_request_finished on apple_request (finished_at) where finished_at is not null;

-- The last answer of each kind that a phone gave.
create table apple_inventory (
  workspace_id uuid not null,
  device_id uuid not null,
  kind text not null,
  content jsonb not null,
  at timestamptz not null,
  primary key (workspace_id, device_id, kind)
);
