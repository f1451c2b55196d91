-- Invitations whose phone has been connected but has not worked yet; few at any moment.
create index invitation_connected on invitation (workspace_id) where reached = 6;
