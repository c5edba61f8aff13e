package io.softwire46.mape.provision;

import java.util.List;
import java.util.function.Predicate;

/**
 * Hands the statements of either form to the sections that they belong to, and counts the others.
 *
 * <p>Not thread-safe: one a text.
 */
final class JunosReading {
    /** What a configuration puts in front of a path that holds for a part of it only; a name follows. */
    private static final List<String> ELSEWHERE = List.of("groups", "logical-systems", "tenants");

    private final DomainReading reading;
    private final List<JunosSection> sections;

    JunosReading(DomainReading reading, JunosSection... sections) {
        this.reading = reading;
        this.sections = List.of(sections);
    }

    void passOver() {
        reading.passOver();
    }

    void refuse(Place place, String field, String value, String message) {
        reading.refuse(place, field, value, message);
    }

    /** Whether a path may lead to something that is read. */
    boolean concerns(JunosStatement path) {
        return sections.stream()
                .flatMap(section -> section.roots().stream())
                .anyMatch(root ->
                        path.isOnTheWayTo(root, 0) || (ELSEWHERE.contains(path.word(0)) && path.isOnTheWayTo(root, 2)));
    }

    void statement(JunosStatement statement) {
        for (JunosSection section : sections) {
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
        passOver();
    }

    /** A deletion before anything was set changes nothing; beyond that such statements are not carried out. */
    void change(JunosLine.Word verb, List<JunosLine.Word> path) {
        boolean harmless = verb.text().equals("delete") && sections.stream().allMatch(JunosSection::isEmpty);
        JunosStatement statement = new JunosStatement(path);
        if (harmless || !essential(root -> statement.isOnTheWayTo(root, 0))) {
            passOver();
            return;
        }
        refuse(
                verb.place(),
                "line",
                verb.text(),
                "would change the rules and is not carried out; take out the line and the set lines that it means");
    }

    /** A statement that the router does not act on. */
    void inactive(JunosLine.Word tag, JunosStatement statement) {
        if (essential(root -> statement.isOnTheWayTo(root, 0))) {
            reading.warn(tag.place(), "line", tag.text(), "marks what is not in effect; it is passed over");
        }
    }

    private boolean essential(Predicate<List<String>> test) {
        return sections.stream()
                .filter(JunosSection::isEssential)
                .flatMap(section -> section.roots().stream())
                .anyMatch(test);
    }
}
