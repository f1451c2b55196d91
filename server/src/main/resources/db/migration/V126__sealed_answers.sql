delete from idempotency;
alter table idempotency drop column body;
alter table idempotency add column body bytea;
