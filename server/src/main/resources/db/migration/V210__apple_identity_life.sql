-- How long identities of iPhones last and how long before the end they are renewed, in days.
alter table apple_settings add column identity_days integer not null default 730;
alter table apple_settings add column renew_days integer not null default 60;
