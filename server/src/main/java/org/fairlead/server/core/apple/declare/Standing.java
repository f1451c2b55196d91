package org.fairlead.server.core.apple.declare;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a declaration stands on a phone by what it reports; the reason is there for a refusal. */
public record Standing(State state, @Nullable String reason) {
    private static final int MAX_REASON = 300;

    /** On its way, in effect, or refused. */
    public enum State {
        WAITING,
        APPLIED,
        REFUSED
    }

    /** How the configurations with these identifiers stand together: the worst of them. */
    public static Standing of(DeclareStore.Known known, DeclarationSet set, List<String> identifiers) {
        Standing worst = new Standing(State.APPLIED, null);
        for (String identifier : identifiers) {
            Declaration wanted = set.find("configuration/" + identifier).orElse(null);
            if (wanted != null) {
                Standing one = of(known.status(), wanted);
                worst = one.state() == State.REFUSED || worst.state() == State.APPLIED ? one : worst;
            }
        }
        return worst;
    }

    private static Standing of(Map<String, @Nullable Object> status, Declaration wanted) {
        if (StatusReport.at(status, "management.declarations.configurations") instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof Map<?, ?> reported
                        && wanted.identifier().equals(reported.get("identifier"))
                        && wanted.serverToken().equals(reported.get("server-token"))) {
                    return of(reported);
                }
            }
        }
        return new Standing(State.WAITING, null);
    }

    private static Standing of(Map<?, ?> reported) {
        if ("invalid".equals(reported.get("valid"))) {
            return new Standing(State.REFUSED, reason(reported.get("reasons")));
        }
        return new Standing(Boolean.TRUE.equals(reported.get("active")) ? State.APPLIED : State.WAITING, null);
    }

    private static String reason(@Nullable Object reasons) {
        if (reasons instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof Map<?, ?> first) {
            Object words = first.get("description") == null ? first.get("code") : first.get("description");
            String text = String.valueOf(words).replaceAll("\\p{Cntrl}", " ").strip();
            return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
        }
        return "the phone gave no reason";
    }
}
