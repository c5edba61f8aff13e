package io.softwire46.mape.conformance.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A clause such as {@code RFC 7597 section 5.1, RFC 1191 section 4}, with links to the sections that it names.
 *
 * <p>Static methods only.
 */
public final class Clause {
    private static final String SECTION = "[0-9A-Z]+(?:\\.[0-9]+)*";

    /** An RFC with a section; or another section of the RFC before it. */
    private static final Pattern REFERENCE = Pattern.compile(
            "RFC (?<rfc>\\d{1,5})(?: (?:sections?|[Aa]ppendix) (?<section>" + SECTION
                    + "))?|(?<=, )[Aa]ppendix (?<appendix>[A-Z](?:\\.[0-9]+)*)|(?<= and )(?<next>[0-9]+(?:\\.[0-9]+)*)");

    private Clause() {}

    /**
     * A part of a clause.
     *
     * @param text of the part
     * @param url of the section, or null if the part names none
     */
    public record Part(String text, @Nullable String url) {}

    /** Returns the parts, which together are the whole text. */
    public static List<Part> parts(String clause) {
        List<Part> parts = new ArrayList<>();
        Matcher reference = REFERENCE.matcher(clause);
        String rfc = "";
        int end = 0;
        while (reference.find()) {
            rfc = reference.group("rfc") == null ? rfc : reference.group("rfc");
            if (rfc.isEmpty()) {
                continue;
            }
            if (reference.start() > end) {
                parts.add(new Part(clause.substring(end, reference.start()), null));
            }
            parts.add(new Part(reference.group(), url(rfc, reference)));
            end = reference.end();
        }
        if (end < clause.length()) {
            parts.add(new Part(clause.substring(end), null));
        }
        return parts;
    }

    private static String url(String rfc, Matcher reference) {
        String page = "https://www.rfc-editor.org/rfc/rfc" + rfc;
        for (String group : List.of("section", "appendix", "next")) {
            String section = reference.group(group);
            if (section != null) {
                return page + (Character.isLetter(section.charAt(0)) ? "#appendix-" : "#section-") + section;
            }
        }
        return page;
    }

    /** Returns the first link, or "". */
    public static String firstUrl(String clause) {
        for (Part part : parts(clause)) {
            String url = part.url();
            if (url != null) {
                return url;
            }
        }
        return "";
    }

    /** Returns a key that sorts clauses by RFC and section, each number as a number. */
    static String order(String clause) {
        StringBuilder key = new StringBuilder();
        Matcher number = Pattern.compile("\\d+|\\D+").matcher(clause);
        while (number.find()) {
            String part = number.group();
            key.append(Character.isDigit(part.charAt(0)) ? "0".repeat(Math.max(0, 6 - part.length())) + part : part);
        }
        return key.toString();
    }

    static String html(String clause) {
        StringBuilder out = new StringBuilder();
        for (Part part : parts(clause)) {
            String text = Escaped.markup(part.text());
            String url = part.url();
            out.append(url == null ? text : "<a href=\"" + Escaped.markup(url) + "\">" + text + "</a>");
        }
        return out.toString();
    }
}
