package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Finding.Severity;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of a domain for which Junos has statements at each NAME. Reader, writers and comparison follow from one table. An
 * option without a row keeps the library's default when it is read, and is reported when it is written.
 *
 * <p>Static methods only.
 */
final class JunosOptions {
    /**
     * One option.
     *
     * @param statements names of its statements, all flags or all with a value; the first one is used in messages
     * @param reader returns the value that a NAME gives it
     * @param writer returns the statement for a value; empty for the default of Junos
     * @param limit the limit of Junos for its values; null if Junos accepts all
     */
    private record Row<T>(
            ForwardingOption<T> option,
            List<String> statements,
            boolean isFlag,
            String rfc,
            Function<JunosRule, T> reader,
            Function<T, Optional<String>> writer,
            @Nullable Limit<T> limit) {
        String field() {
            return "options." + option.name();
        }

        ForwardingOptions read(JunosRule rule, ForwardingOptions options) {
            return options.with(option, reader.apply(rule));
        }

        Optional<String> write(ForwardingOptions options) {
            return writer.apply(options.get(option));
        }

        /** Returns the options with the nearest value that Junos accepts, and reports the change. */
        ForwardingOptions fit(ForwardingOptions options, ConversionReport.Builder report) {
            T value = options.get(option);
            T nearest = limit == null ? value : limit.nearest().apply(value);
            if (limit == null || nearest.equals(value)) {
                return options;
            }
            report.lost(field(), value, limit.problem() + "; " + nearest + " is written", limit.rfc());
            return options.with(option, nearest);
        }
    }

    /**
     * A limit of Junos for the values of an option.
     *
     * @param nearest returns the nearest value that Junos accepts
     * @param problem of other values, as a finding states it
     * @param rfc the clause about the values
     */
    private record Limit<T>(UnaryOperator<T> nearest, String problem, String rfc) {}

    private static final List<Row<?>> ROWS = List.of(
            new Row<>(
                    ForwardingOption.MTU_V6,
                    List.of(JunosStatements.MTU_V6),
                    false,
                    "RFC 7597 section 8.3",
                    JunosRule::mtuV6,
                    mtu -> statement(mtu != JunosRule.DEFAULT_MTU_V6, JunosStatements.MTU_V6 + " " + mtu),
                    new Limit<>(
                            mtu -> Math.min(mtu, JunosRule.MAX_MTU_V6),
                            "exceeds " + JunosRule.MAX_MTU_V6 + " octets, the maximum of Junos",
                            "RFC 8200 section 5")),
            new Row<>(
                    ForwardingOption.V4_REASSEMBLY,
                    List.of(JunosStatements.V4_REASSEMBLY, JunosStatements.V4_PARTIAL_REASSEMBLY),
                    true,
                    "RFC 7597 section 8.3.2",
                    JunosRule::v4Reassembly,
                    mode -> statement(
                            mode != V4Reassembly.NONE,
                            mode == V4Reassembly.FULL
                                    ? JunosStatements.V4_REASSEMBLY
                                    : JunosStatements.V4_PARTIAL_REASSEMBLY),
                    null),
            new Row<>(
                    ForwardingOption.V6_REASSEMBLY,
                    List.of(JunosStatements.V6_REASSEMBLY),
                    true,
                    "RFC 2473 section 7",
                    rule -> rule.isGiven(JunosStatements.V6_REASSEMBLY),
                    enabled -> statement(enabled, JunosStatements.V6_REASSEMBLY),
                    null));

    /** The options with statements at a concentrator, and at a rule of a CE. */
    static final Set<ForwardingOption<?>> ALL = ROWS.stream().map(Row::option).collect(Collectors.toUnmodifiableSet());

    /** The names of their statements. */
    static final List<String> ALL_STATEMENTS =
            ROWS.stream().flatMap(row -> row.statements().stream()).toList();

    private JunosOptions() {}

    private static Optional<String> statement(boolean isNeeded, String statement) {
        return isNeeded ? Optional.of(statement) : Optional.empty();
    }

    /** Returns the names of the statements of all options, either flags or those with a value. */
    static List<String> statements(boolean flags) {
        return ROWS.stream()
                .filter(row -> row.isFlag() == flags)
                .flatMap(row -> row.statements().stream())
                .toList();
    }

    /** Returns the statements of an option, the preferred one first; empty if the field is not such an option. */
    static List<String> statementsOf(String field) {
        return ROWS.stream()
                .filter(row -> row.field().equals(field))
                .findFirst()
                .map(Row::statements)
                .orElse(List.of());
    }

    static ForwardingOptions of(JunosRule rule) {
        ForwardingOptions options = ForwardingOptions.defaults();
        for (Row<?> row : ROWS) {
            options = row.read(rule, options);
        }
        return options;
    }

    /**
     * Reports the options and values that Junos cannot express.
     *
     * @return the options that {@link #write} can write
     */
    static ForwardingOptions expressible(ForwardingOptions options, ConversionReport.Builder report) {
        report.options(options, ALL);
        ForwardingOptions fitting = options;
        for (Row<?> row : ROWS) {
            fitting = row.fit(fitting, report);
        }
        return fitting;
    }

    /** Returns the statements for {@link #expressible} options, without those that equal the default of Junos. */
    static List<String> write(ForwardingOptions options) {
        return ROWS.stream().flatMap(row -> row.write(options).stream()).toList();
    }

    /** Reports all options in which two NAMEs of one domain differ; returns true if there are none. */
    static boolean compare(JunosRule first, JunosRule other, DomainReading.Part part) {
        Comparison comparison = new Comparison(first, other, part);
        Stream<Boolean> options = ROWS.stream()
                .map(row -> comparison.alike(
                        row.field(),
                        row.reader().apply(first),
                        row.reader().apply(other),
                        FindingId.OPTION,
                        row.rfc()));
        boolean alike = options.reduce(true, Boolean::logicalAnd);
        return comparison.alike("format", first.format(), other.format(), FindingId.V50, "RFC 7597 section 6") && alike;
    }

    private record Comparison(JunosRule first, JunosRule other, DomainReading.Part part) {
        boolean alike(String field, Object ofFirst, Object ofOther, FindingId id, String rfc) {
            if (ofFirst.equals(ofOther)) {
                return true;
            }
            part.add(
                    new Finding(
                            id,
                            Severity.ERROR,
                            field,
                            ofOther.toString(),
                            "of " + other.title() + " differs from " + ofFirst + " of " + first.title() + "; "
                                    + first.together(),
                            rfc),
                    other.says(field) ? other.placeOf(field) : first.placeOf(field));
            return false;
        }
    }
}
