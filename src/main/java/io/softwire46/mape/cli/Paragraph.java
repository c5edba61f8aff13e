package io.softwire46.mape.cli;

import java.io.PrintWriter;

/**
 * Running text in lines of at most 100 columns.
 */
final class Paragraph {
    static final int COLUMNS = 100;

    private Paragraph() {}

    static void print(PrintWriter out, String indent, String text) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            boolean empty = line.length() == indent.length();
            if (!empty && line.length() + 1 + word.length() > COLUMNS) {
                out.println(line);
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
        }
        out.println(line);
    }
}
