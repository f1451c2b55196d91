package org.fairlead.server.core.group;

/** Gives the tree of groups as it stands. */
public interface Groups {
    GroupTree tree();
}
