package org.fairlead.server.core.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.AccessDenied;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgViews;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private final FleetFixture fleet = new FleetFixture();
    private final Views views = new Views(fleet.unit, new PgViews(fleet.workspace), fleet.audit);
    private final Caller anna = FleetFixture.anyone();
    private final Caller boris = FleetFixture.scoped(List.of(fleet.tree().root()), Right.VIEW);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void oneSeesTheOwnViewsAndThoseThatOthersShare() {
        SavedView own = views.create(boris, "devices", "critical", "status=critical", false);
        SavedView shared = views.create(anna, "events", "all", "level=failure", true);
        views.create(anna, "devices", "private", "tag=x", false);
        assertThat(views.list(boris)).containsExactly(own, shared);
    }

    @Test
    void oneDeletesTheOwnViewsAndOnlyAnAdministratorThoseOfOthers() {
        SavedView own = views.create(boris, "devices", "mine", "", true);
        SavedView secret = views.create(boris, "devices", "secret", "", false);
        SavedView shared = views.create(anna, "devices", "theirs", "", true);
        SavedView hidden = views.create(anna, "devices", "hidden", "", false);
        assertThatThrownBy(() -> views.delete(boris, shared.id())).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> views.delete(boris, hidden.id())).isInstanceOf(Problem.NotFound.class);
        assertThatThrownBy(() -> views.delete(anna, secret.id())).isInstanceOf(Problem.NotFound.class);
        views.delete(anna, own.id());
        views.delete(boris, secret.id());
        assertThat(views.list(boris)).containsExactly(shared);
    }

    @Test
    void viewsAreCheckedAtTheirLimits() {
        views.create(boris, "devices", "n".repeat(100), "q".repeat(2_000), false);
        assertThatThrownBy(() -> views.create(boris, "devices", "n".repeat(101), "", false))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> views.create(boris, "devices", " ", "", false)).isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> views.create(boris, "devices", "n", "q".repeat(2_001), false))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> views.create(boris, "audit", "n", "", false)).isInstanceOf(Problem.Invalid.class);
        for (int i = 1; i < Views.MAX_OWN; i++) {
            views.create(boris, "events", "v" + i, "", false);
        }
        assertThatThrownBy(() -> views.create(boris, "events", "more", "", false))
                .isInstanceOf(Problem.Conflict.class);
    }
}
