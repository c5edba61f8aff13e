package io.softwire46.mape.testing;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.EcnMode;
import io.softwire46.mape.forward.EgressDscp;
import io.softwire46.mape.forward.FlowLabel;
import io.softwire46.mape.forward.ForwardingOption;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.forward.SourceCheckMode;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.RuleFinding;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Domains with options that one BR can serve, most often one, sometimes two, of these some with a common BR address.
 *
 * @param domains without a finding of severity error
 */
public record World(List<ConfiguredDomain> domains) {

    /** Worlds of all options that matter to packets that nobody cuts. */
    public static Arbitrary<World> worlds() {
        return Combinators.combine(
                        RuleArbitraries.relayDomains(),
                        RuleArbitraries.relayDomains(),
                        Arbitraries.randomValue(World::options),
                        Arbitraries.randomValue(World::options),
                        Arbitraries.integers().between(0, 3))
                .as(World::of);
    }

    private static World of(
            MapDomain first, MapDomain second, ForwardingOptions options, ForwardingOptions others, int kind) {
        ConfiguredDomain one = new ConfiguredDomain(first, options);
        if (kind < 2) {
            List<IPv6Address> relays = kind == 0 ? first.borderRelays() : second.borderRelays();
            MapDomain beside = MapDomain.of("second", second.rules(), relays, second.isMesh());
            List<ConfiguredDomain> two = List.of(one, new ConfiguredDomain(beside, others));
            if (ConfiguredDomain.validateForRelay(two).stream().noneMatch(RuleFinding::isError)) {
                return new World(two);
            }
        }
        return new World(List.of(one));
    }

    private static ForwardingOptions options(Random random) {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.MTU_V6, pick(random, 1500, 1500, 1280, 65535))
                .with(ForwardingOption.SOURCE_CHECK, pick(random, SourceCheckMode.values()))
                .with(ForwardingOption.ACCEPT_BR_SOURCE, random.nextBoolean())
                .with(ForwardingOption.HAIRPIN, random.nextInt(4) > 0)
                .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, random.nextInt(4) == 0)
                .with(ForwardingOption.HOP_LIMIT, pick(random, 64, 1, 255))
                .with(ForwardingOption.TRAFFIC_CLASS, pick(random, ForwardingOption.COPY, ForwardingOption.COPY, 0, 46))
                .with(ForwardingOption.EGRESS_DSCP, pick(random, EgressDscp.values()))
                .with(ForwardingOption.ECN, pick(random, EcnMode.values()))
                .with(ForwardingOption.FLOW_LABEL, pick(random, FlowLabel.values()));
        if (random.nextInt(3) == 0) {
            options = options.with(ForwardingOption.ENCAPSULATION_LIMIT, pick(random, 0, 4, 255));
        }
        return random.nextInt(3) == 0 ? options.with(ForwardingOption.MTU_V4, pick(random, 68, 576, 1500)) : options;
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A CE of the first domain that can be configured; empty where the one that was drawn cannot. */
    public Optional<String> endUserPrefix(Random random) {
        ConfiguredDomain domain = domains.get(0);
        List<NaiveMap.Rule> rules =
                domain.domain().rules().rules().stream().map(NaiveMap.Rule::of).toList();
        NaiveMap.Rule rule = rules.get(random.nextInt(rules.size()));
        String prefix = rule.ipv6() + NaiveMap.Text.bits(random.nextLong(), rule.ea());
        return domain.validateForEdge(address(prefix)).stream().anyMatch(RuleFinding::isError)
                ? Optional.empty()
                : Optional.of(prefix);
    }

    /** The address type of a prefix of so many characters. */
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
