package io.softwire46.mape.provision.toy;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads toy rules: the line {@code toy}, then {@code relay ADDRESS}, {@code mtu OCTETS} and {@code rule IPV6-PREFIX IPV4-PREFIX
 * EA-LENGTH} in any order.
 *
 * <p>Immutable.
 */
public final class ToyReader implements FormatReader {
    /** Options that the format has words for. The writer uses the same set. */
    static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6);

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
        return input.requireText().startsWith("toy\n");
    }

    @Override
    public String noun() {
        return "a file of toy rules";
    }

    @Override
    public ReadResult read(Input input) {
        DomainReading reading = new DomainReading();
        List<MapRule> rules = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        List<IPv6Address> relays = new ArrayList<>();
        ForwardingOptions options = ForwardingOptions.defaults();
        int number = 0;
        for (String line : input.requireText().lines().toList()) {
            Location place = Location.of(++number, 1);
            String[] words = line.strip().split("\\s+", -1);
            try {
                if (words[0].equals("rule") && words.length == 4) {
                    rules.add(MapRule.of(words[1], words[2], Integer.parseInt(words[3])));
                    lines.add(number);
                } else if (words[0].equals("relay") && words.length == 2) {
                    relays.add(Addresses.parseIpv6("relay", words[1]));
                } else if (words[0].equals("mtu") && words.length == 2) {
                    options = options.withPlain(ForwardingOption.MTU_V6, Integer.parseInt(words[1]));
                } else if (number > 1) {
                    reading.refuse(place, "line", line, "is unknown; write relay, mtu or rule");
                }
            } catch (MapConfigurationException e) {
                e.findings().forEach(finding -> reading.add(finding.at(place)));
            } catch (NumberFormatException e) {
                reading.refuse(place, "line", line, "has no number at its end");
            }
        }
        Locator locator = path -> Location.of(
                path.startsWith("rules") ? lines.get(path.steps().get(0).index()) : 1, 1);
        reading.part("", locator)
                .assemble("toy", DomainReading.byPlace(rules), !reading.hasError(), relays, false, options);
        return reading.finish("toy");
    }
}
