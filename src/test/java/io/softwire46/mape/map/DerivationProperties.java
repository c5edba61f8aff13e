package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.SourceCheck.Mode;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** One rule: the library against the naive model, and the laws that hold between its derivations. */
@Domain(RuleArbitraries.class)
@Domain(DomainContext.Global.class)
class DerivationProperties {

    @Property
    void derivingAndExtractingIsTheIdentity(@ForAll Subscriber subscriber, @ForAll Random random) {
        MapRule rule = subscriber.rule();
        CeMapping ce = CeMapping.of(rule, subscriber.endUserPrefix());
        int ipv4 = ce.ipv4Bits() | (random.nextInt() & ~Bits.ipv4Mask(ce.ipv4Length()));
        int port = ce.portSet().portAt(random.nextInt(ce.portSet().size()));
        CeMapping owner = rule.owner(new IPv4Address(ipv4), port).orElseThrow();

        assertEquals(ce.eaBits(), owner.eaBits());
        assertEquals(ce.mapAddressFromRule(), owner.mapAddress());
        assertEquals(owner, rule.decode(owner.mapAddress()).orElseThrow());
        assertEquals(owner, rule.decode(ce.mapAddress()).orElseThrow());
        assertEquals(owner, CeMapping.of(rule, owner.endUserPrefix()));
        assertTrue(owner.owns(ipv4, port));
    }

    @Property
    void ceIsTheModels(@ForAll Subscriber subscriber) {
        CeMapping ce = CeMapping.of(subscriber.rule(), subscriber.endUserPrefix());
        NaiveMap.Ce model = NaiveMap.ce(NaiveMap.Rule.of(subscriber.rule()), prefixBits(subscriber.endUserPrefix()))
                .orElseThrow();
        assertSame(model, ce);
        assertEquals(model.mapAddress(), bits(ce.mapAddress()));
    }

    @Property
    void rulesRefuseTheSamePrefixesAsTheModel(@ForAll Subscriber subscriber, @ForAll Random random) {
        MapRule rule = subscriber.rule();
        int length = random.nextInt(129);
        IPv6Address prefix = near(subscriber.endUserPrefix(), random).toPrefixBlock(length);
        Optional<NaiveMap.Ce> model = NaiveMap.ce(NaiveMap.Rule.of(rule), prefixBits(prefix));
        boolean refused = CeMapping.validate(rule, prefix).stream().anyMatch(Finding::isError);

        assertEquals(model.isEmpty(), refused);
        model.ifPresent(ce ->
                assertEquals(ce.mapAddress(), bits(CeMapping.of(rule, prefix).mapAddress())));
    }

    @Property(tries = 3000)
    void ownerIsTheModels(@ForAll Subscriber subscriber, @ForAll Random random) {
        MapRule rule = subscriber.rule();
        int ipv4 = address(CeMapping.of(rule, subscriber.endUserPrefix()), random);
        int port = port(rule, random);
        Optional<NaiveMap.Ce> model = NaiveMap.owner(NaiveMap.Rule.of(rule), Text.ipv4(ipv4), port);
        Optional<CeMapping> owner = rule.owner(new IPv4Address(ipv4), port);

        assertEquals(model.isPresent(), owner.isPresent());
        model.ifPresent(ce -> assertSame(ce, owner.get()));
        model.ifPresent(ce -> assertEquals(ce.mapAddress(), bits(owner.get().mapAddress())));
    }

    @Property
    void decodedIsTheModels(@ForAll Subscriber subscriber, @ForAll Random random) {
        MapRule rule = subscriber.rule();
        IPv6Address address =
                near(CeMapping.of(rule, subscriber.endUserPrefix()).mapAddress(), random);
        Optional<NaiveMap.Ce> model = NaiveMap.decode(NaiveMap.Rule.of(rule), bits(address));
        Optional<CeMapping> decoded = rule.decode(address);

        assertEquals(model.isPresent(), decoded.isPresent());
        model.ifPresent(ce -> assertSame(ce, decoded.get()));
    }

