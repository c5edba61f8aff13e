package io.softwire46.mape.forward;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.fastpath.BurstWorld;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Worlds of one or two domains with any options: rules of every kind, adjacent and nested, and one or more BRs, one of them
 * possibly at the address of a CE. All parts are numbers, so that samples shrink to one rule, one domain and default options.
 *
 * <p>Static methods only.
 */
public final class WorldArbitraries {
    private static final int MAX_RULES = 4;
    private static final int SHARED = 0;
    private static final int WHOLE_ADDRESS = 1;
    private static final int PREFIX = 2;
    private static final int BINDING = 3;
    private static final int IN_IPV4 = 1;
    private static final int IN_IPV6 = 2;

    private WorldArbitraries() {}

    /** Lengths of a rule, whether it is inside the previous one, and two of its CEs. */
    private record RuleDraw(
            int kind, int ipv4Length, int psidLength, int psidOffset, int more, int inside, int ce, int other) {}

    /** BRs in addition to the first: another one, and one of the second domain at the address of a CE of the first. */
    private record DomainDraw(
            List<RuleDraw> rules,
            boolean draft,
            boolean mesh,
            boolean two,
            boolean relayInCe,
            ForwardingOptions options) {}

    public static Arbitrary<BurstWorld> worlds() {
        Arbitrary<DomainDraw> domain = domain();
        return Combinators.combine(
                        domain, domain.optional(0.5), Arbitraries.integers().between(0, MAX_RULES - 1))
                .as((first, second, user) -> world(first, second.orElse(null), user))
                .filter(world -> !world.pairs().isEmpty());
    }

    private static Arbitrary<DomainDraw> domain() {
        Arbitrary<Boolean> flag = Arbitraries.of(false, true);
        return Combinators.combine(
                        rule().list().ofMinSize(1).ofMaxSize(MAX_RULES),
                        flag,
                        flag,
                        flag,
                        flag,
                        OptionArbitraries.options())
                .as(DomainDraw::new);
    }

