package org.fairlead.server.core.apple.declare;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fairlead.server.core.apple.Digests;
import org.fairlead.server.core.apple.declare.Declaration.Kind;
import org.jspecify.annotations.Nullable;

/** All declarations of one phone; no two have the same identifier. */
public record DeclarationSet(List<Declaration> declarations) {
    public DeclarationSet {
        declarations = List.copyOf(declarations);
        Set<String> identifiers = new HashSet<>();
        for (Declaration declaration : declarations) {
            if (!identifiers.add(declaration.identifier())) {
                throw new IllegalArgumentException("two declarations are called " + declaration.identifier());
            }
        }
    }

    /** Changes whenever a declaration comes, goes or changes; the order of the declarations does not count. */
    public String token() {
        List<String> tokens = new ArrayList<>();
        declarations.forEach(d -> tokens.add(d.kind().path() + " " + d.identifier() + " " + d.serverToken()));
        tokens.sort(null);
        return Digests.sha256(String.join("\n", tokens));
    }

    /** The answer to the endpoint tokens. */
    public Map<String, @Nullable Object> tokens(Instant since) {
        Map<String, @Nullable Object> tokens = new LinkedHashMap<>();
        tokens.put("DeclarationsToken", token());
        tokens.put("Timestamp", since.truncatedTo(ChronoUnit.SECONDS).toString());
        return Map.of("SyncTokens", tokens);
    }

    /** The answer to the endpoint declaration-items. */
    public Map<String, @Nullable Object> items() {
        Map<String, @Nullable Object> kinds = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            List<Map<String, String>> items = new ArrayList<>();
            declarations.stream()
                    .filter(d -> d.kind() == kind)
                    .forEach(d -> items.add(Map.of("Identifier", d.identifier(), "ServerToken", d.serverToken())));
            kinds.put(kind.items(), items);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("Declarations", kinds);
        answer.put("DeclarationsToken", token());
        return answer;
    }

    /** The declaration behind an address such as configuration/ID. */
    public Optional<Declaration> find(String path) {
        return declarations.stream()
                .filter(d -> path.equals(d.kind().path() + "/" + d.identifier()))
                .findFirst();
    }
}
