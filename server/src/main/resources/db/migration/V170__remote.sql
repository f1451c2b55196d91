-- How administrators reach devices by RDP, and who is there now. The password is sealed with table and device.

create table device_remote (
  workspace_id uuid not null,
  device_id uuid not null,
  addresses text[] not null default '{}',
  port integer not null default 0,
  user_name text not null default '',
  sealed bytea,
  password_at timestamptz,
  certificate text not null default '',
  changed_at timestamptz,
  -- Who saw the present password last, and who saw the one before.
  shown_to text not null default '',
  shown_at timestamptz,
  shown_before text not null default '',
  -- The connection of an administrator as the device tells it.
  visit jsonb not null default '{}',
  -- The latest connection with the administrator that it is put down to.
  visit_id text not null default '',
  visit_administrator text not null default '',
  primary key (workspace_id, device_id)
);
