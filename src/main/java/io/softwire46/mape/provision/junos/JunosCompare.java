package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.Iterator;
import java.util.List;

/**
 * Reads what {@code show | compare} prints: below a banner with a level, lines that begin with {@code +} were added and
 * lines that begin with {@code -} removed. What was added is kept at its place; the rest, such as statements that did
 * not change, is skipped and counted.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosCompare {
    private final DomainReading reading;
    private final JunosSession session = new JunosSession();

    /** Whether the lines are those below a banner, and not those of a command. */
    private boolean compared;

    private int number;

    private JunosCompare(DomainReading reading) {
        this.reading = reading;
    }

    /** Whether a text has lines of this form: below a banner, perhaps after statements that did not change. */
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

    /** The lines that were added, each at its line and column, with the lines of the session. */
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
                    "is of show | compare, which prints only what changed: lines with + are read, lines with - and "
                            + "what did not change are skipped");
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

    /** Whether what is printed at a level is inside a NAME, whose other statements did not change. */
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
                "is not whole: show | compare prints only what changed, and the other statements at this level are "
                        + "missing; print the whole configuration with " + command(level.word(0)));
    }

    private static String command(String top) {
        String path = top.equals("security") ? "security softwires" : top;
        return "show configuration " + path + " | display set";
    }

    /** Refuses a comparison by which no rule was added. */
    static void refuseWithoutRules(DomainReading reading) {
        reading.refuse(
                Location.START,
                "file",
                "text",
                "adds no map-e NAME: show | compare prints only what changed; print the whole configuration with "
                        + command("services") + ", or on a CE with " + command("security"));
    }

    private static boolean isBanner(String line) {
        return (line.startsWith("[") || line.startsWith("{")) && JunosLine.isBanner(line);
    }

    private static boolean isChange(String line) {
        boolean sign = line.startsWith("+") || line.startsWith("-");
        return sign && (line.length() == 1 || Character.isWhitespace(line.charAt(1)));
    }

    /** A statement that did not change, or a line with {@code !}, by which only a mark changed. */
    private static boolean isContext(String line) {
        return line.isBlank() || line.startsWith("!") || Character.isWhitespace(line.charAt(0));
    }
}
