package org.fairlead.server.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API as a value: method, path below /api/v1, shapes, access rule, handler. It is built in steps; a
 * route without an access rule does not compile.
 */
public final class Route<I, O> {
    /** The methods in use; everything but GET changes something. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    private static final Pattern PATH = Pattern.compile("(/([a-z0-9.-]+|\\{[a-zA-Z]+}))+");

    private final Method method;
    private final String path;
    private final Class<I> input;
    private final Type output;
    private final long maxBody;
    private final Access access;
    private final String summary;
    private final Function<Call<I>, @Nullable O> handler;

    private Route(Draft<I, O> draft, Access access, String summary, Function<Call<I>, @Nullable O> handler) {
        this.method = draft.method;
        this.path = draft.path;
        this.input = draft.input;
        this.output = draft.output;
        this.maxBody = draft.maxBody;
        this.access = access;
        this.summary = summary;
        this.handler = handler;
    }

    public static <O> Draft<Void, O> get(String path, Class<O> output) {
        return new Draft<>(Method.GET, path, Void.class, output);
    }

    /** A list in parts. */
    public static <T> Draft<Void, Page<T>> page(String path, Class<T> item) {
        return new Draft<>(Method.GET, path, Void.class, new Generic(Page.class, item));
    }

    /** A whole short list. */
    public static <T> Draft<Void, Items<T>> items(String path, Class<T> item) {
        return new Draft<>(Method.GET, path, Void.class, new Generic(Items.class, item));
    }

    /** A file. */
    public static Draft<Void, Download> download(String path) {
        return get(path, Download.class);
    }

    /** A change; {@code Void.class} stands for no body or no answer. */
    public static <I, O> Draft<I, O> post(String path, Class<I> input, Class<O> output) {
        return new Draft<>(Method.POST, path, input, output);
    }

    /** A file of at most so many bytes as the body. */
    public static <O> Draft<Upload, O> upload(String path, long maxBody, Class<O> output) {
        return new Draft<>(Method.PUT, path, Upload.class, output, maxBody);
    }

    public static <I, O> Draft<I, O> put(String path, Class<I> input, Class<O> output) {
        return new Draft<>(Method.PUT, path, input, output);
    }

    public static <I, O> Draft<I, O> patch(String path, Class<I> input, Class<O> output) {
        return new Draft<>(Method.PATCH, path, input, output);
    }

    public static Draft<Void, Void> delete(String path) {
        return new Draft<>(Method.DELETE, path, Void.class, Void.class);
    }

    public static <O> Draft<Void, O> delete(String path, Class<O> output) {
        return new Draft<>(Method.DELETE, path, Void.class, output);
    }

    public Method method() {
        return method;
    }

    public String path() {
        return path;
    }

    public Class<I> input() {
        return input;
    }

    /** Whether the body is a file. */
    public boolean takesFile() {
        return input == Upload.class;
    }

    /** The largest body, in bytes. */
    public long maxBody() {
        return maxBody;
    }

    public boolean hasInput() {
        return input != Void.class;
    }

    public Type output() {
        return output;
    }

    public Access access() {
        return access;
    }

    public String summary() {
        return summary;
    }

    @Nullable
    O handle(Call<I> call) {
        return handler.apply(call);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** A route that still lacks its access rule. */
    public static final class Draft<I, O> {
        private final Method method;
        private final String path;
        private final Class<I> input;
        private final Type output;
        private final long maxBody;

        private Draft(Method method, String path, Class<I> input, Type output) {
            this(method, path, input, output, Dispatcher.MAX_BODY);
        }

        private Draft(Method method, String path, Class<I> input, Type output, long maxBody) {
            if (!PATH.matcher(path).matches()) {
                throw new IllegalArgumentException("not a path: " + path);
            }
            this.method = method;
            this.path = path;
            this.input = input;
            this.output = output;
            this.maxBody = maxBody;
        }

        public Ruled<I, O> rule(Access access) {
            return new Ruled<>(this, access, "");
        }
    }

    /** A route that still lacks its handler. */
    public record Ruled<I, O>(Draft<I, O> draft, Access access, String text) {
        /** One sentence for the API description. */
        public Ruled<I, O> summary(String summary) {
            return new Ruled<>(draft, access, summary);
        }

        public Route<I, O> handle(Function<Call<I>, @Nullable O> handler) {
            return new Route<>(draft, access, text, handler);
        }

        /** For routes that answer with nothing (204). */
        public Route<I, O> run(Consumer<Call<I>> handler) {
            if (draft.output != Void.class) {
                throw new IllegalStateException(draft.path + " promises an answer");
            }
            return new Route<>(draft, access, text, call -> {
                handler.accept(call);
                return null;
            });
        }
    }

    private record Generic(Class<?> raw, Class<?> argument) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {argument};
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }
}
