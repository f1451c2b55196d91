-- A change that would let commands go out with less approval waits itself for a second administrator.
create table approval_wish (
  workspace_id uuid primary key,
  revision bigint not null,
  devices_per_command integer,
  devices_in_window integer,
  window_minutes integer not null,
  answer_hours integer not null,
  asked_at timestamptz not null,
  asked_by text not null,
  asked_by_id uuid,
  asked_by_owner uuid,
  expires_at timestamptz not null
);
