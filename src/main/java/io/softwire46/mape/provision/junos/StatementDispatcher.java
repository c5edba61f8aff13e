package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Passes the statements of either form to their handlers, and counts the others.
 *
 * <p>Not thread-safe: use one instance per text.
 */
final class StatementDispatcher {
    private final DomainReading reading;
    private final List<StatementHandler> sections;

    StatementDispatcher(DomainReading reading, StatementHandler... sections) {
        this.reading = reading;
        this.sections = List.of(sections);
    }

    void skip() {
        reading.skip();
    }

    void refuse(Location place, String field, String value, String message) {
        reading.refuse(place, field, value, message);
    }

    /** Returns whether a path may lead to a statement of a handler. */
    boolean concerns(JunosStatement path) {
        boolean elsewhere = JunosHierarchy.ELSEWHERE.contains(path.word(0));
        return paths(sections.stream())
                .anyMatch(root -> path.isOnPathTo(root, 0) || (elsewhere && path.isOnPathTo(root, 2)));
    }

    private static Stream<List<String>> paths(Stream<StatementHandler> sections) {
        return sections.flatMap(section -> section.roots().stream())
                .flatMap(root -> JunosHierarchy.withAliases(root).stream());
    }

    void statement(JunosStatement given) {
        JunosStatement statement = JunosHierarchy.canonical(given);
        for (StatementHandler section : sections) {
            if (section.take(statement)) {
                return;
            }
        }
        // The statement is below a group, a logical system or a tenant.
        if (essential(root -> statement.has(root, 2))) {
            reading.warn(
                    statement.at(0).place(),
                    "line",
                    statement.word(0) + " " + statement.word(1),
                    "is skipped, as only statements directly below services are read; print the configuration with "
                            + "show configuration | display inheritance | display set");
        }
        skip();
    }

    /**
     * Skips a change that affects no rule, such as a deletion before the first statement; any other change is an error.
     */
    void change(JunosLine.Word verb, List<JunosLine.Word> path) {
        boolean harmless = verb.text().equals("delete") && sections.stream().allMatch(StatementHandler::isEmpty);
        JunosStatement statement = new JunosStatement(path);
        if (harmless || !essential(root -> statement.isOnPathTo(root, 0))) {
            skip();
            return;
        }
        refuse(
                verb.place(),
                "line",
                verb.text(),
                "would change the rules, which is not supported; remove the line and the set lines that it changes");
    }

    /** Returns whether a path is that of all rules, or encloses it. */
    boolean isAboveRules(JunosStatement path) {
        return essential(root -> path.size() <= root.size() && path.isOnPathTo(root, 0));
    }

    /** Notes a statement that is inactive on the router. */
    void inactive(JunosLine.Word tag, JunosStatement statement) {
        if (essential(root -> statement.isOnPathTo(root, 0))) {
            reading.note(tag.place(), "line", tag.text(), "marks " + statement.text() + " as inactive; it is skipped");
        }
    }

    private boolean essential(Predicate<List<String>> test) {
        return paths(sections.stream().filter(StatementHandler::isEssential)).anyMatch(test);
    }
}
