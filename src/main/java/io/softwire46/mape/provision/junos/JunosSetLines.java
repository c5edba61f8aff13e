package io.softwire46.mape.provision.junos;

import io.softwire46.mape.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lines that begin with {@code set}, as {@code show configuration | display set} prints them. A line that would change
 * rules in another way is an error.
 *
 * <p>Static methods only.
 */
final class JunosSetLines {
    private static final String SET = "set";
    private static final String ACTIVATE = "activate";
    private static final String DEACTIVATE = "deactivate";

    /** Commands that change no value. */
    private static final List<String> HARMLESS = List.of(ACTIVATE, "annotate", "protect", "unprotect");

    private static final List<String> CHANGING =
            List.of("delete", DEACTIVATE, "copy", "insert", "rename", "replace", "wildcard");

    private JunosSetLines() {}

    /**
     * A line with the whole path that follows its verb, as written and in canonical form, and whether {@code deactivate} hides
     * the statement.
     */
    private record Command(JunosLine line, List<JunosLine.Word> written, List<JunosLine.Word> path, boolean hidden) {
        Command markedBy(JunosInactive inactive) {
            if (!line.word(0).equals(SET)) {
                return this;
            }
            // Both calls are needed, because each records which deactivated paths have statements below them.
            boolean byPath = inactive.covers(path);
            boolean byWritten = inactive.covers(written);
            return new Command(line, written, path, byPath || byWritten);
        }
    }

    static void read(String text, StatementDispatcher reading) {
        JunosInactive inactive = new JunosInactive();
        for (Command command : commands(text, inactive)) {
            if (!command(command, inactive, reading)) {
                return;
            }
        }
    }

    /** Returns all lines that are not empty. Hidden lines are marked at the end, when all hidden paths are known. */
    private static List<Command> commands(String text, JunosInactive inactive) {
        JunosSession session = new JunosSession();
        List<Command> commands = new ArrayList<>();
        for (JunosLine line : JunosLine.of(text)) {
            if (line.isEmpty()) {
                continue;
            }
            session.take(line);
            List<JunosLine.Word> written = isVerb(line.word(0)) ? session.whole(line.path()) : List.of();
            List<JunosLine.Word> path = canonical(written);
            commands.add(new Command(line, written, path, false));
            if (line.word(0).equals(DEACTIVATE)) {
                inactive.hide(path);
            } else if (line.word(0).equals(ACTIVATE)) {
                inactive.show(path);
            }
        }
        commands.replaceAll(each -> each.markedBy(inactive));
        return commands;
    }

    private static List<JunosLine.Word> canonical(List<JunosLine.Word> path) {
        return path.isEmpty()
                ? path
                : JunosHierarchy.canonical(new JunosStatement(path)).words();
    }

    /** Returns whether a line of this form may begin with the word. */
    static boolean isVerb(String word) {
        return word.equals(SET) || HARMLESS.contains(word) || CHANGING.contains(word);
    }

    /** Returns whether the first line of configuration begins with a verb of this form. */
    static boolean isForm(String text) {
        for (JunosLine line : JunosLine.of(text)) {
            if (!line.isEmpty() && !line.isRemark()) {
                if (!isCommand(line)) {
                    return isVerb(line.word(0));
                }
            }
        }
        return true;
    }

    /**
     * Returns whether a line is a command in configuration mode, such as {@code show}, not a part of a configuration.
     */
    private static boolean isCommand(JunosLine line) {
        return line.isConfiguring() && !isVerb(line.word(0)) && !isBraces(line);
    }

    /** Processes a line; returns false if the text is of another form. */
    private static boolean command(Command command, JunosInactive inactive, StatementDispatcher reading) {
        JunosLine line = command.line();
        String verb = line.word(0);
        if (line.isRemark() || command.hidden() || isCommand(line) || HARMLESS.contains(verb)) {
            reading.skip();
        } else if (verb.equals(SET)) {
            set(command, reading);
        } else if (verb.equals(DEACTIVATE) && isCarriedOut(command, inactive, reading)) {
            reading.skip();
            if (inactive.isHidden(command.path()) && !isBelowHidden(command, inactive)) {
                reading.inactive(line.words().get(0), new JunosStatement(command.path()));
            }
        } else if (CHANGING.contains(verb)) {
            reading.change(line.words().get(0), command.path());
        } else if (isBraces(line)) {
            reading.refuse(
                    line.place(),
                    "line",
                    verb,
                    "belongs to the form with braces, which is not a domain file; print the configuration with show "
                            + "configuration | display set");
            return false;
        } else {
            reading.refuse(
                    line.place(),
                    "line",
                    verb,
                    "cannot begin a line" + JsonText.suggestion(verb, List.of(SET)) + "; use lines with set, as show "
                            + "configuration | display set prints them");
        }
        return true;
    }

    /**
     * Returns whether the text has lines below the path, or the path is active again, or it is above all rules. Any other path is
     * that of a rule that the text does not have.
     */
    private static boolean isCarriedOut(Command command, JunosInactive inactive, StatementDispatcher reading) {
        List<JunosLine.Word> path = command.path();
        return !path.isEmpty()
                && (inactive.hides(path)
                        || !inactive.isHidden(path)
                        || isBelowHidden(command, inactive)
                        || reading.isAboveRules(new JunosStatement(path)));
    }

    private static boolean isBelowHidden(Command command, JunosInactive inactive) {
        return inactive.isBelowHidden(command.path()) || inactive.isBelowHidden(command.written());
    }

    private static void set(Command command, StatementDispatcher reading) {
        if (command.path().isEmpty()) {
            reading.skip();
        } else {
            reading.statement(new JunosStatement(command.path()));
        }
    }

    private static boolean isBraces(JunosLine line) {
        String last = line.word(line.words().size() - 1);
        return last.endsWith("{") || last.endsWith("}") || last.endsWith(";");
    }
}
