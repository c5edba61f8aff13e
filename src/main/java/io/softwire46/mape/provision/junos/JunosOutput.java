package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A configuration that a router printed as XML or JSON, perhaps in a terminal session. Immutable.
 *
 * @param kind how it is printed
 * @param text the text, in which lines of the session before and after it are blank
 */
record JunosOutput(Kind kind, String text) {
    /** Languages of a configuration. */
    enum Kind {
        /** Statements, as set lines or with braces. */
        STATEMENTS,
        XML,
        JSON
    }

    private static final Pattern JSON = Pattern.compile("\\{\\s*+\"configuration\"\\s*+:");
    private static final int MAX_SESSION_CHARS = 1000;

    static JunosOutput of(String given) {
        StringBuilder text = new StringBuilder(given);
        int begin = blankBefore(text);
        if (text.indexOf("<", begin) == begin && begin < text.length()) {
            blankAfter(text, begin);
            return new JunosOutput(Kind.XML, text.toString());
        }
        if (JSON.matcher(text).region(begin, text.length()).lookingAt()) {
            blankAfter(text, begin);
            return new JunosOutput(Kind.JSON, text.toString());
        }
        return new JunosOutput(Kind.STATEMENTS, given);
    }

    /** Blanks the lines of a session at the beginning; returns the offset of the first character after them. */
    private static int blankBefore(StringBuilder text) {
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            int end = at;
            while (end < text.length() && !isLineEnd(text.charAt(end)) && end - at <= MAX_SESSION_CHARS) {
                end++;
            }
            if (!JunosLine.isOfSession(text.substring(at, end))) {
                return at;
            }
            blank(text, at, end);
        }
        return at;
    }

    private static void blankAfter(StringBuilder text, int begin) {
        int end = text.length();
        while (end > begin) {
            if (Character.isWhitespace(text.charAt(end - 1))) {
                end--;
                continue;
            }
            int start = end;
            while (start > begin && !isLineEnd(text.charAt(start - 1)) && end - start <= MAX_SESSION_CHARS) {
                start--;
            }
            if (!JunosLine.isOfSession(text.substring(start, end))) {
                return;
            }
            blank(text, start, end);
        }
    }

    private static void blank(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            text.setCharAt(i, ' ');
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    /** Reader of one of these languages as a format. Immutable. */
    record Reader(Kind kind) implements FormatReader {
        @Override
        public Grammar grammar() {
            return kind == Kind.JSON ? Grammar.JSON : Grammar.TEXT;
        }

        @Override
        public Set<ForwardingOption<?>> options() {
            return JunosOptions.ALL;
        }

        @Override
        public boolean detects(Input input) {
            if (kind == Kind.JSON) {
                return input.firstName().equals("configuration");
            }
            String text = input.requireText();
            return text.contains("<configuration")
                    && (text.contains("softwire") || text.contains("juniper.net"))
                    && mismatch(input).isEmpty();
        }

        @Override
        public Optional<String> mismatch(Input input) {
            boolean same = of(input.requireText()).kind() == kind;
            return same ? Optional.empty() : Optional.of("is not the XML of a Junos router");
        }

        @Override
        public String noun() {
            return "a Junos configuration in " + kind;
        }

        @Override
        public ReadResult read(Input input) {
            JunosConfiguration configuration = JunosConfiguration.read(input.requireText());
            return configuration.file().withSource(configuration);
        }

        @Override
        public String toString() {
            return "reader of junos-" + (kind == Kind.JSON ? "json" : "xml");
        }
    }
}
