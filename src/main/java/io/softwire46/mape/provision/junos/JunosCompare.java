package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the output of {@code show | compare}: below a banner with a level, lines with {@code +} were added and lines with {@code
 * -} were removed. The reader keeps the added lines at their position. It skips and counts all other lines.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosCompare {
    private final DomainReading reading;
    private final JunosSession session = new JunosSession();

    /** Whether the current lines are below a banner, not below a command. */
    private boolean compared;

    private int number;

    private JunosCompare(DomainReading reading) {
        this.reading = reading;
    }

    /** Returns whether a text has lines of this form below a banner, directly or after unchanged statements. */
    static boolean isForm(String text) {
        boolean below = false;
        Iterator<String> lines = JunosLine.LINE_END.splitAsStream(text).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (below && isChange(line)) {
                return true;
            }
            below = isBanner(line) || (below && isContext(line));
        }
        return false;
    }

    /** Returns the added lines, each at its line and column, and the lines of the session. */
    static String added(String text, DomainReading reading) {
        JunosCompare compare = new JunosCompare(reading);
        StringBuilder kept = new StringBuilder(text.length());
        JunosLine.LINE_END
                .splitAsStream(text)
                .forEach(line -> kept.append(compare.kept(line)).append('\n'));
        return kept.toString();
    }

    private String kept(String line) {
        number++;
        if (compared && isChange(line)) {
            return changed(line);
        }
        if (compared && isContext(line)) {
            if (!line.isBlank()) {
                reading.skip();
            }
            return "";
        }
        compared = isBanner(line);
        session.take(JunosLine.of(number, line));
        return line;
    }

    private String changed(String line) {
        if (reading.isFirst("compare")) {
            reading.note(
                    Location.of(number, 1),
                    "line",
                    line.substring(0, 1),
                    "is output of show | compare, which prints only changes: lines with + are read, lines with - and "
                            + "unchanged lines are skipped");
        }
        JunosStatement level = JunosHierarchy.canonical(new JunosStatement(session.base()));
        if (line.charAt(0) == '+' && !isPart(level)) {
            return ' ' + line.substring(1);
        }
        if (line.charAt(0) == '+' && reading.isFirst("compare " + level.text())) {
            refusePart(level);
        }
        reading.skip();
        return "";
    }

    /** Returns whether a level is inside a NAME, whose other statements are not printed. */
    private static boolean isPart(JunosStatement level) {
        return isInside(level, JunosConcentrators.HIERARCHY) || isInside(level, JunosEdges.HIERARCHY);
    }

    private static boolean isInside(JunosStatement level, List<String> hierarchy) {
        return level.size() > hierarchy.size() && level.has(hierarchy, 0);
    }

    private void refusePart(JunosStatement level) {
        reading.refuse(
                Location.of(number, 1),
                "line",
                level.text(),
                "is incomplete: show | compare prints only changes, so other statements of this level are missing; "
                        + "print the whole configuration with " + command(level.word(0)));
    }

    private static String command(String top) {
        String path = top.equals("security") ? "security softwires" : top;
        return "show configuration " + path + " | display set";
    }

    /** Adds an error about a comparison that adds no rule. */
    static void refuseWithoutRules(DomainReading reading) {
        reading.refuse(
                Location.START,
                "file",
                "text",
                "adds no map-e NAME, as show | compare prints only changes; print the whole configuration with "
                        + command("services") + ", or on a CE with " + command("security"));
    }

    private static boolean isBanner(String line) {
        return (line.startsWith("[") || line.startsWith("{")) && JunosLine.isBanner(line);
    }

    private static boolean isChange(String line) {
        boolean sign = line.startsWith("+") || line.startsWith("-");
        return sign && (line.length() == 1 || Character.isWhitespace(line.charAt(1)));
    }

    /** Returns whether a line is an unchanged statement, or has {@code !}, which means that only a mark changed. */
    private static boolean isContext(String line) {
        return line.isBlank() || line.startsWith("!") || Character.isWhitespace(line.charAt(0));
    }
}
