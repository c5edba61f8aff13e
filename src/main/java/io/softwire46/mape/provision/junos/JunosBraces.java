package io.softwire46.mape.provision.junos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the form with braces, as {@code show configuration} prints it. Each line that ends with a semicolon becomes a statement
 * with the path of the enclosing braces.
 *
 * <p>The reader does not build the paths of unrelated statements, and only counts them, so that its cost is proportional to the
 * length of the text. Reading ends at the first syntax error.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class JunosBraces {
    private static final int MAX_DEPTH = 64;

    /** Maximum number of words of a path, which every statement below it repeats. Known statements need at most six. */
    private static final int MAX_PATH_WORDS = 24;

    private static final String MAP_E = "map-e";
    private static final String PRINTED = "; print the configuration again with show configuration";

    /** An open brace. */
    private record Container(JunosLine.Word first, int pathBefore, boolean relevantBefore, boolean inactiveBefore) {}

    private final JunosTokens tokens;
    private final StatementDispatcher reading;
    private final JunosSession session = new JunosSession();
    private final boolean isEdge;
    private final Deque<Container> open = new ArrayDeque<>();

    /** Words of the open braces, if they may lead to a known statement. */
    private final List<JunosLine.Word> path = new ArrayList<>();

    private boolean relevant = true;
    private boolean inactive;

    /** Words since the last semicolon or brace. */
    private final List<JunosLine.Word> words = new ArrayList<>();

    /** Where the values of a list in brackets begin among the words; -1 without one. */
    private int listAt = -1;

    private boolean listClosed;

    /** Tag that marks the current statement as inactive; null without one. */
    private JunosLine.@Nullable Word mark;

    /** Whether the last opened braces are still empty. */
    private boolean justOpened;

    private JunosBraces(String text, StatementDispatcher reading) {
        this.tokens = new JunosTokens(text);
        this.reading = reading;
        isEdge = text.contains(JunosEdges.BR_ADDRESS);
    }

    static void read(String text, StatementDispatcher reading) {
        JunosBraces braces = new JunosBraces(text, reading);
        while (braces.next()) {
            // one token after the other
        }
    }

    private boolean next() {
        JunosTokens.Token token = tokens.next(open.isEmpty() && words.isEmpty());
        return switch (token.kind()) {
            case WORD -> word(token);
            case OPEN -> open(token);
            case CLOSE -> close(token);
            case END_OF_STATEMENT -> statement();
            case LIST_BEGIN -> beginList(token);
            case LIST_END -> endList(token);
            case BROKEN -> refuse(token.word(), "has no end" + PRINTED);
            case SESSION -> session(token);
            case END -> end(token);
        };
    }

    private boolean session(JunosTokens.Token token) {
        JunosLine.Word line = token.word();
        session.take(JunosLine.of(line.place().line(), line.text()));
        return true;
    }

    /**
     * Returns the levels above the highest printed level: those of the session, or those that its first word implies.
     */
    private List<JunosLine.Word> above(JunosLine.Word first) {
        if (!session.base().isEmpty()) {
            return session.base();
        }
        if (!first.text().equals(MAP_E)) {
            return JunosHierarchy.above(first);
        }
        List<String> hierarchy = isEdge ? JunosEdges.HIERARCHY : JunosConcentrators.HIERARCHY;
        return JunosHierarchy.words(hierarchy.subList(0, hierarchy.size() - 1), first.place());
    }

    /** Begins the path of a statement without enclosing braces. */
    private void beginPath() {
        if (open.isEmpty()) {
            path.clear();
            path.addAll(above(words.get(0)));
            relevant = path.isEmpty() || reading.concerns(new JunosStatement(path));
        }
    }

    private boolean word(JunosTokens.Token token) {
        if (listClosed) {
            return refuse(token.word(), "follows a list in brackets; end the list with a semicolon");
        }
        if (words.isEmpty() && token.isTag()) {
            return tag(token.word());
        }
        words.add(token.word());
        return true;
    }

    private boolean tag(JunosLine.Word tag) {
        if (tag.text().equals("delete:")) {
            return refuse(
                    tag, "would delete another statement, which is not supported; remove the word and that statement");
        }
        mark = tag.text().equals("inactive:") ? tag : mark;
        return true;
    }

    private boolean beginList(JunosTokens.Token token) {
        if (words.isEmpty() || listAt >= 0) {
            return refuse(token.word(), "begins a list at a wrong position; remove it");
        }
        listAt = words.size();
        return true;
    }

    private boolean endList(JunosTokens.Token token) {
        if (listAt < 0 || listClosed) {
            return refuse(token.word(), "ends no list; remove it");
        }
        listClosed = true;
        return true;
    }

    private boolean open(JunosTokens.Token token) {
        if (words.isEmpty() || listAt >= 0) {
            return refuse(token.word(), "has no words before it; add the name of a level");
        }
        if (open.size() == MAX_DEPTH) {
            return refuse(token.word(), "exceeds " + MAX_DEPTH + " nested braces" + PRINTED);
        }
        beginPath();
        open.push(new Container(words.get(0), path.size(), relevant, inactive));
        if (relevant) {
            if (path.size() + words.size() > MAX_PATH_WORDS) {
                return refuse(words.get(0), "exceeds a path of " + MAX_PATH_WORDS + " words" + PRINTED);
            }
            path.addAll(words);
            relevant = reading.concerns(new JunosStatement(path));
            warnIfInactive(path);
        }
        inactive |= mark != null;
        begin();
        justOpened = true;
        return true;
    }

    private boolean close(JunosTokens.Token token) {
        if (!words.isEmpty()) {
            return refuse(words.get(0), "has no semicolon; add it before the closing brace");
        }
        if (open.isEmpty()) {
            return refuse(
                    token.word(), "has no opening brace, so the beginning of the configuration is missing" + PRINTED);
        }
        if (justOpened) {
            pass(List.of());
        }
        Container closed = open.pop();
        path.subList(closed.pathBefore(), path.size()).clear();
        relevant = closed.relevantBefore();
        inactive = closed.inactiveBefore();
        begin();
        return true;
    }

    private boolean statement() {
        if (words.isEmpty()) {
            justOpened = false;
            return true; // an empty statement, as after { /* OMITTED */ }
        }
        if (listAt >= 0 && !listClosed) {
            return refuse(words.get(0), "begins a list in brackets without an end; add the bracket");
        }
        beginPath();
        if (listAt < 0) {
            pass(words);
        } else {
            List<JunosLine.Word> values = words.subList(listAt, words.size());
            for (JunosLine.Word value : values) {
                List<JunosLine.Word> one = new ArrayList<>(words.subList(0, listAt));
                one.add(value);
                pass(one);
            }
        }
        begin();
        return true;
    }

    /** Dispatches a statement, or counts it as skipped. */
    private void pass(List<JunosLine.Word> end) {
        if (!relevant) {
            reading.skip();
            return;
        }
        List<JunosLine.Word> all = new ArrayList<>(path);
        all.addAll(end);
        warnIfInactive(all);
        if (inactive || mark != null) {
            reading.skip();
        } else {
            reading.statement(new JunosStatement(List.copyOf(all)));
        }
    }

    /** Notes an inactive statement once, at the outermost mark. */
    private void warnIfInactive(List<JunosLine.Word> marked) {
        if (mark != null && relevant && !inactive) {
            reading.inactive(mark, new JunosStatement(marked));
        }
    }

    private void begin() {
        words.clear();
        listAt = -1;
        listClosed = false;
        mark = null;
        justOpened = false;
    }

    private boolean end(JunosTokens.Token token) {
        if (!words.isEmpty()) {
            refuse(words.get(0), "has no semicolon at the end of the text" + PRINTED);
        } else if (!open.isEmpty()) {
            refuse(
                    open.element().first(),
                    "has no closing brace before the end of the text in line "
                            + token.word().place().line() + PRINTED);
        }
        return false;
    }

    private boolean refuse(JunosLine.Word word, String message) {
        reading.refuse(word.place(), "line", word.text(), message);
        return false;
    }
}
