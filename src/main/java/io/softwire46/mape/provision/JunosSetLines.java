package io.softwire46.mape.provision;

import java.util.List;

/**
 * Reads lines that begin with {@code set}, as {@code show configuration | display set} prints them. Nothing that would
 * change what counts is passed over.
 *
 * <p>Holds no state.
 */
final class JunosSetLines {
    /** Statements that leave every value as it is. */
    private static final List<String> HARMLESS = List.of("activate", "annotate", "protect", "unprotect");

    private static final List<String> CHANGING =
            List.of("delete", "deactivate", "copy", "insert", "rename", "replace", "wildcard");

    private JunosSetLines() {}

    static void read(String text, JunosReading reading) {
        for (JunosLine line : JunosLine.of(text)) {
            if (!line.isEmpty() && !line(line, reading)) {
                return;
            }
        }
    }

    /** Whether the first line that says anything begins with a word of this form. */
    static boolean isForm(String text) {
        for (JunosLine line : JunosLine.of(text)) {
            if (!line.isEmpty() && !line.isRemark()) {
                String verb = line.word(0);
                return verb.equals("set") || HARMLESS.contains(verb) || CHANGING.contains(verb);
            }
        }
        return true;
    }

    /** Takes a line; false when the text is of another form altogether. */
    private static boolean line(JunosLine line, JunosReading reading) {
        String verb = line.word(0);
        if (line.isRemark() || HARMLESS.contains(verb)) {
            reading.passOver();
        } else if (verb.equals("set")) {
            set(line, reading);
        } else if (CHANGING.contains(verb)) {
            reading.change(line.words().get(0), line.path());
        } else if (isBraces(line)) {
            reading.refuse(
                    line.place(),
                    "line",
                    verb,
                    "belongs to the form with braces; only JSON and lines that begin with set are "
                            + "read: print the configuration with show configuration | display set");
            return false;
        } else {
            reading.refuse(
                    line.place(),
                    "line",
                    verb,
                    "is no word to begin a line with" + JsonText.suggestion(verb, List.of("set")) + "; expected set, "
                            + "as show configuration | display set prints it");
        }
        return true;
    }

    private static void set(JunosLine line, JunosReading reading) {
        if (line.words().size() == 1) {
            reading.passOver();
        } else {
            reading.statement(new JunosStatement(line.path()));
        }
    }

    private static boolean isBraces(JunosLine line) {
        String last = line.word(line.words().size() - 1);
        return last.endsWith("{") || last.endsWith("}") || last.endsWith(";");
    }
}
