package io.softwire46.mape.conformance.draw;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.draw.RuleDraw.Place;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws rules that can be in one set without contradiction. The set is made of up to eight parts, each in a place
 * of its own in both address spaces; what is nested or shares an address does so inside its part.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class RuleSetDraw {
    private static final int PARTS = 8;

    private final RuleDraw draw;
    private final List<RuleShape> shapes;

    public RuleSetDraw(RuleDraw draw, List<RuleShape> shapes) {
        this.draw = draw;
        this.shapes = shapes;
    }

    public List<MapRule> rules() {
        List<MapRule> rules = new ArrayList<>();
        int parts = draw.edgy(1, PARTS);
        for (int i = 0; i < parts; i++) {
            // 2000::/8 to 2700::/8, and an eighth of the IPv4 space
            Place place = Place.ANYWHERE.ipv6Part(0x20 + i, 8).ipv4Part(i, 3);
            switch (draw.random.nextInt(8)) {
                case 0 -> rules.addAll(partOfRule(place));
                case 1 -> rules.addAll(unusedSubnet(place));
                case 2 -> rules.addAll(oneAddress(place));
                case 3 -> rules.addAll(nestedIpv4(place));
                case 4 -> rules.addAll(hiding(place));
                default -> rules.add(single(place));
            }
        }
        Collections.shuffle(rules, draw.random);
        return rules;
    }

    private MapRule single(Place place) {
        return draw.rule(shapes.get(draw.random.nextInt(shapes.size())), place);
    }

    /** A rule, and a second one that says the same about some of its addresses. */
    private List<MapRule> partOfRule(Place place) {
        MapRule outer = single(place);
        if (outer.suffixLength() == 0) {
            return List.of(outer);
        }
        int bits = draw.edgy(1, outer.suffixLength());
        int n = outer.ipv6Length() + bits;
        int r = outer.ipv4Length() + bits;
        long value = draw.random.nextLong() & (1L << bits) - 1;
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
        MapRule outer = single(place.ipv4Part(0, 1));
        int derived = outer.derivedPrefixLength();
        if (derived >= 64) {
            return List.of(outer);
        }
        int length = draw.edgy(derived + 1, 64);
        BigInteger subnet = outer.ipv6Prefix()
                .getLower()
                .getValue()
                .or(BigInteger.valueOf(draw.random.nextLong() & (1L << outer.eaLength()) - 1)
                        .shiftLeft(128 - derived))
                .setBit(128 - length);
        Place inner = new Place(subnet.shiftRight(64).longValue(), length, place.ipv4(), place.ipv4Length());
        return List.of(outer, single(inner.ipv4Part(1, 1)));
    }

    /** A rule, and another one around a CE of it, which the longest match gives to that one. */
    private List<MapRule> hiding(Place place) {
        MapRule outer = single(place.ipv4Part(0, 1));
        if (outer.ipv6Length() >= 64) {
            return List.of(outer);
        }
        NaiveMap.Rule naive = NaiveMap.Rule.of(outer);
        String address = NaiveMap.ce(naive, naive.ipv6() + Text.bits(draw.random.nextLong(), outer.eaLength()))
                .orElseThrow()
                .mapAddressFromRule();
        int length = draw.edgy(outer.ipv6Length() + 1, 64);
        long high = Long.parseUnsignedLong(Text.right(address.substring(0, length), 64), 2);
        Place inner = new Place(high, length, place.ipv4(), place.ipv4Length());
        return List.of(outer, single(inner.ipv4Part(1, 1)));
    }

    /** Several rules with one IPv4 address, each for a PSID, perhaps inside a rule that has the remaining PSIDs. */
    private List<MapRule> oneAddress(Place place) {
        PortParameters ports = draw.ports();
        IPv4Address address = draw.ipv4Prefix(place, 32);
        int count = draw.edgy(1, Math.min(6, ports.sharingRatio()));
        int[] psids = draw.random
                .ints(0, ports.sharingRatio())
                .distinct()
                .limit(count)
                .toArray();
        List<MapRule> rules = new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> {
                    Place own = place.ipv6Part(i, 3);
                    int n = draw.chance(2) ? 128 : draw.edgy(own.ipv6Length(), 64);
                    return draw.rule(draw.ipv6Prefix(own, n), address, 0, ports, psids[i]);
                })
                .toList());
        if (draw.chance(2)) {
            int r = draw.edgy(place.ipv4Length(), 31);
            Place around = new Place(place.ipv6High(), place.ipv6Length(), address.intValue(), 32);
            rules.add(around(around.ipv6Part(7, 3), r, ports));
        }
        return rules;
    }

    /** Two rules whose IPv4 prefixes overlap and whose IPv6 prefixes do not; the longest match decides. */
    private List<MapRule> nestedIpv4(Place place) {
        PortParameters ports = draw.ports();
        int outer = draw.edgy(place.ipv4Length(), 31);
        int inner = draw.edgy(outer + 1, 32);
        IPv4Address address = draw.ipv4Prefix(place, 32);
        Place at = new Place(place.ipv6High(), place.ipv6Length(), address.intValue(), 32);
        return List.of(around(at.ipv6Part(0, 1), outer, ports), around(at.ipv6Part(1, 1), inner, ports));
    }

    /** A rule that embeds the PSID, whose IPv4 prefix of this length holds the place's address. */
    private MapRule around(Place place, int ipv4Length, PortParameters ports) {
        return draw.rule(place, ipv4Length, 32 - ipv4Length + ports.psidLength(), ports, null);
    }
}
