-- While a rule's target does not answer, the whole rule waits.
alter table notification_rule add column failures integer not null default 0;
alter table notification_rule add column retry_at timestamptz;
