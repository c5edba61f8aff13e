package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.SourceCheck.Mode;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** Rule sets: every look-up against a plain scan of the naive model. */
@Domain(RuleArbitraries.class)
@Domain(DomainContext.Global.class)
class RuleSetModelProperties {
    private static final int QUESTIONS = 20;

    @Property(tries = 500)
    void setsOfEverySortAnswerAsTheModel(@ForAll RuleSet set, @ForAll Random random) {
        askEverything(set, random);
    }

    @Property(tries = 500)
    @StatisticsReport(StatisticsReportMode.OFF)
    void crowdedSetsAnswerAsTheModel(@ForAll("crowded") RuleSet set, @ForAll Random random) {
        for (SourceCheck outcome : askEverything(set, random)) {
            Statistics.label("outcome").collect(outcome).coverage(outcomes -> {
                for (SourceCheck each : SourceCheck.values()) {
                    outcomes.check(each).count(count -> count > 0);
                }
            });
        }
    }

    /**
     * Sets whose IPv4 prefixes lie on top of each other and at both ends of the address space, shared ones with one
     * pair of port parameters. Candidates that would contradict the set are omitted, as the validation says.
     */
    @Provide
    Arbitrary<RuleSet> crowded() {
        return CaseShrinkable.arbitrary(choices -> {
            List<MapRule> rules = new ArrayList<>();
            int k = 1 + choices.nextInt(3);
            int a = choices.nextInt(5);
            boolean shared = choices.nextInt(4) > 0;
            while (rules.isEmpty() || choices.nextInt(14) > 0) {
                MapRule candidate = candidate(choices, shared ? k : 0, a);
                rules.add(candidate);
                if (RuleSet.validate(rules).stream().anyMatch(Finding::isError)) {
                    rules.remove(candidate);
                }
            }
            return RuleSet.of(rules);
        });
    }

    private static MapRule candidate(Choices choices, int k, int a) {
        int[] ends = {0, 1, -1, -2, 1 << 31, 0x7fffffff, 0xc0000212};
        int r = choices.nextBoolean() ? 32 : 24 + choices.nextInt(9);
        int ipv4 = ends[choices.nextInt(ends.length)];
        boolean embedded = choices.nextInt(3) == 0;
        int most = 32 - r + (embedded ? k : 0);
        int o = k > 0 ? most : choices.nextInt(most + 1);
        // ::/0 and prefixes at both ends, those of rules being unicast; many inside of others
        int n = choices.nextInt(6) == 0 ? 0 : 3 + choices.nextInt(6);
        long high = choices.nextInt(8) == 0 ? 0 : choices.nextLong();
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(new IPv6Address(n > 0 && high < 0 ? high & ~(1L << 56) : high, 0).toPrefixBlock(n))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(r))
                .eaLength(o);
        if (k > 0) {
            builder.psidOffset(a).psidLength(k).psid(embedded ? null : choices.nextInt(1 << k));
        }
        return builder.build();
    }

    /** Returns the outcomes of the source checks. */
    private static List<SourceCheck> askEverything(RuleSet set, Random random) {
        List<NaiveMap.Rule> model = set.rules().stream().map(NaiveMap.Rule::of).toList();
        List<SourceCheck> outcomes = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
            MapRule rule = any(set, random);
            String source = address(model.get(set.rules().indexOf(rule)), random);
            MapRule other = random.nextInt(3) == 0 ? any(set, random) : rule;
            int ipv4 = ipv4(other, source, random);
            int port = DerivationProperties.port(other, random);
            byIpv6(set, model, source, random.nextInt(129));
            byIpv4(set, model, ipv4, port);
            for (Mode mode : Mode.values()) {
                SourceCheck outcome = set.check(high(source), low(source), ipv4, port, mode);
                assertEquals(
                        NaiveMap.check(model, source, Text.ipv4(ipv4), port, mode == Mode.STRICT),
                        outcome.name(),
                        () -> source + " says " + new IPv4Address(ipv4) + " port " + port);
                outcomes.add(outcome);
            }
        }
        return outcomes;
    }

    private static void byIpv6(RuleSet set, List<NaiveMap.Rule> model, String address, int length) {
        int place = NaiveMap.byIpv6(model, address);
        assertEquals(place, set.byIpv6().ruleOf(high(address), low(address)));
        assertEquals(
                place < 0
                        ? Optional.empty()
                        : NaiveMap.decode(model.get(place), address).map(NaiveMap.Ce::ea),
                set.decode(new IPv6Address(high(address), low(address)))
                        .map(ce -> Text.bits(ce.eaBits().value(), ce.eaBits().length())));

        String prefix = address.substring(0, length);
        int bmr = NaiveMap.byIpv6(model, prefix);
        String start = Text.right(prefix, 128);
        assertEquals(bmr, set.byIpv6().ruleOf(high(start), low(start), length));
        assertEquals(
                bmr < 0 ? Optional.empty() : Optional.of(set.rules().get(bmr)),
                set.bmr(new IPv6Address(high(start), low(start)).toPrefixBlock(length)));
    }

    private static void byIpv4(RuleSet set, List<NaiveMap.Rule> model, int ipv4, int port) {
        String bits = Text.ipv4(ipv4);
        int place = NaiveMap.byIpv4(model, bits, port);
        assertEquals(place, set.byIpv4().ruleOf(ipv4, port), () -> new IPv4Address(ipv4) + " port " + port);
        assertEquals(
                place < 0
                        ? Optional.empty()
                        : NaiveMap.owner(model.get(place), bits, port).map(NaiveMap.Ce::mapAddress),
                set.owner(new IPv4Address(ipv4), port).map(ce -> Text.ipv6(ce.mapAddressHigh(), ce.mapAddressLow())));
    }

    private static MapRule any(RuleSet set, Random random) {
        return set.rules().get(random.nextInt(set.rules().size()));
    }

    /** The MAP address of a CE of the rule, one that differs in a bit, or any address. */
    private static String address(NaiveMap.Rule rule, Random random) {
        String ea = Text.bits(random.nextLong(), rule.ea());
        String address = NaiveMap.ce(rule, rule.ipv6() + ea).orElseThrow().mapAddressFromRule();
        int flipped = random.nextInt(128);
        return switch (random.nextInt(6)) {
            case 0 ->
                address.substring(0, flipped)
                        + (address.charAt(flipped) == '0' ? '1' : '0')
                        + address.substring(flipped + 1);
            case 1 -> Text.ipv6(random.nextLong(), random.nextLong());
            default -> address;
        };
    }

    /** The address that the source decodes to under the rule, the ends of the Rule IPv4 prefix or just outside, or any address. */
    private static int ipv4(MapRule rule, String source, Random random) {
        int hosts = ~Bits.ipv4Mask(rule.ipv4Length());
        return switch (random.nextInt(8)) {
            case 0 -> rule.ipv4();
            case 1 -> rule.ipv4() | hosts;
            case 2 -> rule.ipv4() - 1;
            case 3 -> (rule.ipv4() | hosts) + 1;
            case 4 -> random.nextInt();
            default ->
                rule.ipv4Of(rule.eaBitsOf(high(source), low(source)))
                        | (random.nextInt() & ~Bits.ipv4Mask(rule.ceIpv4Length()));
        };
    }

    private static long high(String address) {
        return Long.parseUnsignedLong(address.substring(0, 64), 2);
    }

    private static long low(String address) {
        return Long.parseUnsignedLong(address.substring(64), 2);
    }
}
