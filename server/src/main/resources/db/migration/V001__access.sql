create table workspace (
  id uuid primary key,
  name text not null,
  incarnation uuid not null,
  created_at timestamptz not null
);

create table role (
  id uuid primary key,
  workspace_id uuid not null references workspace,
  name text not null,
  builtin boolean not null,
  rights text[] not null,
  unique (workspace_id, name)
);

create table administrator (
  id uuid primary key,
  workspace_id uuid not null references workspace,
  login text not null,
  name text not null,
  locale text not null,
  theme text not null default 'auto',
  disabled boolean not null default false,
  password text,
  totp_secret bytea,
  totp_step bigint not null default 0,
  epoch integer not null default 0,
  created_at timestamptz not null,
  last_seen_at timestamptz,
  unique (workspace_id, login)
);

create table administrator_binding (
  id uuid primary key,
  administrator_id uuid not null references administrator on delete cascade,
  role_id uuid not null references role,
  group_id uuid
);
create index on administrator_binding (administrator_id);
create index on administrator_binding (role_id);

create table passkey (
  id uuid primary key,
  administrator_id uuid not null references administrator on delete cascade,
  credential_id bytea not null unique,
  record bytea not null,
  sign_count bigint not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index on passkey (administrator_id);

create table recovery_code (
  administrator_id uuid not null references administrator on delete cascade,
  hash bytea not null,
  used_at timestamptz,
  primary key (administrator_id, hash)
);

create table session (
  id uuid primary key,
  hash bytea not null unique,
  administrator_id uuid not null references administrator on delete cascade,
  level text not null,
  epoch integer not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  stepped_up_until timestamptz,
  address text not null,
  user_agent text not null
);
create index on session (administrator_id);

create table one_time_link (
  hash bytea primary key,
  purpose text not null,
  administrator_id uuid references administrator on delete cascade,
  expires_at timestamptz not null
);

create table sign_in_delay (
  key text primary key,
  failures integer not null,
  last_failure_at timestamptz not null,
  blocked_until timestamptz not null
);

create table api_token (
  id uuid primary key,
  workspace_id uuid not null references workspace,
  hash bytea not null unique,
  name text not null,
  role_id uuid not null references role,
  group_id uuid,
  created_by uuid references administrator on delete cascade,
  created_by_name text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz
);

create table idempotency (
  key uuid not null,
  caller text not null,
  request bytea not null,
  status integer,
  body text,
  created_at timestamptz not null,
  primary key (caller, key)
);
create index on idempotency (created_at);

create table audit_head (
  workspace_id uuid primary key references workspace,
  seq bigint not null,
  hash bytea not null
);

create table audit (
  workspace_id uuid not null references workspace,
  seq bigint not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor text not null,
  actor_address text,
  action text not null,
  object_type text not null,
  object_id uuid,
  object_name text,
  detail text not null,
  hash bytea not null,
  primary key (workspace_id, seq)
);
create index on audit (workspace_id, object_id, seq) where object_id is not null;

create table server_settings (
  workspace_id uuid primary key references workspace,
  revision bigint not null,
  document text not null,
  mail_password bytea
);

create table mail (
  id uuid primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  attempts integer not null default 0,
  last_error text
);
create index on mail (next_attempt_at);
