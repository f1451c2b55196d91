-- Security profiles: policies for phones whose scope is people. A device keeps the profiles that are assigned to its owner
-- (identifiers in order, with commas), and each group has desired settings for every such combination that its phones have.
alter table device add column profiles text not null default '';
alter table group_desired add column profiles text not null default '';
alter table group_desired drop constraint group_desired_pkey;
alter table group_desired add primary key (workspace_id, group_id, platform, profiles);
drop index policy_active;
create unique index policy_active on policy (workspace_id, group_id, platform, status)
  where status in ('active', 'out-of-office') and platform <> 'phone';
