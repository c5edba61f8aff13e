package io.softwire46.mape.provision.junos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open levels of a configuration in XML or JSON. Each level without another level inside becomes a statement with its whole
 * path, as if it were printed as a set line. Paths of unrelated statements are not copied.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosLevels {
    /** An open level, and the state outside of it. */
    private record Level(
            int pathBefore, boolean relevantBefore, boolean inactiveBefore, JunosLine.@Nullable Word mark) {}

    private final StatementDispatcher reading;
    private final Deque<Level> open = new ArrayDeque<>();
    private final List<JunosLine.Word> path = new ArrayList<>();
    private boolean relevant = true;
    private boolean inactive;

    JunosLevels(StatementDispatcher reading) {
        this.reading = reading;
    }

    /** Opens a level; {@code mark} marks it as inactive. */
    void open(JunosLine.Word word, JunosLine.@Nullable Word mark) {
        open.push(new Level(path.size(), relevant, inactive, mark));
        inactive |= mark != null;
        append(word);
    }

    /** Appends the name of a list entry, or the value of a statement, to the current level. */
    void append(JunosLine.Word word) {
        path.add(word);
        relevant = relevant && reading.concerns(new JunosStatement(path));
    }

    /** Closes the current level; {@code isStatement} means that it has no other level inside. */
    void close(boolean isStatement) {
        Level level = open.pop();
        if (level.mark() != null && relevant && !level.inactiveBefore()) {
            reading.inactive(level.mark(), new JunosStatement(List.copyOf(path)));
        }
        if (isStatement && relevant && !inactive) {
            reading.statement(new JunosStatement(List.copyOf(path)));
        } else if (isStatement) {
            reading.skip();
        }
        path.subList(level.pathBefore(), path.size()).clear();
        relevant = level.relevantBefore();
        inactive = level.inactiveBefore();
    }

    void refuse(JunosLine.Word word, String message) {
        reading.refuse(word.place(), "line", word.text(), message);
    }
}
