package io.softwire46.mape.operate;

/**
 * Lines of at most 100 columns.
 *
 * <p>Static methods only.
 */
final class TextLines {
    private static final int COLUMNS = 100;

    private TextLines() {}

    /** Adds a line, wrapped at spaces, or in the middle of longer words; further lines have four columns more before them. */
    static void add(StringBuilder text, String indent, String line) {
        String rest = indent + line;
        while (rest.length() > COLUMNS) {
            int space = rest.lastIndexOf(' ', COLUMNS);
            int end = space > indent.length() + 4 ? space : COLUMNS;
            text.append(rest, 0, end).append('\n');
            rest = indent + "    " + rest.substring(end).strip();
        }
        text.append(rest).append('\n');
    }

    /** Returns a text with each of its lines wrapped. */
    static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        text.lines().forEach(each -> {
            String line = each.stripLeading();
            add(wrapped, each.substring(0, each.length() - line.length()), line);
        });
        return wrapped.toString();
    }
}
