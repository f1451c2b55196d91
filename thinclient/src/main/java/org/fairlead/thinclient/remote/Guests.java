package org.fairlead.thinclient.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.host.RdpConnection;
import org.jspecify.annotations.Nullable;

/** The administrators' clients that know the password, what each sees and where its input goes. Any thread. */
final class Guests {
    record Guest(Visitor visitor, RdpConnection connection, Stage stage, Player player) {}

    private final Map<RdpConnection, Guest> guests = new ConcurrentHashMap<>();
    private final Screens screens;
    private final BiFunction<Scene, Visitor, Page> pages;

    Guests(Screens screens, BiFunction<Scene, Visitor, Page> pages) {
        this.screens = screens;
        this.pages = pages;
    }

    /** Who comes back by this connection in place of the one that it resumes; null when it is somebody new. */
    @Nullable
    Visitor returning(RdpConnection connection) {
        RdpConnection earlier = connection.resumes();
        Guest away = earlier == null ? null : guests.remove(earlier);
        return away == null ? null : away.visitor();
    }

    /** Lets a client see pages. */
    void welcome(RdpConnection connection, Visitor visitor) {
        Screens.Size size = screens.size();
        Stage stage = new Stage(
                screens::open, scene -> pages.apply(scene, visitor), screens::yieldToUser, size.width(), size.height());
        guests.put(connection, new Guest(visitor, connection, stage, new Player(screens::keyboard)));
        connection.show(stage);
    }

    @Nullable
    Guest find(RdpConnection connection) {
        return guests.get(connection);
    }

    /** Whether it was here until now. */
    boolean remove(Guest guest) {
        return guests.remove(guest.connection(), guest);
    }

    /** Input goes to the screen only while it is shown. */
    void show(String id, Scene scene) {
        each(id, guest -> {
            if (scene != Scene.SCREEN) {
                guest.player().close();
            }
            guest.stage().show(scene);
            if (scene == Scene.SCREEN) {
                guest.player().open();
            }
        });
    }

    /** The words of the page may be others now. */
    void refresh(String id) {
        each(id, guest -> guest.stage().refresh());
    }

    void logOn(String id) {
        each(id, guest -> guest.connection().logOn());
    }

    void dismiss(String id, ErrorInfo reason) {
        each(id, guest -> guest.connection().close(reason));
    }

    private void each(String id, Consumer<Guest> action) {
        for (Guest guest : guests.values()) {
            if (guest.visitor().id().equals(id)) {
                action.accept(guest);
            }
        }
    }
}
