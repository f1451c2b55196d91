package org.fairlead.server.api;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Describes routes as OpenAPI 3.1: paths from the declarations, schemas from the components of their records. */
public final class OpenApi {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-zA-Z]+)}");

    private final Map<String, Object> schemas = new TreeMap<>();
    private final Map<String, Class<?>> names = new LinkedHashMap<>();

    private OpenApi() {}

    /** The whole description as plain JSON values. */
    public static Map<String, Object> describe(Collection<Route<?, ?>> routes, String version) {
        OpenApi api = new OpenApi();
        Map<String, Object> paths = new TreeMap<>();
        for (Route<?, ?> route : routes) {
            @SuppressWarnings("unchecked")
            Map<String, Object> path =
                    (Map<String, Object>) paths.computeIfAbsent(route.path(), p -> new TreeMap<String, Object>());
            path.put(route.method().name().toLowerCase(Locale.ROOT), api.operation(route));
        }
        api.schemas.put("Problem", problem());
        return map(
                "openapi", "3.1.0",
                "info", map("title", "Fairlead console API", "version", version),
                "servers", List.of(map("url", ConsolePort.PREFIX)),
                "paths", paths,
                "components",
                        map(
                                "schemas",
                                api.schemas,
                                "securitySchemes",
                                map(
                                        "session", map("type", "apiKey", "in", "cookie", "name", Gate.COOKIE),
                                        "token", map("type", "http", "scheme", "bearer"))));
    }

    private Map<String, Object> operation(Route<?, ?> route) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", operationId(route));
        operation.put("summary", route.summary());
        operation.put("x-access", access(route.access()));
        operation.put("security", security(route.access()));
        List<Object> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(route.path());
        while (matcher.find()) {
            parameters.add(
                    map("name", matcher.group(1), "in", "path", "required", true, "schema", map("type", "string")));
        }
        if (route.output() instanceof ParameterizedType type && type.getRawType() == Page.class) {
            parameters.add(map(
                    "name",
                    "limit",
                    "in",
                    "query",
                    "schema",
                    map("type", "integer", "minimum", 1, "maximum", Call.MAX_LIMIT, "default", Call.DEFAULT_LIMIT)));
            parameters.add(map("name", "cursor", "in", "query", "schema", map("type", "string")));
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (route.takesFile()) {
            operation.put(
                    "requestBody",
                    map(
                            "required",
                            true,
                            "description",
                            "At most " + route.maxBody() + " bytes.",
                            "content",
                            map("application/octet-stream", map("schema", map("type", "string", "format", "binary")))));
        } else if (route.hasInput()) {
            operation.put(
                    "requestBody",
                    map(
                            "required",
                            true,
                            "content",
                            map("application/json", map("schema", schema(route.input(), null)))));
        }
        Map<String, Object> responses = new TreeMap<>();
        if (route.output() == Void.class) {
            responses.put("204", map("description", "Done."));
        } else if (route.output() == Download.class) {
            responses.put("200", map("description", "A file.", "content", map("*/*", map())));
        } else {
            responses.put(
                    "200",
                    map(
                            "description",
                            "Done.",
                            "content",
                            map("application/json", map("schema", schema(route.output(), null)))));
        }
        responses.put(
                "default",
                map(
                        "description",
                        "A problem (RFC 9457).",
                        "content",
                        map("application/problem+json", map("schema", reference("Problem")))));
        operation.put("responses", responses);
        return operation;
    }

    private Object schema(Type type, @Nullable AnnotatedType annotated) {
        Object plain = plain(type, annotated);
        boolean nullable = annotated != null && annotated.isAnnotationPresent(Nullable.class);
        return nullable ? map("anyOf", List.of(plain, map("type", "null"))) : plain;
    }

    private Object plain(Type type, @Nullable AnnotatedType annotated) {
        return switch (type) {
            case ParameterizedType generic -> generic(generic, annotated);
            case Class<?> raw -> named(raw);
            case WildcardType wildcard -> schema(wildcard.getUpperBounds()[0], null);
            case TypeVariable<?> variable -> map();
            default -> map();
        };
    }

    private Object generic(ParameterizedType type, @Nullable AnnotatedType annotated) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        Type last = arguments[arguments.length - 1];
        @Nullable
        AnnotatedType inner = annotated instanceof AnnotatedParameterizedType parameterized
                ? parameterized.getAnnotatedActualTypeArguments()[arguments.length - 1]
                : null;
        if (Collection.class.isAssignableFrom(raw)) {
            return map("type", "array", "items", schema(last, inner));
        }
        if (Map.class.isAssignableFrom(raw)) {
            return map("type", "object", "additionalProperties", schema(last, inner));
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        if (raw == Page.class) {
            properties.put("items", map("type", "array", "items", schema(last, null)));
            properties.put("next", map("type", List.of("string", "null")));
            properties.put("total", map("type", List.of("integer", "null")));
        } else if (raw == Items.class) {
            properties.put("items", map("type", "array", "items", schema(last, null)));
        }
        return map("type", "object", "required", List.copyOf(properties.keySet()), "properties", properties);
    }

    private Object named(Class<?> type) {
        if (type == String.class || type == char.class) {
            return map("type", "string");
        }
        if (type == UUID.class) {
            return map("type", "string", "format", "uuid");
        }
        if (type == Instant.class) {
            return map("type", "string", "format", "date-time");
        }
        if (type == boolean.class || type == Boolean.class) {
            return map("type", "boolean");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return map("type", "integer");
        }
        if (type == double.class || type == Double.class) {
            return map("type", "number");
        }
        if (type.isEnum()) {
            return map(
                    "type",
                    "string",
                    "enum",
                    Arrays.stream(type.getEnumConstants())
                            .map(c -> Shapes.wire((Enum<?>) c))
                            .toList());
        }
        if (type.isRecord()) {
            return record(type);
        }
        if (Map.class.isAssignableFrom(type)) {
            return map("type", "object");
        }
        return map();
    }

    private Object record(Class<?> type) {
        String name = type.getSimpleName();
        Class<?> holder = names.putIfAbsent(name, type);
        if (holder != null && holder != type) {
            Class<?> outer = type.getEnclosingClass();
            name = (outer == null ? type.getPackageName().replaceAll(".*\\.", "") : outer.getSimpleName()) + name;
            names.putIfAbsent(name, type);
        }
        if (!schemas.containsKey(name)) {
            Map<String, Object> properties = new LinkedHashMap<>();
            schemas.put(name, properties);
            List<String> required = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                properties.put(component.getName(), schema(component.getGenericType(), component.getAnnotatedType()));
                if (!Shapes.optional(component)) {
                    required.add(component.getName());
                }
            }
            schemas.put(name, map("type", "object", "required", required, "properties", properties));
        }
        return reference(name);
    }

    private static Map<String, Object> reference(String name) {
        return map("$ref", "#/components/schemas/" + name);
    }

    private static String operationId(Route<?, ?> route) {
        StringBuilder id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
        for (String part : route.path().replaceAll("[{}]", "").split("[/.-]")) {
            if (!part.isEmpty()) {
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private static String access(Access access) {
        return switch (access) {
            case Access.Anyone anyone -> "anyone";
            case Access.Machine machine -> "any program";
            case Access.Session session ->
                "session: "
                        + String.join(
                                ", ",
                                session.levels().stream()
                                        .map(Shapes::wire)
                                        .sorted()
                                        .toList());
            case Access.Rights rights ->
                "right: "
                        + String.join(
                                " or ",
                                rights.anyOf().stream()
                                        .map(Shapes::wire)
                                        .sorted()
                                        .toList());
            case Access.StepUp stepUp -> "right: " + stepUp.right().wire() + ", just confirmed";
        };
    }

    private static List<Object> security(Access access) {
        return switch (access) {
            case Access.Anyone anyone -> List.of();
            case Access.Machine machine -> List.of();
            case Access.Rights rights -> List.of(map("session", List.of()), map("token", List.of()));
            case Access.Session session -> List.of(map("session", List.of()));
            case Access.StepUp stepUp -> List.of(map("session", List.of()));
        };
    }

    private static Map<String, Object> problem() {
        return map(
                "type", "object",
                "required", List.of("type", "title", "status", "detail", "code"),
                "properties",
                        map(
                                "type", map("type", "string"),
                                "title", map("type", "string"),
                                "status", map("type", "integer"),
                                "detail", map("type", "string"),
                                "code", map("type", "string"),
                                "fields", map("type", "object", "additionalProperties", map("type", "string")),
                                "current", map()));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
