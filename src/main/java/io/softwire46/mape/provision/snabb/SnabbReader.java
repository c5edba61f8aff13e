package io.softwire46.mape.provision.snabb;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the configuration of a Snabb lwAFTR: softwires of a {@code binding-table}, with a {@code port-set} each, or with the
 * {@code psid-map} and {@code br-address} of older versions. Other blocks are skipped, except MTU and hairpinning of the internal
 * interface.
 *
 * <p>Immutable.
 */
public final class SnabbReader implements FormatReader {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6, ForwardingOption.HAIRPIN);

    /** Words that no other format has. */
    private static final List<String> HINTS = List.of("softwire-config", "b4-ipv6", "softwires");

    private static final Pattern FEATURE = Pattern.compile(
            "\\bsoftwire-config\\s*+\\{|\\bb4-ipv6\\s++[^\\s;{}]++\\s*+;|\\bsoftwires\\s*+\\{\\s*+\\{\\s*+ipv4\\s*+=");

    /** Matches a table of the first releases, which has no leaves. */
    private static final Pattern FIRST_RELEASES = Pattern.compile("\\bsoftwires\\s*+\\{\\s*+\\{\\s*+ipv4\\s*+=");

    private static final ReadResult.Source SOURCE = new ReadResult.Source() {
        @Override
        public String unit() {
            return "statement";
        }
    };

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return OPTIONS;
    }

    @Override
    public boolean detects(Input input) {
        String text = input.requireText();
        return HINTS.stream().anyMatch(text::contains) && FEATURE.matcher(text).find();
    }

    @Override
    public String noun() {
        return "a configuration of a Snabb lwAFTR";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        String text = input.requireText();
        if (FIRST_RELEASES.matcher(text).find()) {
            reading.refuse(
                    Location.START,
                    "file",
                    "text",
                    "is a binding table of the first releases; convert it with snabb lwaftr migrate-configuration");
            return reading.finish("snabb");
        }
        SnabbTable table = SnabbTable.read(text, reading);
        if (table.softwires().isEmpty() && !reading.hasError()) {
            reading.refuse(Location.START, "file", Finding.MISSING, "has no softwire; add one to the binding-table");
        }
        if (!table.softwires().isEmpty()) {
            SnabbRules.assemble(table, reading);
        }
        return reading.finish("snabb").withSource(SOURCE);
    }

    @Override
    public String toString() {
        return "reader of snabb";
    }
}
