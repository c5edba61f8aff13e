package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.RuleFinding;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import java.util.regex.Pattern;

/** Findings about text that cannot be read, as both forms of the domain file make them. Holds no state. */
public final class DomainSyntax {
    public static final String DOMAIN_RFC = "RFC 7597 section 7";
    public static final String RULE_RFC = "RFC 7597 section 5";

    public static final String DEFAULT_NAME = "domain";

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final Pattern NAME = Pattern.compile("[!-~]{1,63}");
    private static final int MAX_VALUE_CHARS = 120;

    private DomainSyntax() {}

    /** The text without U+FEFF at its beginning, which some editors write. */
    public static String withoutByteOrderMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Whether a domain can have the name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** What fields begin with where there are several domains. */
    public static String title(String name) {
        return (isName(name) ? name : JsonText.shorten(name)) + ": ";
    }

    public static RuleFinding error(String field, String value, String message, String rfc) {
        return new RuleFinding(RuleFinding.SYNTAX, RuleFinding.Severity.ERROR, field, value, message, rfc);
    }

    public static RuleFinding warning(String field, String value, String message, String rfc) {
        return new RuleFinding(RuleFinding.SYNTAX, RuleFinding.Severity.WARNING, field, value, message, rfc);
    }

    public static RuleFinding info(String field, String value, String message, String rfc) {
        return new RuleFinding(RuleFinding.SYNTAX, RuleFinding.Severity.INFO, field, value, message, rfc);
    }

    /** The finding with a value that is short and visible, so that it prints on one line. */
    static RuleFinding onOneLine(RuleFinding finding) {
        String value = finding.value();
        if (value.length() <= MAX_VALUE_CHARS && value.codePoints().allMatch(c -> c == ' ' || JsonText.isPlain(c))) {
            return finding;
        }
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return new RuleFinding(
                finding.id(),
                finding.severity(),
                finding.field(),
                quoted ? JsonText.quote(value.substring(1, value.length() - 1)) : JsonText.shorten(value),
                finding.message(),
                finding.rfc());
    }

    /** The value as a message shows it, in bounded length. */
    public static String shown(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> "{...}";
            case ARRAY -> "[...]";
            default -> value.shortText();
        };
    }
}
