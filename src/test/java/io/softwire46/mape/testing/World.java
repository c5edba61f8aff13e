package io.softwire46.mape.testing;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Limits;
import io.softwire46.mape.conformance.draw.OptionsDraw;
import io.softwire46.mape.conformance.draw.RuleDraw;
import io.softwire46.mape.conformance.draw.RuleSetDraw;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapDomain;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;

/**
 * Domains with options that one BR can serve, most often one, sometimes two, of these some with a common BR address.
 *
 * @param domains without a finding of severity error
 */
public record World(List<ConfiguredDomain> domains) {

    /** Worlds of all options that matter to packets that no one reassembles. */
    public static Arbitrary<World> worlds() {
        return CaseShrinkable.arbitrary(World::draw);
    }

    /** Draws one world. */
    public static World draw(Choices choices) {
        ConfiguredDomain one = configured(domain(choices), choices);
        int kind = choices.in(Stage.RULES, () -> choices.nextInt(4));
        if (kind > 1) {
            MapDomain second = domain(choices);
            List<IPv6Address> relays = kind == 2 ? one.domain().borderRelays() : second.borderRelays();
            MapDomain another = MapDomain.of("second", second.rules(), relays, second.isMesh());
            List<ConfiguredDomain> two = List.of(one, configured(another, choices));
            if (ConfiguredDomain.validateForRelay(two).stream().noneMatch(Finding::isError)) {
                return new World(two);
            }
        }
        return new World(List.of(one));
    }

    private static MapDomain domain(Choices choices) {
        return new RuleSetDraw(new RuleDraw(choices, Limits.RELAYED)).domain();
    }

    private static ConfiguredDomain configured(MapDomain domain, Choices choices) {
        return new ConfiguredDomain(domain, OptionsDraw.options(choices));
    }

    /** A CE of the first domain that can be configured; empty where the one that was drawn cannot. */
    public Optional<String> endUserPrefix(Random random) {
        ConfiguredDomain domain = domains.get(0);
        List<NaiveMap.Rule> rules =
                domain.domain().rules().rules().stream().map(NaiveMap.Rule::of).toList();
        NaiveMap.Rule rule = rules.get(random.nextInt(rules.size()));
        String prefix = rule.ipv6() + NaiveMap.Text.bits(random.nextLong(), rule.ea());
        return domain.validateForEdge(address(prefix)).stream().anyMatch(Finding::isError)
                ? Optional.empty()
                : Optional.of(prefix);
    }

    /** The address type of a prefix of this many characters. */
    public static IPv6Address address(String prefix) {
        byte[] octets = Bytes.ofBits(NaiveMap.Text.right(prefix, 128));
        return new IPv6Address(octets, prefix.length());
    }

    /** Domains and options in the form of configuration files. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        domains.forEach(each ->
                text.append(each.domain()).append('\n').append(each.options()).append('\n'));
        return text.toString();
    }
}
