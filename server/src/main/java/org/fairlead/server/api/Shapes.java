package org.fairlead.server.api;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the records of the API as JSON. A record component without {@code @Nullable} must be there; an unknown
 * one is refused; an enum goes by its wire name; an instant is an ISO 8601 string.
 */
public final class Shapes {
    private static final int MAX_DEPTH = 32;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(40)
                            .maxNameLength(256)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
            .annotationIntrospector(new WireNames())
            .build();

    /** The name of an enum constant on the wire. */
    public static String wire(Enum<?> constant) {
        return constant instanceof Wire wire
                ? wire.wire()
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public byte[] write(Object value) {
        return mapper.writeValueAsBytes(value);
    }

    public String print(Object value) {
        return mapper.writeValueAsString(value);
    }

    /** Reads a body; throws {@link Problem.BadRequest} or {@link Problem.Invalid} with what is wrong and where. */
    public <T> T read(byte[] body, Class<T> type) {
        T value;
        try {
            value = mapper.readValue(body, type);
        } catch (UnrecognizedPropertyException e) {
            throw new Problem.BadRequest("unknown-field", "unknown field \"" + path(e) + "\"");
        } catch (InvalidFormatException e) {
            throw new Problem.Invalid(path(e), "must be " + expected(e.getTargetType()));
        } catch (MismatchedInputException e) {
            throw path(e).isEmpty()
                    ? new Problem.BadRequest("the body must be a JSON object")
                    : new Problem.Invalid(path(e), "must be " + expected(e.getTargetType()));
        } catch (JacksonException e) {
            throw new Problem.BadRequest("the body is not JSON: " + e.getOriginalMessage());
        }
        if (value == null) {
            throw new Problem.BadRequest("the body must be a JSON object");
        }
        Map<String, String> missing = new LinkedHashMap<>();
        require("", value, missing);
        if (!missing.isEmpty()) {
            throw new Problem.Invalid(missing);
        }
        return value;
    }

    /** Whether a record component may be absent. */
    static boolean optional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                || ((AnnotatedElement) component).isAnnotationPresent(Nullable.class);
    }

    private static void require(String prefix, Object value, Map<String, String> missing) {
        if (value instanceof Collection<?> list) {
            int index = 0;
            for (Object item : list) {
                if (item == null) {
                    missing.put(prefix + index, "must not be null");
                } else {
                    require(prefix + index + ".", item, missing);
                }
                index++;
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object inner = get(component, value);
                if (inner != null) {
                    if (!(inner instanceof Map<?, ?>)) {
                        require(prefix + component.getName() + ".", inner, missing);
                    }
                } else if (!optional(component)) {
                    missing.put(prefix + component.getName(), "is missing");
                }
            }
        }
    }

    private static @Nullable Object get(RecordComponent component, Object value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String path(DatabindException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (!path.isEmpty()) {
                path.append('.');
            }
            path.append(step.getPropertyName() != null ? step.getPropertyName() : String.valueOf(step.getIndex()));
        }
        return path.toString();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            StringBuilder names = new StringBuilder("one of");
            for (Object constant : type.getEnumConstants()) {
                names.append(' ').append(wire((Enum<?>) constant));
            }
            return names.toString();
        }
        return switch (type.getSimpleName()) {
            case "int", "long", "Integer", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "String" -> "a string";
            case "UUID" -> "an identifier";
            case "Instant" -> "a time such as 2026-01-31T12:00:00Z";
            case "List" -> "a list";
            default -> "an object";
        };
    }

    /** Gives enums their wire names. */
    private static final class WireNames extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] constants, String[] names) {
            for (int i = 0; i < constants.length; i++) {
                names[i] = wire(constants[i]);
            }
            return names;
        }
    }
}
