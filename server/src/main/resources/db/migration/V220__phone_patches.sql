-- How old a phone's security patches are, and whether it names all of its apps or only those that the company manages.
alter table device_health
  add column security_patch date,
  add column apps_partial boolean not null default false;
update device_health set due = true;
