package org.fairlead.server.core.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;

/** Administrators and what is bound to them. */
public interface AdministratorStore {
    /** Waits for other changes of who may administer, so that two of them cannot together remove the last one. */
    void lock(Tx tx);

    boolean isEmpty(Tx tx);

    Optional<Administrator> find(Tx tx, UUID id);

    Optional<Administrator> findByLogin(Tx tx, String login);

    /** In the order of logins, after the given one. */
    List<Administrator> list(Tx tx, String afterLogin, int limit);

    long count(Tx tx);

    void insert(Tx tx, Administrator administrator);

    void update(Tx tx, Administrator administrator);

    void delete(Tx tx, UUID id);

    List<Binding> bindings(Tx tx, UUID administrator);

    void replaceBindings(Tx tx, UUID administrator, List<Binding> bindings);

    /** The rights behind the bindings. */
    List<Grant> grants(Tx tx, UUID administrator);

    /** How many enabled administrators have the right everywhere. */
    int countEverywhere(Tx tx, Right right);
}
