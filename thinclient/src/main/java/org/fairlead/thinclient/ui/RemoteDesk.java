package org.fairlead.thinclient.ui;

import java.util.ArrayList;
import java.util.List;
import javax.swing.SwingUtilities;
import org.fairlead.thinclient.remote.Invitation;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.remote.Sharing;
import org.jspecify.annotations.Nullable;

/** What the screens know of remote management now. Event thread only. */
final class RemoteDesk {
    private final RemoteManagement management;
    private final List<Runnable> watchers = new ArrayList<>();
    private @Nullable Sharing sharing;
    private @Nullable Invitation invitation;

    RemoteDesk(RemoteManagement management) {
        this.management = management;
    }

    /** Begins to hear of changes. */
    void start() {
        management.listen(now -> SwingUtilities.invokeLater(() -> {
            sharing = now;
            changed();
        }));
        management.listenInvitation(now -> SwingUtilities.invokeLater(() -> {
            invitation = now;
            changed();
        }));
    }

    private void changed() {
        List.copyOf(watchers).forEach(Runnable::run);
    }

    /** Called at each change until {@link #forget}. */
    void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    void forget(Runnable watcher) {
        watchers.remove(watcher);
    }

    RemoteManagement management() {
        return management;
    }

    @Nullable
    Sharing sharing() {
        return sharing;
    }

    @Nullable
    Invitation invitation() {
        return invitation;
    }
}
