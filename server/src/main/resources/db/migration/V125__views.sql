create index view_by_owner on saved_view (workspace_id, administrator_id);
