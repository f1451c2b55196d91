-- A device that shall synchronise is told so once, however often it was asked for.
create unique index command_latest on command (workspace_id, device_id, kind) where state = 'queued' and kind = 'synchronise';
create index command_unanswered on command (expires_at) where state in ('delivered', 'running');
create index command_finished on command (finished_at) where finished_at is not null;
