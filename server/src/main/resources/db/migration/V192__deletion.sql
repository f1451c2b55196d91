-- Deletion of phones in stages: marked (waits for a second administrator or for its command), removing (the company's data
-- are being taken off), stuck (that failed). While it lasts the device gets no settings and no other command.
alter table device add column deletion text check (deletion in ('marked', 'removing', 'stuck'));
alter table device add column epoch integer not null default 1;
create index device_deletion_stage on device (workspace_id, id) where deletion is not null;

create table device_deletion (
  workspace_id uuid not null,
  device_id uuid not null,
  at timestamptz not null,
  by text not null,
  reason text not null,
  approval_id uuid,
  command_id uuid,
  problem text not null default '',
  primary key (workspace_id, device_id)
);

-- What stays of a deleted device, until it comes back or is made nameless.
create table device_record (
  workspace_id uuid not null,
  device_id uuid not null,
  hardware text not null,
  person_id uuid,
  person_name text not null,
  group_name text not null,
  platform text not null,
  number integer not null,
  name_id text not null,
  name text not null,
  model text not null,
  serial text not null,
  os text not null,
  note text not null,
  tags text[] not null,
  epoch integer not null,
  enrolled_at timestamptz not null,
  deleted_at timestamptz not null,
  deleted_by text not null,
  reason text not null,
  outcome text not null check (outcome in ('confirmed', 'forced', 'nothing-to-remove')),
  anonymised_at timestamptz,
  primary key (workspace_id, device_id)
);
create index device_record_by_time on device_record (workspace_id, deleted_at desc, device_id);
create index device_record_by_hardware on device_record (workspace_id, hardware) where hardware <> '';
