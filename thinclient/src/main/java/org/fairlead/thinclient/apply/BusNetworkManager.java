package org.fairlead.thinclient.apply;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/**
 * NetworkManager on the system bus. Passwords travel in messages, never on a command line. Each call opens a connection
 * to the bus of its own.
 */
public final class BusNetworkManager implements NetworkManager {
    private static final java.util.logging.Logger LIBRARY = java.util.logging.Logger.getLogger("org.freedesktop.dbus");
    private static final String SERVICE = "org.freedesktop.NetworkManager";
    private static final String ROOT = "/org/freedesktop/NetworkManager";
    private static final String SETTINGS = ROOT + "/Settings";
    private static final String DEVICE = "org.freedesktop.NetworkManager.Device";
    private static final int ETHERNET = 1;
    private static final int VETH = 20;
    private static final int WIFI = 2;

    public BusNetworkManager() {
        LIBRARY.setLevel(java.util.logging.Level.WARNING);
    }

    /** Connections and adapters. */
    @DBusInterfaceName("org.freedesktop.NetworkManager")
    public interface Manager extends DBusInterface {
        List<DBusPath> GetDevices();

        DBusPath ActivateConnection(DBusPath connection, DBusPath device, DBusPath specific);
    }

    /** The kept connections. */
    @DBusInterfaceName("org.freedesktop.NetworkManager.Settings")
    public interface Settings extends DBusInterface {
        List<DBusPath> ListConnections();

        DBusPath AddConnection(Map<String, Map<String, Variant<?>>> connection);
    }

    /** One kept connection. */
    @DBusInterfaceName("org.freedesktop.NetworkManager.Settings.Connection")
    public interface Connection extends DBusInterface {
        Map<String, Map<String, Variant<?>>> GetSettings();

        void Update(Map<String, Map<String, Variant<?>>> properties);

        void Delete();
    }

    private interface Work<T> {
        T on(DBusConnection bus) throws DBusException;
    }

    @Override
    public List<Adapter> adapters() throws IOException {
        return onBus(bus -> {
            List<Adapter> adapters = new ArrayList<>();
            int managed = 0;
            for (DBusPath path :
                    bus.getRemoteObject(SERVICE, ROOT, Manager.class).GetDevices()) {
                Properties properties = bus.getRemoteObject(SERVICE, path.getPath(), Properties.class);
                Adapter adapter = new Adapter(path.getPath(), kind(properties.Get(DEVICE, "DeviceType")));
                if (Boolean.TRUE.equals(plain(properties.Get(DEVICE, "Managed")))) {
                    adapters.add(managed++, adapter);
                } else {
                    adapters.add(adapter);
                }
            }
            return List.copyOf(adapters);
        });
    }

    @Override
    public boolean has(String id) throws IOException {
        return onBus(bus -> find(bus, id).isPresent());
    }

    @Override
    public void activate(String id, Map<String, Map<String, Object>> settings, Adapter adapter) throws IOException {
        onBus(bus -> {
            Map<String, Map<String, Variant<?>>> wanted = new LinkedHashMap<>();
            settings.forEach((section, values) -> wanted.put(section, variants(values)));
            Map<String, Variant<?>> head = wanted.computeIfAbsent("connection", k -> new LinkedHashMap<>());
            head.put("id", new Variant<>(id));
            Optional<Kept> old = find(bus, id);
            DBusPath path;
            if (old.isPresent()) {
                head.put("uuid", old.get().uuid());
                old.get().connection().Update(wanted);
                path = old.get().path();
            } else {
                path = bus.getRemoteObject(SERVICE, SETTINGS, Settings.class).AddConnection(wanted);
            }
            return bus.getRemoteObject(SERVICE, ROOT, Manager.class)
                    .ActivateConnection(path, new DBusPath(adapter.path()), new DBusPath("/"));
        });
    }

    @Override
    public void forget(String id) throws IOException {
        onBus(bus -> {
            find(bus, id).ifPresent(kept -> kept.connection().Delete());
            return id;
        });
    }

    private record Kept(DBusPath path, Connection connection, Variant<?> uuid) {}

    private static Optional<Kept> find(DBusConnection bus, String id) throws DBusException {
        for (DBusPath path :
                bus.getRemoteObject(SERVICE, SETTINGS, Settings.class).ListConnections()) {
            Connection connection = bus.getRemoteObject(SERVICE, path.getPath(), Connection.class);
            Map<String, Variant<?>> head = connection.GetSettings().getOrDefault("connection", Map.of());
            Variant<?> name = head.get("id");
            Variant<?> uuid = head.get("uuid");
            if (name != null && uuid != null && id.equals(name.getValue())) {
                return Optional.of(new Kept(path, connection, uuid));
            }
        }
        return Optional.empty();
    }

    private static <T> T onBus(Work<T> work) throws IOException {
        DBusConnection bus;
        try {
            bus = DBusConnectionBuilder.forSystemBus().withShared(false).build();
        } catch (DBusException | RuntimeException e) {
            throw new Absent(e);
        }
        try (bus) {
            return work.on(bus);
        } catch (DBusExecutionException e) {
            throw failure(e);
        } catch (DBusException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static IOException failure(DBusExecutionException e) {
        String type = String.valueOf(e.getType());
        boolean absent = type.endsWith(".ServiceUnknown") || type.endsWith(".NameHasNoOwner");
        return absent ? new Absent(e) : new IOException(e.getMessage(), e);
    }

    private static Kind kind(Object type) {
        return switch (plain(type) instanceof UInt32 number ? number.intValue() : 0) {
            case ETHERNET, VETH -> Kind.WIRED;
            case WIFI -> Kind.WIFI;
            default -> Kind.OTHER;
        };
    }

    private static Object plain(Object value) {
        return value instanceof Variant<?> variant ? variant.getValue() : value;
    }

    private static Map<String, Variant<?>> variants(Map<String, Object> values) {
        Map<String, Variant<?>> variants = new LinkedHashMap<>();
        values.forEach((name, value) -> variants.put(name, variant(value)));
        return variants;
    }

    private static Variant<?> variant(Object value) {
        return switch (value) {
            case Integer number -> new Variant<>(new UInt32(Integer.toUnsignedLong(number)));
            case byte[] bytes -> new Variant<>(bytes, "ay");
            case int[] numbers ->
                new Variant<>(
                        Arrays.stream(numbers)
                                .mapToObj(n -> new UInt32(Integer.toUnsignedLong(n)))
                                .toList(),
                        "au");
            case List<?> list
            when !list.isEmpty() && list.getFirst() instanceof Map<?, ?> ->
                new Variant<>(list.stream().map(BusNetworkManager::named).toList(), "aa{sv}");
            case List<?> texts -> new Variant<>(texts, "as");
            default -> new Variant<>(value);
        };
    }

    private static Map<String, Variant<?>> named(Object map) {
        Map<String, Variant<?>> variants = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> values) {
            values.forEach((name, value) -> variants.put(String.valueOf(name), variant(value)));
        }
        return variants;
    }
}
