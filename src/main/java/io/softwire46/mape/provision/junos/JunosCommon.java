package io.softwire46.mape.provision.junos;

import io.softwire46.mape.provision.format.internal.DomainReading;

/**
 * Statements that Junos takes at every level and that say nothing about a rule, and {@code apply-groups}, without whose groups a
 * rule is not complete. Static methods only.
 */
final class JunosCommon {
    static final int NOT_COMMON = -1;

    private JunosCommon() {}

    /**
     * Takes such a statement.
     *
     * @param at index of its first word
     * @param title of the NAME or rule around it
     * @return the index after its last word, or {@link #NOT_COMMON}
     */
    static int take(JunosStatement statement, int at, String title, DomainReading reading) {
        JunosLine.Word word = statement.at(at);
        return switch (word.text()) {
            case JunosEdges.CONFIDENTIALITY -> {
                note(reading, word, "hides parameters in what the router shows, and is skipped");
                yield at + 1;
            }
            case "apply-macro" -> {
                // A macro has any number of parameters, each a statement.
                if (reading.isFirst(title + " apply-macro " + statement.word(at + 1))) {
                    note(reading, word, "is for scripts of the router, and is skipped");
                }
                yield statement.size();
            }
            case "apply-groups-except" -> {
                note(reading, word, "keeps a configuration group away, and is skipped");
                yield statement.size();
            }
            case "apply-groups" -> {
                String group = statement.word(at + 1);
                reading.refuse(
                        word.place(),
                        word.text(),
                        group.isEmpty() ? "null" : group,
                        "adds statements of a configuration group to " + title + ", which are missing here; print the "
                                + "configuration with show configuration | display inheritance");
                yield statement.size();
            }
            default -> NOT_COMMON;
        };
    }

    private static void note(DomainReading reading, JunosLine.Word word, String message) {
        reading.note(word.place(), "knob", word.text(), message);
    }
}
