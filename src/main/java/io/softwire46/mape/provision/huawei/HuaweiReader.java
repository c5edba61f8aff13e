package io.softwire46.mape.provision.huawei;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.CliLine;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextDomains;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads {@code map rule}, {@code br-ipv6-address} and {@code map-e instance} of a Huawei NetEngine configuration. Other commands are
 * skipped.
 *
 * <p>Immutable.
 */
public final class HuaweiReader implements FormatReader {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6, ForwardingOption.TCP_MSS);
    private static final int MAX_LINE_CHARS = 400;

    /** Matches commands that no other format has. */
    private static final Pattern FEATURE = Pattern.compile(
            "\\brule-prefix[ \\t]+\\S{1,60}[ \\t]+prefix-length\\b|^[^\"]{0,100}\\bmap-e[ \\t]+instance[ \\t]|\\bbr-ipv6-address[ \\t]+\\S{1,60}[ \\t]+ipv6-address\\b",
            Pattern.CASE_INSENSITIVE);

    private static final List<String> HINTS = List.of("rule-prefix", "map-e", "br-ipv6-address");

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
        return "a configuration of Huawei NetEngine";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        HuaweiText text = new HuaweiText(reading);
        CliLine.lines(input.requireText(), "#").forEach(text::line);
        List<TextRule> rules = text.rules();
        TextDomains.assemble(rules, reading);
        return reading.finish("huawei");
    }

    @Override
    public String toString() {
        return "reader of huawei";
    }
}
