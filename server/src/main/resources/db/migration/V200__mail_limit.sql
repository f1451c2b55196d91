-- When the mail of an invitation was first handed to the mail server, and how many went out on a day.
alter table invitation add column mail_first timestamptz;
create index invitation_mailed on invitation_step (workspace_id, first_at) where step = 'sent';
create index invitation_over on invitation (workspace_id, expires_at);
