package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.engine.KnownFailures.Condition;
import io.softwire46.mape.conformance.engine.KnownFailures.Line;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.json.JsonText;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and proposes lists of known failures, one per line:
 *
 * <pre>
 * ID MODE mode [WHERE class op value[, ...]] | reason | url or - | since VERSION or - | until DATE or -
 * </pre>
 *
 * <p>Empty lines, and lines that begin with {@code #}, are comments. ID and mode may end in {@code *}.
 *
 * <p>Static methods only.
 */
public final class KnownFailuresText {
    private static final String FORM =
            "ID MODE mode [WHERE class op value[, ...]] | reason | url or - | since VERSION or - | until DATE or -";
    private static final Pattern WHICH = Pattern.compile("(\\S+)\\s+MODE\\s+(\\S+)(?:\\s+WHERE\\s+(.+))?");
    private static final Pattern ID = Pattern.compile("[A-Z]{2,3}-[0-9]{2}|[A-Z]{0,3}\\*|[A-Z]{2,3}-[0-9]?\\*");
    private static final Pattern CONDITION = Pattern.compile("([^\\s=!<>]+)\\s*([=!<>]+)\\s*([^\\s=!<>]+)");
    private static final List<String> OPERATORS = List.of("=", "!=", "<", ">");
    private static final int PARTS = 5;

    private KnownFailuresText() {}

    /**
     * Reads a list.
     *
     * @throws KnownFailureException for the first line that cannot be used
     */
    public static KnownFailures parse(String text) {
        List<Line> lines = new ArrayList<>();
        String[] texts = text.split("\\R", -1);
        for (int i = 0; i < texts.length; i++) {
            String line = texts[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(line(i + 1, line));
            }
        }
        return new KnownFailures(lines);
    }

    private static Line line(int number, String text) {
        String[] parts = Arrays.stream(text.split("\\|", -1)).map(String::strip).toArray(String[]::new);
        if (parts.length != PARTS) {
            throw new KnownFailureException(
                    number, "has " + parts.length + " parts between '|' in place of " + PARTS + "; write " + FORM);
        }
        Matcher which = WHICH.matcher(parts[0]);
        if (!which.matches()) {
            throw new KnownFailureException(number, quote(parts[0]) + " is not a failure; write " + FORM);
        }
        String id = which.group(1);
        if (!ID.matcher(id).matches()) {
            throw new KnownFailureException(
                    number, quote(id) + " is not the id of a property; write one such as UP-02 or UP-*");
        }
        if (Catalogue.properties().stream().noneMatch(each -> RunOptions.matches(id, each.id()))) {
            throw new KnownFailureException(
                    number, quote(id) + " is no property of this suite; `list` prints all of them");
        }
        if (parts[1].isEmpty() || parts[1].toUpperCase(Locale.ROOT).startsWith("TODO")) {
            throw new KnownFailureException(
                    number, id + " has no reason; write after the first '|' why the product fails");
        }
        String mode = mode(number, which.group(2));
        List<Condition> conditions = which.group(3) == null ? List.of() : conditions(number, which.group(3));
        requireClasses(number, id, conditions);
        return new Line(
                number,
                text,
                id,
                mode,
                conditions,
                parts[1],
                url(number, parts[2]),
                word(number, "since", "a version", parts[3]),
                date(number, word(number, "until", "a date", parts[4])));
    }

    private static String mode(int number, String mode) {
        boolean known = Arrays.stream(Mode.values()).anyMatch(each -> RunOptions.matches(mode, each.toString()));
        if (!known) {
            throw new KnownFailureException(
                    number,
                    quote(mode) + " is not a mode; use one of "
                            + Arrays.stream(Mode.values()).map(Mode::toString).collect(Collectors.joining(", ")));
        }
        return mode;
    }

    private static List<Condition> conditions(int number, String text) {
        List<Condition> conditions = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher condition = CONDITION.matcher(part.strip());
            if (!condition.matches() || !OPERATORS.contains(condition.group(2))) {
                throw new KnownFailureException(
                        number,
                        quote(part.strip())
                                + " is not a condition; write class, one of = != < > and a value, such as k=0");
            }
            boolean ordered =
                    condition.group(2).equals("<") || condition.group(2).equals(">");
            if (ordered && !condition.group(3).matches("-?[0-9]{1,18}")) {
                throw new KnownFailureException(
                        number, quote(condition.group(3)) + " has no order; use = or !=, or compare with a number");
            }
            conditions.add(new Condition(condition.group(1), condition.group(2), condition.group(3)));
        }
        return conditions;
    }

    /** Each class is one of a property that the line is about; a property without cases has no classes yet. */
    private static void requireClasses(int number, String id, List<Condition> conditions) {
        Set<String> names = new TreeSet<>();
        if (!conditions.isEmpty()) {
            Catalogue.properties().stream()
                    .filter(each -> RunOptions.matches(id, each.id()))
                    .forEach(each -> names.addAll(PropertyCorpus.of(each).classNames()));
        }
        for (Condition condition : conditions) {
            if (!names.isEmpty() && !names.contains(condition.name())) {
                String nearest = JsonText.suggestion(condition.name(), names);
                throw new KnownFailureException(
                        number,
                        quote(condition.name()) + " is not a class of " + id
                                + (nearest.isEmpty() ? "; use one of " + String.join(", ", names) : nearest));
            }
        }
    }

    private static @Nullable String url(int number, String text) {
        if (text.equals("-")) {
            return null;
        }
        if (!text.matches("https?://[^\\s]+")) {
            throw new KnownFailureException(
                    number, quote(text) + " is not an address; write one that begins with https://, or -");
        }
        return text;
    }

    /** The word after a keyword, or null for "-". */
    private static @Nullable String word(int number, String keyword, String what, String text) {
        if (text.equals("-")) {
            return null;
        }
        String word = text.startsWith(keyword + " ")
                ? text.substring(keyword.length()).strip()
                : "";
        if (word.isEmpty()) {
            throw new KnownFailureException(
                    number, quote(text) + " is not " + what + "; write " + keyword + " and " + what + ", or -");
        }
        return word.equals("-") ? null : word;
    }

    private static @Nullable LocalDate date(int number, @Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new KnownFailureException(
                    number,
                    quote(text == null ? "-" : text) + " is not a date; write year, month and day as 2027-01-31");
        }
    }

    /**
     * Returns a list that names each failure of a run, without reasons: it cannot be used before they are written.
     *
     * @param result of a run
     */
    public static String propose(RunResult result) {
        StringBuilder text = new StringBuilder();
        text.append("# Failures of ")
                .append(comment(result.target().name()))
                .append(' ')
                .append(comment(result.target().version()))
                .append(", suite ")
                .append(result.suite())
                .append(", seed ")
                .append(CaseJson.seedText(result.seed()))
                .append('\n');
        text.append("# Write a reason into each line; a line without one is refused.\n");
        text.append("# ").append(FORM).append('\n');
        for (PropertyResult each : result.properties()) {
            if (each.result() == Result.FAIL || each.result() == Result.FLAKY || each.result() == Result.KNOWN) {
                for (FailedCase failed : each.cases()) {
                    text.append(each.property().id())
                            .append(" MODE ")
                            .append(failed.judgement().mode())
                            .append(" | | - | - | -\n");
                }
            }
        }
        return text.toString();
    }

    private static String comment(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static String quote(String text) {
        return "'" + JsonText.shorten(text) + "'";
    }
}
