package org.fairlead.server.core.people;

import java.util.Map;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.rule.NamePattern;

/**
 * Who belongs to a group by rule: everybody who fits all parts that are not empty. In a part, * stands for any characters
 * and ? for one; letter case does not count.
 */
public record PersonRule(String name, String mail, String comment, String locale) {
    private static final int MAX = 200;

    /** Throws {@link Problem.Invalid} when a part is too long or no part says anything. */
    public PersonRule checked() {
        for (Map.Entry<String, String> part : Map.of(
                        "rule.name", name, "rule.mail", mail, "rule.comment", comment, "rule.locale", locale)
                .entrySet()) {
            if (part.getValue().length() > MAX) {
                throw new Problem.Invalid(part.getKey(), "at most " + MAX + " characters");
            }
        }
        if ((name + mail + comment + locale).isBlank()) {
            throw new Problem.Invalid("rule", "must say something of the people that belong to the group");
        }
        return new PersonRule(name.strip(), mail.strip(), comment.strip(), locale.strip());
    }

    public boolean fits(Person person) {
        return fits(name, person.name())
                && fits(mail, person.mail())
                && fits(comment, person.comment())
                && (locale.isEmpty() || locale.equalsIgnoreCase(person.locale()));
    }

    private static boolean fits(String pattern, String text) {
        return pattern.isEmpty() || NamePattern.of(pattern).matches(text);
    }
}
