alter table device_state add column silent_told boolean not null default false;
