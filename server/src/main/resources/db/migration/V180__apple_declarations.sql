-- What phones keep at the server, who waits for a decision, declarations, renewal.
alter table apple_enrolment
  add column bootstrap_sealed bytea,
  -- The device that a phone says to be while another person owns it: an administrator decides.
  add column claims uuid,
  -- Where the phone's profile points to, and what the profile is made of; a renewal brings the same address.
  add column server_url text not null default '',
  add column profile_hash text not null default '',
  add column renewal_at timestamptz;
create index apple_enrolment_by_claim on apple_enrolment (workspace_id, claims) where claims is not null;

alter table apple_challenge add column profile_hash text not null default '';
alter table apple_identity
  add column generation integer not null default 1,
  add column profile_hash text not null default '';
create index apple_identity_end on apple_identity (not_after) where revoked_at is null;

create table apple_declare (
  workspace_id uuid not null,
  enrolment_id uuid not null,
  token text not null default '',
  since timestamptz,
  fetched text not null default '',
  fetched_at timestamptz,
  status jsonb not null default '{}',
  errors jsonb not null default '[]',
  reported_at timestamptz,
  reports integer not null default 0,
  primary key (workspace_id, enrolment_id)
) with (fillfactor = 80);
