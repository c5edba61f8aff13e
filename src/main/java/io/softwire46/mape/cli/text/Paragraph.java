package io.softwire46.mape.cli.text;

import java.io.PrintWriter;

/**
 * Wraps text into lines of at most 100 columns, or of a narrower terminal. Static methods only.
 */
public final class Paragraph {
    private Paragraph() {}

    public static void print(PrintWriter out, String indent, String text) {
        print(out, indent, indent, text);
    }

    /** Prints a text whose first line begins with a label instead of the indent. */
    public static void print(PrintWriter out, String label, String indent, String text) {
        StringBuilder line = new StringBuilder(label);
        boolean empty = true;
        int columns = Terminal.columns();
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > columns) {
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
