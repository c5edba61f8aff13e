package io.softwire46.mape.cli;

import java.io.PrintWriter;

/**
 * Running text in lines of at most 100 columns.
 */
final class Paragraph {
    static final int COLUMNS = 100;

    private Paragraph() {}

    static void print(PrintWriter out, String indent, String text) {
        print(out, indent, indent, text);
    }

    /** With another beginning of the first line, such as a label. */
    static void print(PrintWriter out, String label, String indent, String text) {
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
}
