-- The organisation's own vendor certificate, which signs requests for push certificates.
create table apple_vendor (
  workspace_id uuid primary key,
  chain text not null,
  key_sealed bytea not null,
  name text not null,
  not_after timestamptz not null,
  created_at timestamptz not null,
  created_by text not null
);

-- Phones that have been silent for long are pushed once a day.
create index apple_enrolment_silent on apple_enrolment (workspace_id, last_seen) where state = 'active' and push_dead_since is null;
