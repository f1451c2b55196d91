-- People, their groups, and the invitations with which they connect phones.
create table person (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  mail text not null,
  locale text not null,
  phone text not null,
  comment text not null,
  revision integer not null default 0,
  created_at timestamptz not null,
  created_by text not null,
  search text not null,
  primary key (workspace_id, id)
);
create unique index person_mail on person (workspace_id, lower(mail)) where mail <> '';
create index person_by_name on person (workspace_id, lower(name), id);

-- A group with a rule is filled by it; the others by hand.
create table person_group (
  workspace_id uuid not null,
  id uuid not null,
  parent_id uuid,
  name text not null,
  comment text not null,
  rule jsonb,
  created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index person_group_name on person_group
  (workspace_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));

create table person_membership (
  workspace_id uuid not null,
  group_id uuid not null,
  person_id uuid not null,
  primary key (workspace_id, group_id, person_id)
);
create index person_membership_by_person on person_membership (workspace_id, person_id);

alter table device add column person_id uuid;
create index device_by_person on device (workspace_id, person_id) where person_id is not null;

-- The links of invitations come from this key; the database holds their hashes only.
create table invitation_key (
  workspace_id uuid primary key,
  sealed bytea not null,
  created_at timestamptz not null
);

create table invitation (
  workspace_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  hash text not null unique,
  group_id uuid,
  locale text not null,
  max_devices integer not null check (max_devices > 0),
  used integer not null default 0 check (used <= max_devices),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  replaced boolean not null default false,
  created_at timestamptz not null,
  created_by text not null,
  reached smallint not null default 0,
  platform text not null default '',
  blocked text not null default '',
  asked_at timestamptz,
  mail_state text not null check (mail_state in ('none', 'queued', 'sent', 'deferred', 'bounced')),
  mail_to text not null,
  mail_error text not null default '',
  mail_attempts integer not null default 0,
  mail_next timestamptz,
  primary key (workspace_id, id)
);
create index invitation_by_person on invitation (workspace_id, person_id, id desc);
create index invitation_to_mail on invitation (mail_next) where mail_state in ('queued', 'deferred');

-- What happened to an invitation: one row a step and detail, however often it happened.
create table invitation_step (
  workspace_id uuid not null,
  invitation_id uuid not null,
  step text not null,
  detail text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null,
  primary key (workspace_id, invitation_id, step, detail)
);

create table invitation_device (
  workspace_id uuid not null,
  invitation_id uuid not null,
  device_id uuid not null,
  platform text not null,
  at timestamptz not null,
  primary key (workspace_id, invitation_id, device_id)
);
create index invitation_device_by_device on invitation_device (workspace_id, device_id);
