package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The sweep over sorted prefixes finds what a comparison of all pairs finds. Rules come from so few prefixes that most
 * of them meet.
 */
class RuleSetChecksProperties {
    private static final Set<String> IPV4_IDS = Set.of("V43", "V44", "V45", "V46");

    @Property(tries = 300)
    void equalIpv6PrefixesAreFound(@ForAll("rules") List<MapRule> rules) {
        long distinct =
                rules.stream().map(RuleSetChecksProperties::ipv6).distinct().count();
        long repeated = RuleSet.validate(rules).stream()
                .filter(f -> f.id().name().equals("V41"))
                .count();
        assertEquals(rules.size() - distinct, repeated);
    }

    @Property(tries = 300)
    void nestedIpv6PrefixesAreFound(@ForAll("rules") List<MapRule> rules) {
        Set<String> nested = rules.stream()
                .filter(inner -> rules.stream()
                        .anyMatch(outer ->
                                !ipv6(outer).equals(ipv6(inner)) && ipv6(outer).contains(ipv6(inner))))
                .map(inner -> ipv6(inner).toCanonicalString())
                .collect(Collectors.toSet());
        Set<String> found = RuleSet.validate(rules).stream()
                .filter(f -> f.id().name().equals("V42"))
                .map(Finding::value)
                .collect(Collectors.toSet());
        assertEquals(nested, found);
    }

    @Property(tries = 500)
    void contradictionsOfIpv4PrefixesAreFound(@ForAll("rules") List<MapRule> rules) {
        boolean contradiction = anyPair(rules, RuleSetChecksProperties::contradict);
        boolean found = RuleSet.validate(rules).stream().anyMatch(f -> IPV4_IDS.contains(f.id().name()) && f.isError());
        assertEquals(contradiction, found, () -> RuleSet.validate(rules).toString());
    }

    @Property(tries = 300)
    void nestedIpv4PrefixesAreFound(@ForAll("rules") List<MapRule> rules) {
        Set<String> nested = rules.stream()
                .filter(inner -> rules.stream()
                        .anyMatch(outer ->
                                !ipv4(outer).equals(ipv4(inner)) && ipv4(outer).contains(ipv4(inner))))
                .map(inner -> ipv4(inner).toCanonicalString())
                .collect(Collectors.toSet());
        Set<String> found = RuleSet.validate(rules).stream()
                .filter(f -> IPV4_IDS.contains(f.id().name()) && f.message().startsWith("lies inside"))
                .map(Finding::value)
                .collect(Collectors.toSet());
        assertEquals(nested, found);
    }

    /** RFC 7597 section 8.1: the IPv6 source and the BR address together determine the domain. */
    @Property(tries = 300)
    void domainsThatOneBorderRelayConfusesAreFound(
            @ForAll("rules") List<MapRule> rules, @ForAll("relays") List<Integer> relays) {
        List<MapDomain> domains = IntStream.range(0, rules.size())
                .mapToObj(i -> {
                    IPv6Address relay = Addresses.parseIpv6("borderRelay", "fd00::" + relays.get(i));
                    return MapDomain.of("d" + i, RuleSet.of(rules.get(i)), List.of(relay));
                })
                .toList();
        boolean confused = anyPair(
                domains,
                (a, b) -> a.borderRelays().equals(b.borderRelays())
                        && overlap(a.rules().rules().get(0), b.rules().rules().get(0)));
        boolean found = MapDomain.validateForRelay(domains).stream()
                .anyMatch(f -> f.id().name().equals("V48"));
        assertEquals(confused, found);
    }

    private static boolean overlap(MapRule a, MapRule b) {
        return ipv6(a).contains(ipv6(b)) || ipv6(b).contains(ipv6(a));
    }

    /** RFC 7597 section 5.1: who shares an address has one offset and length; no one else owns any of it. */
    private static boolean contradict(MapRule a, MapRule b) {
        if (!ipv4(a).contains(ipv4(b)) && !ipv4(b).contains(ipv4(a))) {
            return false;
        }
        boolean samePorts = a.portParameters().equals(b.portParameters());
        if (!ipv4(a).equals(ipv4(b))) {
            return !samePorts;
        }
        boolean ownPsids = a.isKeyedByPsid() && b.isKeyedByPsid() && a.explicitPsid() != b.explicitPsid();
        return !(samePorts && ownPsids);
    }

    private static <T> boolean anyPair(List<T> list, BiPredicate<T, T> predicate) {
        return IntStream.range(0, list.size())
                .anyMatch(i -> IntStream.range(0, i).anyMatch(j -> predicate.test(list.get(j), list.get(i))));
    }

    private static IPv6Address ipv6(MapRule rule) {
        return rule.ipv6Prefix();
    }

    private static IPv4Address ipv4(MapRule rule) {
        return rule.ipv4Prefix();
    }

    @Provide
    Arbitrary<List<Integer>> relays() {
        return Arbitraries.integers().between(1, 3).list().ofSize(9);
    }

    /** On both sides of the sign bits, and on both sides of bit 64. */
    @Provide
    Arbitrary<List<MapRule>> rules() {
        Arbitrary<String> ipv6 = Arbitraries.of(
                ("2000::/4 2001:db8::/40 2001:db8:12::/48 2001:db8:12:3400::/56 2001:db8:80::/41 3000::/8 a000::/8 "
                                + "2001:db8:12:3400:8000::/65 2001:db8:12:3400::/65 9000::/4 9000::/64 "
                                + "9000:0:0:0:8000::/72 9000:0:0:0:1000::/72 9000:0:0:0:8001::/80")
                        .split(" "));
        Arbitrary<String> ipv4 = Arbitraries.of(
                "192.0.2.0/24 192.0.2.128/25 192.0.2.18/32 192.0.2.200/32 64.0.0.0/8 64.1.0.0/16 8.0.0.0/16 192.0.0.0/16"
                        .split(" "));
        Arbitrary<Integer> psidBits = Arbitraries.of(0, 0, 4, 4, 8);
        Arbitrary<Integer> psid = Arbitraries.integers().between(-1, 3);
        return Combinators.combine(ipv6, ipv4, psidBits, psid)
                .as((n, r, k, p) -> {
                    int whole = 32 - Integer.parseInt(r.substring(r.indexOf('/') + 1));
                    MapRule.Builder rule =
                            MapRule.builder().ipv6Prefix(n).ipv4Prefix(r).psidOffset(6);
                    return k == 0 || p < 0
                            ? rule.eaLength(whole + k).build()
                            : rule.eaLength(whole).psidLength(k).psid(p).build();
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(9);
    }
}
