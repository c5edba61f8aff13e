package io.softwire46.mape.provision.junos;

import io.softwire46.mape.provision.format.internal.DomainReading;

/**
 * Handles statements that Junos accepts at every level and that do not change a rule, and {@code apply-groups}, which may add
 * statements to a rule. Static methods only.
 */
final class JunosCommon {
    static final int NOT_COMMON = -1;

    private JunosCommon() {}

    /**
     * Handles such a statement.
     *
     * @param at index of its first word
     * @param title title of the NAME or rule that contains it
     * @return the index after its last word, or {@link #NOT_COMMON}
     */
    static int take(JunosStatement statement, int at, String title, DomainReading reading) {
        JunosLine.Word word = statement.at(at);
        return switch (word.text()) {
            case JunosEdges.CONFIDENTIALITY -> {
                note(reading, word, "hides parameters in the output of the router, and is skipped");
                yield at + 1;
            }
            case "apply-macro" -> {
                // A macro may have any number of parameters, each in a statement.
                if (reading.isFirst(title + " apply-macro " + statement.word(at + 1))) {
                    note(reading, word, "is for scripts of the router, and is skipped");
                }
                yield statement.size();
            }
            case "apply-groups-except" -> {
                note(reading, word, "excludes a configuration group, and is skipped");
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
        reading.note(word.place(), "statement", word.text(), message);
    }
}
