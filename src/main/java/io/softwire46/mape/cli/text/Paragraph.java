package io.softwire46.mape.cli.text;

import java.io.PrintWriter;

/**
 * Wraps text into lines of at most 100 columns. Static methods only.
 */
public final class Paragraph {
    static final int COLUMNS = 100;

    private Paragraph() {}

    public static void print(PrintWriter out, String indent, String text) {
        print(out, indent, indent, text);
    }

    /** Prints a text whose first line begins with a label instead of the indent. */
    public static void print(PrintWriter out, String label, String indent, String text) {
        StringBuilder line = new StringBuilder(label);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                out.println(line);
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.println(line);
    }

    /** Returns the text on one line, so that quoted input cannot add lines to a message. */
    public static String oneLine(String text) {
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
    }
}
