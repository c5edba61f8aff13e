package io.softwire46.mape.conformance.draw;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Draws single rules and their CEs. Lengths come from their whole legal range, with more weight on both ends and on the
 * word boundaries, because that is where shifts go wrong.
 *
 * <p>Not thread-safe: use one instance per draw.
 */
public final class RuleDraw {
    /** The range of both address spaces for a rule: leading bits, and the number of them that are fixed. */
    public record Place(long ipv6High, int ipv6Length, int ipv4, int ipv4Length) {
        /** Global unicast IPv6 space as soon as a prefix has three bits; any IPv4 address. */
        public static final Place ANYWHERE = new Place(0x2000L << 48, 0, 0, 0);

        /** The place with {@code bits} more leading IPv6 bits. */
        public Place ipv6Part(int value, int bits) {
            return new Place(ipv6High | (long) value << (64 - ipv6Length - bits), ipv6Length + bits, ipv4, ipv4Length);
        }

        /** The place with {@code bits} more leading IPv4 bits. */
        public Place ipv4Part(int value, int bits) {
            return new Place(ipv6High, ipv6Length, ipv4 | value << (32 - ipv4Length - bits), ipv4Length + bits);
        }
    }

    private static final List<Subscriber.Tail> TAILS = List.of(Subscriber.Tail.values());
    private static final int[] WORDS = {31, 32, 33, 48, 63, 64, 65, 80, 81, 96, 112, 113};

    public final Random random;
    public final InterfaceIdFormat format;

    public RuleDraw(Random random, InterfaceIdFormat format) {
        this.random = random;
        this.format = format;
    }

    /** Any rule of a shape; the shape says which lengths are possible. */
    public MapRule rule(RuleShape shape, Place place) {
        int least = place.ipv4Length();
        return switch (shape) {
            case PREFIX -> {
                int r = edgy(least, 31);
                yield rule(place, r, r == 0 ? edgy(1, 31) : edgy(0, 31 - r), PortParameters.UNRESTRICTED, null);
            }
            case ADDRESS -> {
                int r = edgy(least, 32);
                yield rule(place, r, 32 - r, PortParameters.UNRESTRICTED, null);
            }
            case SHARED -> {
                PortParameters ports = ports();
                int r = edgy(least, 32);
                yield rule(place, r, 32 - r + ports.psidLength(), ports, null);
            }
            case ONE_TO_ONE -> {
                PortParameters ports = ports();
                yield rule(place, 32, 0, ports, edgy(0, ports.sharingRatio() - 1));
            }
            case ONE_PSID_OF_EACH -> {
                PortParameters ports = ports();
                int r = edgy(least, 31);
                yield rule(place, r, 32 - r, ports, edgy(0, ports.sharingRatio() - 1));
            }
            case BINDING -> {
                PortParameters ports = chance(4) ? PortParameters.UNRESTRICTED : ports();
                Integer psid = ports.isShared() ? edgy(0, ports.sharingRatio() - 1) : null;
                yield rule(ipv6Prefix(place, 128), ipv4Prefix(place, 32), 0, ports, psid);
            }
        };
    }

    /** A rule with these lengths and any prefixes inside the place. */
    public MapRule rule(Place place, int ipv4Length, int eaLength, PortParameters ports, @Nullable Integer psid) {
        int most = 128 - eaLength;
        int n = chance(3)
                ? edgy(place.ipv6Length(), most)
                : edgy(place.ipv6Length(), Math.max(place.ipv6Length(), Math.min(most, 64 - eaLength)));
        return rule(ipv6Prefix(place, n), ipv4Prefix(place, ipv4Length), eaLength, ports, psid);
    }

    /** A rule with all parameters of the mapping, and no others. */
    public MapRule rule(
            IPv6Address ipv6Prefix,
            IPv4Address ipv4Prefix,
            int eaLength,
            PortParameters ports,
            @Nullable Integer psid) {
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(ipv6Prefix)
                .ipv4Prefix(ipv4Prefix)
                .eaLength(eaLength)
                .forwarding(random.nextBoolean())
                .format(format);
        if (ports.isShared()) {
            builder.psidOffset(ports.psidOffset()).psid(psid);
            if (psid != null || chance(4)) {
                builder.psidLength(ports.psidLength());
            }
        }
        if (chance(8)) {
            builder.borderRelay(borderRelay());
        }
        return builder.build();
    }

    /** An address outside of everything that rules are drawn from. */
    public IPv6Address borderRelay() {
        return new IPv6Address(0xfd00_0000_0000_0000L, random.nextLong());
    }

    /** Parameters of a shared address. */
    public PortParameters ports() {
        int k = edgy(1, 16);
        int a = chance(3) ? Math.min(16 - k, format.defaultPsidOffset()) : edgy(0, 16 - k);
        return PortParameters.of(a, k);
    }

    public IPv6Address ipv6Prefix(Place place, int length) {
        // 2000::/3 stays what it is also where the place leaves every bit open.
        long below = place.ipv6Length() == 64 ? 0 : -1L >>> Math.max(3, place.ipv6Length());
        return new IPv6Address(place.ipv6High() | (random.nextLong() & below), random.nextLong()).toPrefixBlock(length);
    }

    public IPv4Address ipv4Prefix(Place place, int length) {
        int below = place.ipv4Length() == 32 ? 0 : -1 >>> place.ipv4Length();
        return new IPv4Address(place.ipv4() | (random.nextInt() & below)).toPrefixBlock(length);
    }

    /** A CE of the rule, with an End-user prefix as long as the rule indicates or longer. */
    public Subscriber subscriber(MapRule rule) {
        int derived = rule.derivedPrefixLength();
        int length = chance(2) ? derived : edgy(derived, 128);
        long eaBits = eaBits(rule.eaLength());
        BigInteger known = rule.ipv6Prefix()
                .getLower()
                .getValue()
                .or(BigInteger.valueOf(eaBits).shiftLeft(128 - derived));
        Subscriber.Tail tail = TAILS.get(random.nextInt(TAILS.size()));
        BigInteger further = switch (tail) {
            case ZERO -> BigInteger.ZERO;
            case RANDOM -> new BigInteger(128 - derived, random);
            case DERIVED ->
                CeMapping.of(rule, address(known, derived)).mapAddressFromRule().getValue();
        };
        return new Subscriber(rule, eaBits, address(known.or(further), length), tail);
    }

    private long eaBits(int length) {
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> (1L << length) - 1;
            default -> random.nextLong() & (1L << length) - 1;
        };
    }

    public static IPv6Address address(BigInteger bits, int length) {
        return new IPv6Address(bits.shiftRight(64).longValue(), bits.longValue()).toPrefixBlock(length);
    }

    /** A number from a range, often one at its end or at a word boundary. */
    public int edgy(int from, int to) {
        return switch (random.nextInt(8)) {
            case 0 -> from;
            case 1 -> to;
            case 2 -> Math.max(from, Math.min(to, WORDS[random.nextInt(WORDS.length)]));
            default -> from + random.nextInt(to - from + 1);
        };
    }

    /** True once in this many times. */
    public boolean chance(int times) {
        return random.nextInt(times) == 0;
    }
}