    private static Arbitrary<RuleDraw> rule() {
        return Combinators.combine(
                        Arbitraries.integers().between(SHARED, BINDING),
                        Arbitraries.integers().between(8, 32),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 16),
                        Arbitraries.integers().between(0, IN_IPV6),
                        Arbitraries.integers(),
                        Arbitraries.integers())
                .as(RuleDraw::new);
    }

    private static BurstWorld world(DomainDraw first, DomainDraw second, int user) {
        List<BurstWorld.Pair> pairs = new ArrayList<>();
        List<ConfiguredDomain> domains = new ArrayList<>();
        domains.add(configured("first", first, 0, Nodes.BR, null, pairs));
        BurstWorld.Pair edge = pairs.isEmpty() ? null : pairs.get(user % pairs.size());
        if (second != null) {
            List<BurstWorld.Pair> more = new ArrayList<>();
            String relay = first.two ? Nodes.OTHER_BR : Nodes.BR;
            BurstWorld.Pair inCe = second.relayInCe && edge != null ? pairs.get(0) : null;
            ConfiguredDomain neighbour = configured("second", second, MAX_RULES, relay, inCe, more);
            if (neighbour != null && domains.get(0) != null && isServed(List.of(domains.get(0), neighbour))) {
                domains.add(neighbour);
                pairs.addAll(more);
            }
        }
        return new BurstWorld(domains, pairs, edge);
    }

    private static boolean isServed(List<ConfiguredDomain> domains) {
        return ConfiguredDomain.validateForRelay(domains).stream().noneMatch(Finding::isError);
    }

    /** A domain of those rules that do not contradict an earlier one; rule i has block i of both address spaces. */
    private static ConfiguredDomain configured(
            String name, DomainDraw draw, int place, String relay, BurstWorld.Pair inCe, List<BurstWorld.Pair> pairs) {
        List<MapRule> rules = new ArrayList<>();
        ConfiguredDomain domain = null;
        for (int i = 0; i < draw.rules.size(); i++) {
            RuleDraw each = draw.rules.get(i);
            MapRule rule = rule(each, place + i, rules.isEmpty() ? null : rules.get(rules.size() - 1), draw.draft);
            if (rule == null) {
                continue;
            }
            rules.add(rule);
            ConfiguredDomain larger = domain(name, draw, rules, relay, inCe);
            if (larger == null) {
                rules.remove(rule);
            } else {
                domain = larger;
                pairs.add(new BurstWorld.Pair(rule, ce(rule, each.ce), ce(rule, each.other)));
            }
        }
        return domain;
    }

    /** Null for rules that contradict each other. */
    private static ConfiguredDomain domain(
            String name, DomainDraw draw, List<MapRule> rules, String relay, BurstWorld.Pair pair) {
        List<IPv6Address> relays = new ArrayList<>();
        relays.add(Addresses.parseIpv6("borderRelay", relay));
        if (draw.two && !relay.equals(Nodes.OTHER_BR)) {
            relays.add(Addresses.parseIpv6("borderRelay", Nodes.OTHER_BR));
        }
        if (pair != null) {
            relays.add(
                    0, CeMapping.of(pair.rule(), pair.other()).mapAddressFromRule()); // packets are sent from the first
        }
        try {
            MapDomain domain = MapDomain.of(name, RuleSet.of(rules), relays, draw.mesh);
            ConfiguredDomain configured = new ConfiguredDomain(domain, draw.options);
            return isServed(List.of(configured)) ? configured : null;
        } catch (MapConfigurationException e) {
            return null;
        }
    }

    /** Null if the lengths leave no space. */
    private static MapRule rule(RuleDraw draw, int place, MapRule before, boolean draft) {
        boolean inIpv4 = draw.inside == IN_IPV4 && before != null && before.ipv4Length() < 32;
        boolean inIpv6 = draw.inside == IN_IPV6 && before != null && before.derivedPrefixLength() < 64;
        int ipv4 = inIpv4 ? before.ipv4() : 20 + place << 24;
        int least = inIpv4 ? before.ipv4Length() + 1 : 8;
        int r = draw.kind == BINDING ? 32 : Math.max(least, Math.min(draw.kind == PREFIX ? 31 : 32, draw.ipv4Length));
        int k = draw.kind == SHARED || draw.kind == BINDING ? Math.min(r, draw.psidLength) : 0;
        int ea = switch (draw.kind) {
            case SHARED -> 32 - r + k;
            case PREFIX -> Math.max(0, Math.min(31 - r, draw.more));
            case BINDING -> 0;
            default -> 32 - r;
        };
        BigInteger ipv6 = BigInteger.valueOf(0x2001_0db0L + place).shiftLeft(96);
        int n = Math.min(32 + draw.more, 64 - ea);
        if (inIpv6) {
            n = before.derivedPrefixLength() + 1;
            ipv6 = before.ipv6Prefix().getLower().getValue().setBit(128 - n);
        }
        if (draw.kind == BINDING) {
            n = 128;
            ipv6 = ipv6.setBit(3);
        }
        if (n < 32 || (draw.kind == PREFIX && r == 32) || n + ea > 128) {
            return null;
        }
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(address(ipv6, n))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(r))
                .eaLength(ea)
                .forwarding(true)
                .format(draft ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597);
        if (k > 0) {
            builder.psidOffset(draw.psidOffset).psidLength(k);
            if (draw.kind == BINDING) {
                builder.psid(draw.ce & (1 << k) - 1);
            }
        }
        try {
            return builder.build();
        } catch (MapConfigurationException e) {
            return null;
        }
    }

    private static IPv6Address address(BigInteger bits, int length) {
        return new IPv6Address(bits.shiftRight(64).longValue(), bits.longValue()).toPrefixBlock(length);
    }

    /** End-user prefix of one of the rule's CEs. */
    private static IPv6Address ce(MapRule rule, int number) {
        int derived = rule.derivedPrefixLength();
        long eaBits = (number & 0xffff_ffffL) & (1L << rule.eaLength()) - 1;
        return address(
                rule.ipv6Prefix()
                        .getLower()
                        .getValue()
                        .or(BigInteger.valueOf(eaBits).shiftLeft(128 - derived)),
                derived);
    }
}
