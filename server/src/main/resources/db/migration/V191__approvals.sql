-- Commands that destroy data may need a second administrator, from so many devices on.
create table approval_settings (
  workspace_id uuid primary key,
  revision bigint not null,
  devices_per_command integer,
  devices_in_window integer,
  window_minutes integer not null,
  answer_hours integer not null
);

-- A command that waits for a second administrator; afterwards what became of it.
create table approval (
  workspace_id uuid not null,
  id uuid not null,
  state text not null check (state in ('waiting', 'approved', 'refused', 'withdrawn', 'expired')),
  origin text not null check (origin in ('command', 'deletion', 'rule')),
  kind text not null,
  params jsonb not null,
  reason text not null,
  devices uuid[] not null,
  waits_seconds bigint not null,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_by_id uuid,
  asked_by_owner uuid,
  expires_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  decided_by_id uuid,
  answer text not null default '',
  primary key (workspace_id, id)
);
create index approval_waiting on approval (workspace_id, expires_at) where state = 'waiting';

alter table command add column approved_by text;
