package io.softwire46.mape.provision.junos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the form with braces, as {@code show configuration} prints it, and turns each line that ends with a semicolon
 * into the statement that it means together with the braces around it.
 *
 * <p>Paths that lead to nothing of interest are not put together, only counted; so a large configuration costs its
 * length and no more. Reading ends at the first error of the grammar.
 *
 * <p>Not thread-safe: one a text.
 */
final class JunosBraces {
    private static final int MAX_DEPTH = 64;

    /** Of a path that is put together for every statement below it; what is read needs six at most. */
    private static final int MAX_PATH_WORDS = 24;

    private static final String MAP_E = "map-e";
    private static final String PRINTED = "; print the configuration anew with show configuration";

    /** Braces that are open. */
    private record Container(JunosLine.Word first, int pathBefore, boolean relevantBefore, boolean inactiveBefore) {}

    private final JunosTokens tokens;
    private final StatementDispatcher reading;
    private final JunosSession session = new JunosSession();
    private final boolean isEdge;
    private final Deque<Container> open = new ArrayDeque<>();

    /** Words of the open braces, as long as they lead to something that is read. */
    private final List<JunosLine.Word> path = new ArrayList<>();

    private boolean relevant = true;
    private boolean inactive;

    /** Words since the last semicolon or brace. */
    private final List<JunosLine.Word> words = new ArrayList<>();

    /** Where the values of a list in brackets begin among the words; -1 without one. */
    private int listAt = -1;

    private boolean listClosed;

    /** What marks the statement that is being read as not in effect; null without. */
    private JunosLine.@Nullable Word mark;

    /** Whether the braces that were opened last are still empty. */
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
            case BROKEN -> refuse(token.word(), "is never closed" + PRINTED);
            case SESSION -> session(token);
            case END -> end(token);
        };
    }

    private boolean session(JunosTokens.Token token) {
        JunosLine.Word line = token.word();
        session.take(JunosLine.of(line.place().line(), line.text()));
        return true;
    }

    /** The levels above a statement of the highest level that is printed: those of the session, or those that its word tells. */
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

    /** Begins the path of a statement that has no braces around it. */
    private void beginPath() {
        if (open.isEmpty()) {
            path.clear();
            path.addAll(above(words.get(0)));
            relevant = path.isEmpty() || reading.concerns(new JunosStatement(path));
        }
    }

    private boolean word(JunosTokens.Token token) {
        if (listClosed) {
            return refuse(token.word(), "stands behind a list in brackets, where a semicolon is expected");
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
                    tag,
                    "would change another statement and is not carried out; take out the word and the statement that "
                            + "it means");
        }
        mark = tag.text().equals("inactive:") ? tag : mark;
        return true;
    }

    private boolean beginList(JunosTokens.Token token) {
        if (words.isEmpty() || listAt >= 0) {
            return refuse(token.word(), "opens a list where none is expected");
        }
        listAt = words.size();
        return true;
    }

    private boolean endList(JunosTokens.Token token) {
        if (listAt < 0 || listClosed) {
            return refuse(token.word(), "closes no list");
        }
        listClosed = true;
        return true;
    }

    private boolean open(JunosTokens.Token token) {
        if (words.isEmpty() || listAt >= 0) {
            return refuse(token.word(), "opens nothing; expected words in front of it");
        }
        if (open.size() == MAX_DEPTH) {
            return refuse(
                    token.word(),
                    "is the brace number " + (MAX_DEPTH + 1) + " inside each other; no router " + "prints so many");
        }
        beginPath();
        open.push(new Container(words.get(0), path.size(), relevant, inactive));
        if (relevant) {
            if (path.size() + words.size() > MAX_PATH_WORDS) {
                return refuse(words.get(0), "makes a path of more than " + MAX_PATH_WORDS + " words; no router has it");
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
            return refuse(words.get(0), "has no semicolon behind it before the braces are closed");
        }
        if (open.isEmpty()) {
            return refuse(token.word(), "closes nothing; the beginning of the configuration is missing" + PRINTED);
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
            return refuse(words.get(0), "begins a list in brackets that is not closed");
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

    /** Hands on a statement, or counts it where nothing of the kind is read. */
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

    /** Says so once, at the outermost mark. */
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
            refuse(words.get(0), "has no semicolon behind it; the text ends before" + PRINTED);
        } else if (!open.isEmpty()) {
            refuse(
                    open.element().first(),
                    "opens braces that are not closed; the text ends at line "
                            + token.word().place().line() + PRINTED);
        }
        return false;
    }

    private boolean refuse(JunosLine.Word word, String message) {
        reading.refuse(word.place(), "line", word.text(), message);
        return false;
    }
}
