package io.softwire46.mape.conformance.draw;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.draw.RuleDraw.Place;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.RuleSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Draws rules that can be in one set without contradiction. The set is made of up to eight parts, each in a place
 * of its own in both address spaces; what is nested or shares an address does so inside its part. The simplest set is one
 * simple rule.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class RuleSetDraw {
    private static final int PARTS = 8;

    /** The part of the IPv4 space with the simplest prefix. */
    private static final int SIMPLE_IPV4_PART = 6;

    private final RuleDraw draw;
    private final Choices choices;

    /** Rules inside the limits of a drawer. */
    public RuleSetDraw(RuleDraw draw) {
        this.draw = draw;
        this.choices = draw.choices();
    }

    /** A domain with a rule set; its BRs are outside of the rules. */
    public MapDomain domain() {
        Set<Integer> numbers = new HashSet<>();
        List<IPv6Address> borderRelays = choices.list(Stage.OPTIONS, 1, 3, () -> {
            numbers.add(numbers.size() + 1);
            return draw.borderRelay(numbers.size());
        });
        String name = "domain-" + choices.nextInt(1000);
        boolean isMesh = choices.in(Stage.OPTIONS, choices::nextBoolean);
        return MapDomain.of(name, RuleSet.of(rules()), borderRelays, isMesh);
    }

    /** Rules without a contradiction, one or more. */
    public List<MapRule> rules() {
        int most = draw.limits().maxRules();
        if (draw.shapes(part(0)).isEmpty()) {
            return List.of(draw.rule()); // only rules that use more space than a part has
        }
        List<MapRule> rules = new ArrayList<>();
        int[] parts = {0};
        choices.list(Stage.RULES, 1, Math.min(PARTS, most), () -> rules.addAll(drawPart(part(parts[0]++))));
        List<MapRule> some = new ArrayList<>(rules.subList(0, Math.min(most, rules.size())));
        choices.in(Stage.RULES, () -> {
            choices.shuffle(some);
            return some;
        });
        return some;
    }

    /** 2000::/8 to 2700::/8, and an eighth of the IPv4 space. */
    private static Place part(int index) {
        return Place.ANYWHERE.ipv6Part(0x20 + index, 8).ipv4Part(Math.floorMod(SIMPLE_IPV4_PART - index, PARTS), 3);
    }

    private List<MapRule> drawPart(Place place) {
        return switch (choices.in(Stage.RULES, () -> choices.nextInt(8))) {
            case 3 -> partOfRule(place);
            case 4 -> nestedIpv4(place);
            case 5 -> oneAddress(place);
            case 6 -> unusedSubnet(place);
            case 7 -> hiding(place);
            default -> List.of(draw.rule(place));
        };
    }

    private boolean allows(RuleShape shape, Place place) {
        return draw.lengths(place).allow(shape);
    }

    private <T> T address(Supplier<T> drawer) {
        return choices.in(Stage.ADDRESSES, drawer);
    }

    /** A rule, and a second one that says the same about some of its addresses. */
    private List<MapRule> partOfRule(Place place) {
        MapRule outer = draw.rule(place);
        Limits limits = draw.limits();
        int most = IntStream.of(
                        outer.suffixLength(),
                        outer.eaLength() - limits.eaLength().min(),
                        limits.ipv4PrefixLength().max() - outer.ipv4Length(),
                        limits.ipv6PrefixLength().max() - outer.ipv6Length())
                .min()
                .getAsInt();
        boolean becomesOneToOne = outer.explicitPsid() >= 0 && most == outer.eaLength();
        if (becomesOneToOne && !limits.shapes().contains(RuleShape.ONE_TO_ONE)) {
            most--;
        }
        if (most < 1) {
            return List.of(outer);
        }
        int bits = draw.length(new Range(1, most), 1);
        int n = outer.ipv6Length() + bits;
        int r = outer.ipv4Length() + bits;
        long value = address(() -> choices.bits(bits));
        IPv6Address ipv6 = RuleDraw.address(
                outer.ipv6Prefix()
                        .getLower()
                        .getValue()
                        .or(BigInteger.valueOf(value).shiftLeft(128 - n)),
                n);
        IPv4Address ipv4 = new IPv4Address(outer.ipv4() | (int) (value << (32 - r))).toPrefixBlock(r);
        Integer psid = outer.explicitPsid() < 0 ? null : outer.explicitPsid();
        return List.of(outer, draw.rule(ipv6, ipv4, outer.eaLength() - bits, outer.portParameters(), psid));
    }

    /** A rule, and another one in a subnet that none of the first rule's CEs uses for MAP. */
    private List<MapRule> unusedSubnet(Place place) {
        Place outerPlace = place.ipv4Part(0, 1);
        if (draw.shapes(outerPlace).isEmpty()) {
            return List.of(draw.rule(place));
        }
        MapRule outer = draw.rule(outerPlace);
        int derived = outer.derivedPrefixLength();
        if (derived >= 64) {
            return List.of(outer);
        }
        int length = draw.length(new Range(derived + 1, 64), derived + 1);
        long eaBits = address(() -> choices.bits(outer.eaLength()));
        BigInteger subnet = outer.ipv6Prefix()
                .getLower()
                .getValue()
                .or(BigInteger.valueOf(eaBits).shiftLeft(128 - derived))
                .setBit(128 - length);
        return withInner(outer, subnet.shiftRight(64).longValue(), length, place);
    }

    /** A rule, and another one around a CE of it, which the longest match gives to that one. */
    private List<MapRule> hiding(Place place) {
        Place outerPlace = place.ipv4Part(0, 1);
        if (draw.shapes(outerPlace).isEmpty()) {
            return List.of(draw.rule(place));
        }
        MapRule outer = draw.rule(outerPlace);
        if (outer.ipv6Length() >= 64) {
            return List.of(outer);
        }
        NaiveMap.Rule naive = NaiveMap.Rule.of(outer);
        long eaBits = address(() -> choices.bits(outer.eaLength()));
        String address = NaiveMap.ce(naive, naive.ipv6() + Text.bits(eaBits, outer.eaLength()))
                .orElseThrow()
                .mapAddressFromRule();
        int length = draw.length(new Range(outer.ipv6Length() + 1, 64), outer.ipv6Length() + 1);
        long high = Long.parseUnsignedLong(Text.right(address.substring(0, length), 64), 2);
        return withInner(outer, high, length, place);
    }

    /** A rule, and another one inside an IPv6 prefix, if the limits allow one there. */
    private List<MapRule> withInner(MapRule outer, long high, int length, Place place) {
        Place inner = new Place(high, length, place.ipv4(), place.ipv4Length()).ipv4Part(1, 1);
        return draw.shapes(inner).isEmpty() ? List.of(outer) : List.of(outer, draw.rule(inner));
    }

    /** Several rules with one IPv4 address, each for a PSID, perhaps inside a rule that has the remaining PSIDs. */
    private List<MapRule> oneAddress(Place place) {
        if (!allows(RuleShape.ONE_TO_ONE, place.ipv6Part(0, 3))) {
            return List.of(draw.rule(place));
        }
        PortParameters ports = draw.ports(draw.lengths(place.ipv6Part(0, 3)), RuleShape.ONE_TO_ONE);
        IPv4Address address = draw.ipv4Prefix(place, 32);
        Set<Integer> psids = new HashSet<>();
        List<MapRule> rules = new ArrayList<>(choices.list(Stage.RULES, 1, Math.min(6, ports.sharingRatio()), () -> {
            Place own = place.ipv6Part(psids.size(), 3);
            int psid = draw.length(new Range(0, ports.sharingRatio() - 1), 0);
            while (!psids.add(psid)) {
                psid = (psid + 1) % ports.sharingRatio();
            }
            return draw.rule(own, 32, 0, ports, psid);
        }));
        Place around = new Place(place.ipv6High(), place.ipv6Length(), address.intValue(), 32).ipv6Part(7, 3);
        Range lengths = sharedLengths(place.ipv6Part(7, 3), ports).and(0, 31);
        boolean isInside = choices.in(Stage.RULES, choices::nextBoolean);
        if (isInside && !lengths.isEmpty()) {
            rules.add(around(around, draw.length(lengths, 24), ports));
        }
        return rules;
    }

    /** Two rules whose IPv4 prefixes overlap and whose IPv6 prefixes do not; the longest match decides. */
    private List<MapRule> nestedIpv4(Place place) {
        Place half = place.ipv6Part(0, 1);
        if (!allows(RuleShape.SHARED, half)) {
            return List.of(draw.rule(place));
        }
        PortParameters ports = draw.ports(draw.lengths(half), RuleShape.SHARED);
        Range lengths = sharedLengths(half, ports);
        int outer = draw.length(lengths.and(0, Math.max(lengths.min(), lengths.max() - 1)), 24);
        IPv4Address address = draw.ipv4Prefix(place, 32);
        Place at = new Place(place.ipv6High(), place.ipv6Length(), address.intValue(), 32);
        MapRule first = around(at.ipv6Part(0, 1), outer, ports);
        return lengths.max() == outer
                ? List.of(first)
                : List.of(first, around(at.ipv6Part(1, 1), draw.length(lengths.and(outer + 1, 32), outer + 1), ports));
    }

    /** Lengths of IPv4 prefixes of rules that embed a PSID; none if the limits allow no such rule. */
    private Range sharedLengths(Place place, PortParameters ports) {
        RuleLengths lengths = draw.lengths(place);
        boolean isAllowed = lengths.allow(RuleShape.SHARED)
                && lengths.psidLengths(RuleShape.SHARED).contains(ports.psidLength());
        return isAllowed ? lengths.ipv4Lengths(RuleShape.SHARED, ports.psidLength()) : new Range(0, -1);
    }

    /** A rule that embeds the PSID, whose IPv4 prefix of this length holds the place's address. */
    private MapRule around(Place place, int ipv4Length, PortParameters ports) {
        return draw.rule(place, ipv4Length, 32 - ipv4Length + ports.psidLength(), ports, null);
    }
}
