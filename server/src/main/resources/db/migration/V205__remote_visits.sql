-- The devices that somebody manages now, among all.

create index device_remote_visits on device_remote (workspace_id, device_id) where visit <> '{}'::jsonb;
