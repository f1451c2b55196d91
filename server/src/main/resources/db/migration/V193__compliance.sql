-- Rules that phones must keep, and which phones break which rule now.
create table compliance_rule (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  enabled boolean not null,
  criterion text not null,
  params jsonb not null,
  platforms text[] not null,
  group_id uuid,
  people_group_id uuid,
  grace_minutes integer not null,
  notify_administrators boolean not null,
  mail_user boolean not null,
  message_user boolean not null,
  steps jsonb not null,
  revision integer not null,
  changed_at timestamptz not null,
  changed_by text not null,
  changed_by_id uuid,
  primary key (workspace_id, id)
);
create unique index compliance_rule_name on compliance_rule (workspace_id, lower(name));

-- One row while it lasts; the past is in the events.
create table compliance_violation (
  workspace_id uuid not null,
  device_id uuid not null,
  rule_id uuid not null,
  since timestamptz not null,
  until timestamptz not null,
  done integer not null default 0,
  next_at timestamptz,
  locked_at timestamptz,
  last_action text not null default '',
  last_at timestamptz,
  primary key (workspace_id, device_id, rule_id)
);
create index compliance_violation_by_rule on compliance_violation (workspace_id, rule_id, device_id);
create index compliance_violation_due on compliance_violation (next_at) where next_at is not null;

-- A phone from which the way into the company's network is withheld until it complies.
alter table device add column withheld boolean not null default false;
