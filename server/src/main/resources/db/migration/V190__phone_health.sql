-- What phones say of their safety: one narrow row a phone, written when it changes. A row that is due is read anew from
-- what the phone has reported, together with the rules that it must keep.
create table device_health (
  workspace_id uuid not null,
  device_id uuid not null,
  due boolean not null default true,
  management text not null default 'unknown' check (management in ('unknown', 'full', 'unprivileged', 'removed')),
  management_since timestamptz,
  passcode boolean,
  passcode_since timestamptz,
  encrypted boolean,
  encrypted_since timestamptz,
  rooted boolean,
  rooted_since timestamptz,
  os_version bigint,
  os_since timestamptz,
  apps text[],
  identity_until timestamptz,
  violation smallint not null default 0,
  primary key (workspace_id, device_id)
) with (fillfactor = 80);
create index device_health_due on device_health (workspace_id, device_id) where due;
insert into device_health (workspace_id, device_id) select workspace_id, id from device where platform <> 'thin-client';

-- When phones of a group become a warning and critical; "never" is a century.
alter table group_threshold
  add column phone_no_contact_warning interval not null default interval '3 days',
  add column phone_no_contact_critical interval not null default interval '14 days',
  add column phone_not_applied_warning interval not null default interval '24 hours',
  add column phone_not_applied_critical interval not null default interval '72 hours',
  add column management_warning interval not null default interval '100 years',
  add column management_critical interval not null default interval '0',
  add column passcode_warning interval not null default interval '0',
  add column passcode_critical interval not null default interval '24 hours',
  add column os_warning interval not null default interval '0',
  add column os_critical interval not null default interval '30 days',
  add column encryption_warning interval not null default interval '100 years',
  add column encryption_critical interval not null default interval '0',
  add column rooted_warning interval not null default interval '100 years',
  add column rooted_critical interval not null default interval '0',
  add column identity_warning interval not null default interval '30 days',
  add column identity_critical interval not null default interval '7 days',
  add column os_android bigint not null default 0,
  add column os_apple bigint not null default 0,
  add column os_minimum_since timestamptz not null default now();