    @Property(tries = 5000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void sourceCheckIsTheModels(@ForAll Subscriber subscriber, @ForAll Random random) {
        MapRule rule = subscriber.rule();
        NaiveMap.Rule model = NaiveMap.Rule.of(rule);
        CeMapping ce = CeMapping.of(rule, subscriber.endUserPrefix());
        IPv6Address source = near(random.nextBoolean() ? ce.mapAddress() : ce.mapAddressFromRule(), random);
        int ipv4 = address(ce, random);
        int port = random.nextInt(3) > 0
                ? ce.portSet().portAt(random.nextInt(ce.portSet().size()))
                : port(rule, random);
        SourceCheck strict = check(rule, source, ipv4, port, Mode.STRICT);
        SourceCheck ea = check(rule, source, ipv4, port, Mode.EA);

        assertEquals(NaiveMap.check(model, bits(source), Text.ipv4(ipv4), port, true), strict.name());
        assertEquals(NaiveMap.check(model, bits(source), Text.ipv4(ipv4), port, false), ea.name());
        // What STRICT lets pass, EA lets pass; what EA lets pass belongs to the CE that the source names, and back.
        assertTrue(ea.isAccepted() || !strict.isAccepted());
        assertEquals(rule.decode(source).filter(named -> named.owns(ipv4, port)).isPresent(), ea.isAccepted());
        Statistics.label("outcomes").collect(strict).coverage(outcomes -> {
            for (SourceCheck outcome : SourceCheck.values()) {
                outcomes.check(outcome).count(count -> count > 0 || outcome == SourceCheck.OTHER_RULE);
            }
        });
    }

    @Property
    @StatisticsReport(StatisticsReportMode.OFF)
    void ceAndBrAgreeIfTheFurtherBitsAreTheDerivedOnes(@ForAll Subscriber subscriber) {
        CeMapping ce = CeMapping.of(subscriber.rule(), subscriber.endUserPrefix());
        String prefix = prefixBits(subscriber.endUserPrefix());
        String derived = NaiveMap.decode(NaiveMap.Rule.of(subscriber.rule()), bits(ce.mapAddress()))
                .orElseThrow()
                .mapAddressFromRule();
        boolean sameBits = derived.startsWith(prefix);

        assertEquals(sameBits, ce.isAgreed());
        assertEquals(sameBits, ce.mapAddress().equals(ce.mapAddressFromRule()));
        assertEquals(
                !sameBits,
                CeMapping.validate(subscriber.rule(), subscriber.endUserPrefix()).stream()
                        .anyMatch(finding -> finding.id().name().equals("V33")));
        Statistics.label("agreed").collect(sameBits).coverage(both -> {
            both.check(true).percentage(p -> p > 10);
            both.check(false).percentage(p -> p > 10);
        });
    }

    private static void assertSame(NaiveMap.Ce model, CeMapping ce) {
        assertEquals(model.ea(), Text.bits(ce.eaBits().value(), ce.eaBits().length()));
        assertEquals(model.ipv4(), Text.ipv4(ce.ipv4Bits()).substring(0, ce.ipv4Length()));
        assertEquals(
                model.psid(), Text.bits(ce.psid(), ce.portSet().parameters().psidLength()));
        assertEquals(model.mapAddressFromRule(), bits(ce.mapAddressFromRule()));
    }

    /** The CE's own address, one that differs in a bit, or any. */
    private static int address(CeMapping ce, Random random) {
        int own = ce.ipv4Bits() | (random.nextInt() & ~Bits.ipv4Mask(ce.ipv4Length()));
        return switch (random.nextInt(4)) {
            case 0 -> own ^ 1 << random.nextInt(32);
            case 1 -> random.nextInt();
            default -> own;
        };
    }

    /** No port, the edges of the ports that no one owns, or any port. */
    static int port(MapRule rule, Random random) {
        int first = 1 << (16 - rule.portParameters().psidOffset());
        int[] edges = {MapRule.NO_PORT, 0, 1, 1023, 1024, first - 1, first & 65535, 65535};
        return random.nextBoolean() ? random.nextInt(65536) : edges[random.nextInt(edges.length)];
    }

    /** The address, or one that differs in a bit. */
    private static IPv6Address near(IPv6Address address, Random random) {
        long[] bits = Addresses.bits(address);
        int flipped = random.nextInt(256);
        if (flipped < 128) {
            bits[flipped / 64] ^= 1L << flipped % 64;
        }
        return new IPv6Address(bits[0], bits[1]);
    }

    private static SourceCheck check(MapRule rule, IPv6Address source, int ipv4, int port, Mode mode) {
        long[] bits = Addresses.bits(source);
        return SourceCheck.of(rule, bits[0], bits[1], ipv4, port, mode);
    }

    private static String bits(IPv6Address address) {
        long[] bits = Addresses.bits(address);
        return Text.ipv6(bits[0], bits[1]);
    }

    private static String prefixBits(IPv6Address prefix) {
        return bits(prefix).substring(0, prefix.getNetworkPrefixLength());
    }
}
