package org.fairlead.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Copies whole tables out of and into PostgreSQL, parents before children. */
public final class PgTransfer {
    private PgTransfer() {}

    /** What an import must know before the first row: schema, order of tables, partitions. */
    public record Plan(List<String> migrations, Map<String, List<String>> tables, List<Partition> partitions) {}

    /** A partition as its parent has it. */
    public record Partition(String name, String parent, String bounds) {}

    /** Takes the tables one by one, each as COPY text. */
    @FunctionalInterface
    public interface Sink {
        OutputStream table(String name) throws IOException;
    }

    /** Gives the content of the next table of the plan. */
    @FunctionalInterface
    public interface Source {
        InputStream table(String name) throws IOException;
    }

    /** Writes all tables as they are at one moment. */
    public static void export(Database database, java.util.function.Consumer<Plan> first, Sink sink) {
        database.read(handle -> {
            handle.execute("set transaction isolation level repeatable read");
            Plan plan = plan(handle);
            first.accept(plan);
            plan.tables.forEach((table, columns) -> {
                try (OutputStream out = sink.table(table)) {
                    copy(handle)
                            .copyOut("copy (select " + list(columns) + " from " + quote(table) + ") to stdout", out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (SQLException e) {
                    throw new StoreError("cannot read the table " + table + ": " + e.getMessage(), e);
                }
            });
            return true;
        });
    }

    /** Whether nothing but the schema is there. */
    public static boolean isEmpty(Database database) {
        return database.<Integer>read(handle -> handle.createQuery("select count(*) from workspace")
                        .mapTo(Integer.class)
                        .one())
                == 0;
    }

    /** Reads all tables in one transaction, or nothing. */
    public static void importAll(Database database, Plan given, Source source) {
        database.tx(handle -> {
            Plan own = plan(handle);
            if (!own.migrations.equals(given.migrations)) {
                throw new StoreError(
                        "the file was written by another version of Fairlead (schema " + last(given.migrations)
                                + ", this is " + last(own.migrations) + "), import it with that version");
            }
            for (Partition partition : given.partitions) {
                if (!partition.bounds.matches(
                        "(FOR VALUES FROM \\('[^';]*'\\) TO \\('[^';]*'\\)|DEFAULT|FOR VALUES IN \\([^;]*\\))")) {
                    throw new StoreError("the file describes a partition that is not understood: " + partition.name);
                }
                handle.execute("create table if not exists " + quote(partition.name) + " partition of "
                        + quote(partition.parent) + " " + partition.bounds);
            }
            if (!own.tables.keySet().equals(given.tables.keySet())) {
                throw new StoreError("the file holds other tables than this version of Fairlead has");
            }
            for (String table : given.tables.keySet()) {
                handle.execute("delete from " + quote(table));
            }
            given.tables.forEach((table, columns) -> {
                if (!new LinkedHashSet<>(own.tables.getOrDefault(table, List.of()))
                        .equals(new LinkedHashSet<>(columns))) {
                    throw new StoreError("the file holds other columns of the table " + table);
                }
                try (InputStream in = source.table(table)) {
                    copy(handle).copyIn("copy " + quote(table) + " (" + list(columns) + ") from stdin", in);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } catch (SQLException e) {
                    throw new StoreError("cannot write the table " + table + ": " + e.getMessage(), e);
                }
            });
            return true;
        });
    }

    private static org.postgresql.copy.CopyManager copy(Handle handle) throws SQLException {
        return handle.getConnection().unwrap(PGConnection.class).getCopyAPI();
    }

    private static Plan plan(Handle handle) {
        List<String> migrations = handle.createQuery(
                        "select version from flyway_schema_history where success and version is not null order by 1")
                .mapTo(String.class)
                .list();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        handle.createQuery("""
                        select c.relname as table_name, a.attname as column_name
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
                          and not c.relispartition and c.relname <> 'flyway_schema_history'
                          and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                        order by c.relname, a.attnum""")
                .map((row, context) -> List.of(row.getString("table_name"), row.getString("column_name")))
                .list()
                .forEach(pair -> columns.computeIfAbsent(pair.getFirst(), t -> new ArrayList<>())
                        .add(pair.getLast()));
        Map<String, Set<String>> parents = new LinkedHashMap<>();
        handle.createQuery("""
                        select conrelid::regclass::text as child, confrelid::regclass::text as parent
                        from pg_constraint where contype = 'f' and conrelid <> confrelid""")
                .map((row, context) -> List.of(row.getString("child"), row.getString("parent")))
                .list()
                .forEach(pair -> parents.computeIfAbsent(pair.getFirst(), t -> new LinkedHashSet<>())
                        .add(pair.getLast()));
        Map<String, List<String>> ordered = new LinkedHashMap<>();
        columns.keySet().forEach(table -> visit(table, columns, parents, ordered, null));
        List<Partition> partitions = handle.createQuery("""
                        select c.relname as name, p.relname as parent, pg_get_expr(c.relpartbound, c.oid) as bounds
                        from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
                        where p.relkind = 'p' and c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1""")
                .map((row, context) ->
                        new Partition(row.getString("name"), row.getString("parent"), row.getString("bounds")))
                .list();
        return new Plan(migrations, ordered, partitions);
    }

    private static void visit(
            String table,
            Map<String, List<String>> columns,
            Map<String, Set<String>> parents,
            Map<String, List<String>> ordered,
            @Nullable String child) {
        List<String> own = columns.get(table);
        if (own == null || ordered.containsKey(table) || table.equals(child)) {
            return;
        }
        for (String parent : parents.getOrDefault(table, Set.of())) {
            visit(parent, columns, parents, ordered, table);
        }
        ordered.put(table, List.copyOf(own));
    }

    private static String list(List<String> columns) {
        return String.join(", ", columns.stream().map(PgTransfer::quote).toList());
    }

    private static String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String last(List<String> versions) {
        return versions.isEmpty() ? "none" : versions.getLast();
    }
}
