package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextDomains;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads interfaces of OpenWrt's {@code proto map}: {@code /etc/config/network}, the output of {@code uci show} and
 * {@code uci export}, and commands {@code uci set}. Other interfaces and packages are skipped.
 *
 * <p>Immutable.
 */
public final class UciReader implements FormatReader {
    /** Matches a line that only UCI has: an interface, or an option of {@code proto map}. */
    private static final Pattern LINE =
            Pattern.compile("(?i)^(?:[^\\s@]{1,100}@[^\\s#$]{1,100}[#$] +)?`?[ \\t]*(?:config[ \\t]+['\"]?interface\\b"
                    + "|(?:option|list)[ \\t]+['\"]?(?:maptype|peeraddr|ip6prefixlen|ip4prefixlen|ealen|psidlen|legacymap)\\b"
                    + "|(?:uci[ \\t]+(?:-\\w+[ \\t]+)*)?(?:set[ \\t]+|add_list[ \\t]+)?network\\.[^\\s=.]{1,64}(?:=['\"]?interface\\b"
                    + "|\\.(?:proto|maptype|peeraddr|ip6prefixlen|ealen)=))");

    /** Words of which each such line has one. */
    private static final List<String> HINTS =
            List.of("interface", "proto", "maptype", "peeraddr", "prefixlen", "ealen", "psidlen", "legacymap");

    private static final int MAX_LINE_CHARS = 400;

    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return OpenWrtText.OPTIONS;
    }

    @Override
    public boolean detects(Input input) {
        return Word.isInAnyLine(LINE, HINTS, MAX_LINE_CHARS, input.requireText());
    }

    @Override
    public String noun() {
        return "a network configuration of OpenWrt";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        UciSections sections = new UciSections(reading);
        UciLexer.read(input.requireText(), sections::add);
        List<TextRule> rules = new ArrayList<>();
        for (UciSection each : sections.interfaces()) {
            if (!isMap(each)) {
                for (int i = 0; i < each.statements() + 1; i++) {
                    reading.skip();
                }
            } else if (isOn(each, "disabled")) {
                Word disabled = each.all("disabled").get(0);
                reading.note(
                        disabled.place(),
                        "disabled",
                        disabled.text(),
                        "disables interface " + each.name() + ", which is skipped");
            } else {
                rules.addAll(UciInterface.read(each, reading));
            }
        }
        if (rules.isEmpty() && !reading.hasError()) {
            reading.refuse(
                    Location.START,
                    "file",
                    Finding.MISSING,
                    "has no enabled interface with proto map; add config interface, and option proto 'map'");
        }
        TextDomains.assemble(rules, reading);
        return reading.finish("openwrt");
    }

    /** An interface without a name has lost its first line, and perhaps its protocol. */
    private static boolean isMap(UciSection section) {
        return section.has("proto", "map") || (section.name().isEmpty() && section.get("proto") == null);
    }

    private static boolean isOn(UciSection section, String option) {
        return section.has(option, "1") || section.has(option, "true") || section.has(option, "on");
    }

    @Override
    public String toString() {
        return "reader of openwrt";
    }
}
