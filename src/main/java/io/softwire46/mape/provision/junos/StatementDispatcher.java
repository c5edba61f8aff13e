package io.softwire46.mape.provision.junos;

import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Hands the statements of either form to the sections that they belong to, and counts the others.
 *
 * <p>Not thread-safe: one a text.
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

    /** Whether a path may lead to something that is read. */
    boolean concerns(JunosStatement path) {
        boolean elsewhere = JunosHierarchy.ELSEWHERE.contains(path.word(0));
        return paths(sections.stream())
                .anyMatch(root -> path.isOnTheWayTo(root, 0) || (elsewhere && path.isOnTheWayTo(root, 2)));
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
        // Below a group, a logical system or a tenant.
        if (essential(root -> statement.has(root, 2))) {
            reading.warn(
                    statement.at(0).place(),
                    "line",
                    statement.word(0) + " " + statement.word(1),
                    "is passed over; only what stands directly below services counts: apply groups with "
                            + "show configuration | display inheritance | display set");
        }
        skip();
    }

    /** A deletion before anything was set changes nothing; beyond that such statements are not carried out. */
    void change(JunosLine.Word verb, List<JunosLine.Word> path) {
        boolean harmless = verb.text().equals("delete") && sections.stream().allMatch(StatementHandler::isEmpty);
        JunosStatement statement = new JunosStatement(path);
        if (harmless || !essential(root -> statement.isOnTheWayTo(root, 0))) {
            skip();
            return;
        }
        refuse(
                verb.place(),
                "line",
                verb.text(),
                "would change the rules and is not carried out; take out the line and the set lines that it means");
    }

    /** Whether a path is that of all rules, or further out. */
    boolean isAboveRules(JunosStatement path) {
        return essential(root -> path.size() <= root.size() && path.isOnTheWayTo(root, 0));
    }

    /** A statement that the router does not act on. */
    void inactive(JunosLine.Word tag, JunosStatement statement) {
        if (essential(root -> statement.isOnTheWayTo(root, 0))) {
            reading.note(
                    tag.place(), "line", tag.text(), "marks " + statement.text() + " as not in effect; it is skipped");
        }
    }

    private boolean essential(Predicate<List<String>> test) {
        return paths(sections.stream().filter(StatementHandler::isEssential)).anyMatch(test);
    }
}
