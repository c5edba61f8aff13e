package io.softwire46.mape.provision;

import io.softwire46.mape.map.RuleFinding;
import java.util.List;

/** Findings about text that cannot be read, as both forms of the domain file make them. Holds no state. */
final class DomainSyntax {
    static final String DOMAIN_RFC = "RFC 7597 section 7";
    static final String RULE_RFC = "RFC 7597 section 5";

    private DomainSyntax() {}

    static RuleFinding error(String field, String value, String message, String rfc) {
        return new RuleFinding(RuleFinding.SYNTAX, RuleFinding.Severity.ERROR, field, value, message, rfc);
    }

    /** What was meant by an unknown name, or else all that could be. */
    static String remedy(String name, List<String> known) {
        String suggestion = JsonText.suggestion(name, known);
        return suggestion.isEmpty() ? "; known are " + String.join(", ", known) : suggestion;
    }

    /** The value as a message shows it, in bounded length. */
    static String shown(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> "{...}";
            case ARRAY -> "[...]";
            default -> value.shortText();
        };
    }
}
