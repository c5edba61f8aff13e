package io.softwire46.mape.testing;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EcnMode;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.FlowLabel;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapDomain;
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

    /** Worlds of all options that matter to packets that no one reassembles. */
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
            MapDomain another = MapDomain.of("second", second.rules(), relays, second.isMesh());
            List<ConfiguredDomain> two = List.of(one, new ConfiguredDomain(another, others));
            if (ConfiguredDomain.validateForRelay(two).stream().noneMatch(Finding::isError)) {
                return new World(two);
            }
        }
        return new World(List.of(one));
    }

    private static ForwardingOptions options(Random random) {
        ForwardingOptions options = icmp(random, withoutReassembly(ForwardingOptions.defaults()))
                .with(ForwardingOption.MTU_V6, pick(random, 1500, 1500, 1280, 1400, 65535))
                .with(ForwardingOption.MAX_PACKET_SIZE, pick(random, 65575, 65575, 9000, 1540))
                .with(ForwardingOption.FRAGMENTATION, pick(random, Fragmentation.values()))
                .with(ForwardingOption.IGNORE_DF, once(random, 4))
                .with(ForwardingOption.SOURCE_CHECK, pick(random, SourceCheckMode.values()))
                .with(ForwardingOption.ACCEPT_BR_SOURCE, random.nextBoolean())
                .with(ForwardingOption.HAIRPIN, !once(random, 4))
                .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, once(random, 3))
                .with(ForwardingOption.HOP_LIMIT, pick(random, 64, 1, 255))
                .with(ForwardingOption.TRAFFIC_CLASS, pick(random, ForwardingOption.COPY, ForwardingOption.COPY, 0, 46))
                .with(ForwardingOption.EGRESS_DSCP, pick(random, EgressDscp.values()))
                .with(ForwardingOption.ECN, pick(random, EcnMode.values()))
                .with(ForwardingOption.FLOW_LABEL, pick(random, FlowLabel.values()))
                .with(ForwardingOption.DYNAMIC_PMTU, random.nextBoolean());
        if (once(random, 3)) {
            options = options.with(ForwardingOption.ENCAPSULATION_LIMIT, pick(random, 0, 4, 255));
        }
        if (once(random, 2)) {
            options = options.with(ForwardingOption.TCP_MSS, pick(random, 88, 536, 1220, 1460));
        }
        return once(random, 2) ? options.with(ForwardingOption.MTU_V4, pick(random, 68, 576, 1500)) : options;
    }

    /**
     * Options without reassembly: fragments are dropped where a port is needed. Nodes take little memory.
     */
    public static ForwardingOptions withoutReassembly(ForwardingOptions options) {
        return options.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
                .with(ForwardingOption.V6_REASSEMBLY, false)
                .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.DROP)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, 65_575);
    }

    /** Most errors are sent, most of the time. */
    private static ForwardingOptions icmp(Random random, ForwardingOptions defaults) {
        ForwardingOptions options = defaults.with(ForwardingOption.ECHO_REPLY, !once(random, 4))
                .with(ForwardingOption.ICMPV4_ERRORS, !once(random, 8))
                .with(ForwardingOption.ICMPV6_ERRORS, !once(random, 8))
                .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, !once(random, 3))
                .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, !once(random, 3))
                .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, !once(random, 3))
                .with(ForwardingOption.TUNNEL_ERROR_RELAY, !once(random, 8))
                .with(ForwardingOption.ANYCAST, once(random, 4))
                .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, once(random, 10) ? 0 : pick(random, 1, 100, 1_000_000))
                .with(ForwardingOption.ICMP_ERROR_BURST, once(random, 10) ? 0 : pick(random, 1, 3, 100, 100));
        return once(random, 3)
                ? options.with(ForwardingOption.ICMPV4_SOURCE, 0x0a00_0000 | random.nextInt(1 << 24))
                : options;
    }

    private static boolean once(Random random, int times) {
        return random.nextInt(times) == 0;
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
