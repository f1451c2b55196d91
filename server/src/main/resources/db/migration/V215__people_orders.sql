-- Orders of the list of people other than by name.
create index person_by_mail on person (workspace_id, lower(mail), id);
create index person_by_age on person (workspace_id, created_at, id);
