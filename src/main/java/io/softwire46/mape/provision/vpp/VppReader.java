package io.softwire46.mape.provision.vpp;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextDomains;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads commands of VPP's map plugin: {@code map add domain}, {@code map add rule}, {@code map params} of the command line, the
 * same commands of the API test tool, and the output of {@code show map domain}. Other commands are skipped.
 *
 * <p>Immutable.
 */
public final class VppReader implements FormatReader {
    private static final Set<ForwardingOption<?>> OPTIONS = VppParameters.withOptions(VppText.OPTIONS);

    private static final Pattern FEATURE =
            Pattern.compile("\\bmap[ \\t]+add[ \\t]+(?:domain|rule)\\b|\\bmap_add_(?:domain|del_rule)\\b"
                    + "|\\bip4-pfx[ \\t]+\\S{1,60}[ \\t]+ip6-pfx[ \\t]|\\bmap[ \\t]+params[ \\t]");

    private static final List<String> HINTS = List.of("map", "ip4-pfx");
    private static final int MAX_LINE_CHARS = 400;

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
        return Word.isInAnyLine(FEATURE, HINTS, MAX_LINE_CHARS, input.requireText());
    }

    @Override
    public String noun() {
        return "a list of VPP commands";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        VppCommands commands = new VppCommands(reading);
        commands.read(input.requireText());
        List<TextRule> rules = commands.rules();
        if (rules.isEmpty() && !reading.hasError()) {
            reading.refuse(
                    Location.START,
                    "file",
                    Finding.MISSING,
                    "has no domain; add map add domain ip4-pfx PREFIX ip6-pfx PREFIX ip6-src ADDRESS ea-bits-len NUMBER");
        }
        TextDomains.assemble(rules, reading);
        return reading.finish("vpp");
    }

    @Override
    public String toString() {
        return "reader of vpp";
    }
}
