-- What commands brought, such as positions and photos: sealed, and purged long before the commands.
create table command_result (
  workspace_id uuid not null,
  command_id uuid not null,
  sealed bytea not null,
  stored_at timestamptz not null,
  primary key (workspace_id, command_id)
);
create index command_result_by_age on command_result (workspace_id, stored_at);
