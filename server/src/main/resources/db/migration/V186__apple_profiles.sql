-- Configuration profiles of iPhones and iPads: what an enrolment was planned to have, and one row a block of settings.
create table apple_plan (
  workspace_id uuid not null,
  enrolment_id uuid not null,
  made_of text not null,
  settings_hash text not null,
  at timestamptz not null,
  primary key (workspace_id, enrolment_id)
);

-- The hashes are of contents with secrets still sealed; empty for nothing.
create table apple_profile (
  workspace_id uuid not null,
  enrolment_id uuid not null,
  block text not null,
  wanted text not null,
  sent text not null default '',
  installed text not null default '',
  state text not null check (state in ('pending', 'applied', 'failed', 'unsupported')),
  reason text,
  settings jsonb not null default '{}',
  since timestamptz not null,
  request_id uuid,
  primary key (workspace_id, enrolment_id, block)
);
