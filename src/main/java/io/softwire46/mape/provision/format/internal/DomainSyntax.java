package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.json.JsonValue;
import java.util.regex.Pattern;

/** Findings about malformed text, and names of domains, for all readers. Static methods only. */
public final class DomainSyntax {
    public static final String DOMAIN_RFC = "RFC 7597 section 7";
    public static final String RULE_RFC = "RFC 7597 section 5";

    public static final String DEFAULT_NAME = "domain";

    /** Maximum length of the name of a domain, in characters. */
    public static final int MAX_NAME = 63;

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final Pattern NAME = Pattern.compile("[!-~]{1,63}");

    private DomainSyntax() {}

    /** Returns the text without a byte order mark, U+FEFF, at its beginning. */
    public static String withoutByteOrderMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Returns whether a name is valid for a domain. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns the name of a domain for findings. */
    public static String shownName(String name) {
        return isName(name) ? name : JsonText.shorten(name);
    }

    public static Finding error(String field, String value, String message, String rfc) {
        return error(FieldPath.of(field), value, message, rfc);
    }

    public static Finding error(FieldPath path, String value, String message, String rfc) {
        return new Finding(FindingId.SYNTAX, Finding.Severity.ERROR, path, value, message, rfc);
    }

    public static Finding warning(String field, String value, String message, String rfc) {
        return warning(FieldPath.of(field), value, message, rfc);
    }

    public static Finding warning(FieldPath path, String value, String message, String rfc) {
        return new Finding(FindingId.SYNTAX, Finding.Severity.WARNING, path, value, message, rfc);
    }

    public static Finding info(String field, String value, String message, String rfc) {
        return info(FieldPath.of(field), value, message, rfc);
    }

    public static Finding info(FieldPath path, String value, String message, String rfc) {
        return new Finding(FindingId.SYNTAX, Finding.Severity.INFO, path, value, message, rfc);
    }

    /** Returns a value for messages, in bounded length. */
    public static String shown(JsonValue value) {
        return switch (value.kind()) {
            case OBJECT -> "{...}";
            case ARRAY -> "[...]";
            default -> value.shortText();
        };
    }
}
