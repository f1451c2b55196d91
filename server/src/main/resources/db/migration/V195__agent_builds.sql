-- Android agents that operators built and signed themselves; at most one of them is handed out.
create table agent_build (
  workspace_id uuid not null,
  id uuid not null,
  package text not null,
  version text not null,
  version_code bigint not null,
  min_sdk integer not null,
  target_sdk integer not null,
  admin text not null,
  sha256 text not null,
  signer text not null,
  signer_name text not null,
  earlier_signers text[] not null,
  bytes bigint not null,
  content bytea not null,
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  active boolean not null default false,
  primary key (workspace_id, id)
);
create unique index agent_build_active on agent_build (workspace_id) where active;
create unique index agent_build_file on agent_build (workspace_id, sha256);

create table android_settings (
  workspace_id uuid primary key,
  in_store boolean not null
);
