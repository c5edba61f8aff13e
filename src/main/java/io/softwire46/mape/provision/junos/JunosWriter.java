package io.softwire46.mape.provision.junos;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Prints Junos statements in either form. A statement is a list of levels, each of one or more words: the last level is the
 * statement itself, and the others are its enclosing braces.
 *
 * <p>Static methods only.
 */
final class JunosWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/+@<>*-]+");
    private static final String INDENT = "    ";

    private JunosWriter() {}

    /** Returns a name or value for both forms, in quotation marks if it has unusual characters. */
    static String word(String text) {
        boolean tag = text.endsWith(":");
        return PLAIN.matcher(text).matches() && !tag
                ? text
                : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static List<String> below(List<String> levels, String level) {
        List<String> longer = new ArrayList<>(levels);
        longer.add(level);
        return longer;
    }

    static String print(List<List<String>> statements, JunosConfiguration.Form form) {
        StringBuilder out = new StringBuilder();
        if (form == JunosConfiguration.Form.SET) {
            statements.forEach(levels ->
                    out.append("set ").append(String.join(" ", levels)).append('\n'));
        } else {
            braces(statements, out);
        }
        return out.toString();
    }

    /** Writes braces; statements with common levels must be adjacent. */
    private static void braces(List<List<String>> statements, StringBuilder out) {
        List<String> open = List.of();
        for (List<String> levels : statements) {
            List<String> around = levels.subList(0, levels.size() - 1);
            int common = 0;
            while (common < Math.min(open.size(), around.size())
                    && open.get(common).equals(around.get(common))) {
                common++;
            }
            close(out, open.size(), common);
            for (int depth = common; depth < around.size(); depth++) {
                out.append(INDENT.repeat(depth)).append(around.get(depth)).append(" {\n");
            }
            out.append(INDENT.repeat(around.size()))
                    .append(levels.get(levels.size() - 1))
                    .append(";\n");
            open = around;
        }
        close(out, open.size(), 0);
    }

    private static void close(StringBuilder out, int from, int to) {
        for (int depth = from - 1; depth >= to; depth--) {
            out.append(INDENT.repeat(depth)).append("}\n");
        }
    }
}
