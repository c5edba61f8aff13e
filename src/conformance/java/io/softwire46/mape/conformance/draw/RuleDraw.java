package io.softwire46.mape.conformance.draw;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws single rules and their CEs. Lengths come from the whole range of the limits, with more weight on both ends and on
 * the word boundaries, because that is where shifts go wrong. The simplest rule is that of RFC 7597 Appendix A example 1.
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

    private static final int[] WORDS = {31, 32, 33, 48, 63, 64, 65, 80, 81, 96, 112, 113};

    /** The lengths and prefixes of RFC 7597 Appendix A example 1; it has no IPv4 subnets. */
    private static final int SIMPLE_IPV6_LENGTH = 40;

    private static final int SIMPLE_IPV4_LENGTH = 24;
    private static final int SIMPLE_SUBNET_LENGTH = 4;
    private static final int SIMPLE_PSID_LENGTH = 8;
    private static final long SIMPLE_IPV6 = 0x2001_0db8_0000_0000L;
    private static final int SIMPLE_IPV4 = 0xc000_0200;

    private static final int RULE_RELAY = 8;

    private final Choices choices;
    private final Limits limits;
    private final InterfaceIdFormat format;

    /** A drawer of rules inside limits, all in one of their formats. */
    public RuleDraw(Choices choices, Limits limits) {
        this.choices = choices;
        this.limits = limits;
        List<InterfaceIdFormat> formats = Stream.of(InterfaceIdFormat.values())
                .filter(limits.formats()::contains)
                .toList();
        format = choices.in(Stage.LENGTHS, () -> choices.pick(formats));
    }

    Choices choices() {
        return choices;
    }

    Limits limits() {
        return limits;
    }

    /** The lengths of rules in a place. */
    RuleLengths lengths(Place place) {
        return new RuleLengths(limits, place.ipv6Length(), place.ipv4Length());
    }

    /** The shapes that a rule in a place can have, the simplest first. */
    List<RuleShape> shapes(Place place) {
        RuleLengths lengths = lengths(place);
        return Stream.of(RuleShape.values()).filter(lengths::allow).toList();
    }

    /** Any rule, of any shape that the limits allow. */
    public MapRule rule() {
        return rule(Place.ANYWHERE);
    }

    /** Any rule in a place. */
    MapRule rule(Place place) {
        List<RuleShape> shapes = shapes(place);
        if (shapes.isEmpty()) {
            throw new IllegalArgumentException("no rule in this place inside the limits: " + limits);
        }
        return rule(choices.in(Stage.LENGTHS, () -> choices.pick(shapes)), place);
    }

    /**
     * Any rule of a shape; the shape determines which lengths are possible.
     *
     * @throws IllegalArgumentException if the limits allow none in the place
     */
    public MapRule rule(RuleShape shape, Place place) {
        RuleLengths lengths = lengths(place);
        if (!lengths.allow(shape)) {
            throw new IllegalArgumentException("no rule of shape " + shape + " inside the limits: " + limits);
        }
        // All shapes take the same decisions in the same order: when one of them is simplified, the others keep their
        // meaning.
        PortParameters ports = ports(lengths, shape);
        int r = length(lengths.ipv4Lengths(shape, ports.psidLength()), SIMPLE_IPV4_LENGTH);
        int o = length(eaLengths(lengths, shape, ports, r), SIMPLE_SUBNET_LENGTH);
        boolean isExplicit = shape != RuleShape.SHARED && ports.isShared();
        int psid = length(new Range(0, isExplicit ? ports.sharingRatio() - 1 : 0), 0);
        Place own =
                shape == RuleShape.BINDING ? new Place(place.ipv6High(), 128, place.ipv4(), place.ipv4Length()) : place;
        int n = ipv6Length(own, o);
        return rule(ipv6Prefix(place, n), ipv4Prefix(place, r), o, ports, isExplicit ? psid : null);
    }

    private static Range eaLengths(RuleLengths lengths, RuleShape shape, PortParameters ports, int r) {
        return switch (shape) {
            case PREFIX -> lengths.prefixEaLengths(r);
            case ADDRESS, ONE_PSID_OF_EACH -> new Range(32 - r, 32 - r);
            case SHARED -> new Range(32 - r + ports.psidLength(), 32 - r + ports.psidLength());
            case ONE_TO_ONE, BINDING -> new Range(0, 0);
        };
    }

    /** A rule with these lengths and any prefixes inside the place. */
    MapRule rule(Place place, int ipv4Length, int eaLength, PortParameters ports, @Nullable Integer psid) {
        int n = ipv6Length(place, eaLength);
        return rule(ipv6Prefix(place, n), ipv4Prefix(place, ipv4Length), eaLength, ports, psid);
    }

    private int ipv6Length(Place place, int eaLength) {
        Range any = lengths(place).ipv6Lengths(eaLength);
        Range aligned = any.and(0, Math.max(any.min(), 64 - eaLength));
        boolean isAny = choices.in(Stage.LENGTHS, () -> choices.once(3));
        return length(isAny ? any : aligned, SIMPLE_IPV6_LENGTH);
    }

    /** A rule with all parameters of the mapping, and no others. */
    MapRule rule(
            IPv6Address ipv6Prefix,
            IPv4Address ipv4Prefix,
            int eaLength,
            PortParameters ports,
            @Nullable Integer psid) {
        MapRule.Builder builder = MapRule.builder()
                .ipv6Prefix(ipv6Prefix)
                .ipv4Prefix(ipv4Prefix)
                .eaLength(eaLength)
                .forwarding(!option(2))
                .format(format);
        boolean isRedundant = option(4);
        if (ports.isShared()) {
            builder.psidOffset(ports.psidOffset()).psid(psid);
            if (psid != null || isRedundant) {
                builder.psidLength(ports.psidLength());
            }
        }
        if (option(8)) {
            builder.borderRelay(borderRelay(RULE_RELAY));
        }
        return builder.build();
    }

    private boolean option(int times) {
        return choices.in(Stage.OPTIONS, () -> choices.once(times));
    }

    /** An address outside of everything that rules are drawn from; differs from those with other numbers, 1 to 15. */
    IPv6Address borderRelay(int number) {
        long any = choices.in(Stage.PREFIXES, () -> choices.bits(60));
        return new IPv6Address(0xfd00_0000_0000_0000L, any << 4 | number);
    }

    /** Parameters of the ports of a shape; the simplest offset is the default of the format. */
    PortParameters ports(RuleLengths lengths, RuleShape shape) {
        int k = length(lengths.psidLengths(shape), SIMPLE_PSID_LENGTH);
        Range offsets = k == 0 ? new Range(0, 0) : lengths.psidOffsets(k);
        int any = length(new Range(offsets.min() - 1, offsets.max()), offsets.min() - 1);
        int a = any < offsets.min() ? clamp(format.defaultPsidOffset(), offsets) : any;
        return k == 0 ? PortParameters.UNRESTRICTED : PortParameters.of(a, k);
    }

    /** A length from a range, often one at its end or at a word boundary. */
    int length(Range range, int simple) {
        return choices.in(Stage.LENGTHS, () -> choices.edgy(range.min(), range.max(), clamp(simple, range), WORDS));
    }

    private static int clamp(int number, Range range) {
        return Math.max(range.min(), Math.min(range.max(), number));
    }

    IPv6Address ipv6Prefix(Place place, int length) {
        // 2000::/3 stays what it is also where the place leaves every bit open.
        int fixed = Math.max(3, place.ipv6Length());
        int high = Math.max(0, Math.min(length, 64) - fixed);
        int low = Math.max(0, length - 64);
        long below = fixed == 64 ? 0 : -1L >>> fixed;
        long highBits = prefixBits(high) << (64 - fixed - high);
        long lowBits = prefixBits(low) << (64 - low);
        return new IPv6Address(place.ipv6High() | ((SIMPLE_IPV6 ^ highBits) & below), lowBits).toPrefixBlock(length);
    }

    IPv4Address ipv4Prefix(Place place, int length) {
        int below = place.ipv4Length() == 32 ? 0 : -1 >>> place.ipv4Length();
        int open = Math.max(0, length - place.ipv4Length());
        int bits = (int) prefixBits(open) << (32 - length);
        return new IPv4Address(place.ipv4() | ((SIMPLE_IPV4 ^ bits) & below)).toPrefixBlock(length);
    }

    private long prefixBits(int count) {
        return choices.in(Stage.PREFIXES, () -> choices.bits(count));
    }

    /** A CE of the rule, with an End-user prefix as long as the rule indicates or longer. */
    public Subscriber subscriber(MapRule rule) {
        int derived = rule.derivedPrefixLength();
        boolean isLonger = choices.in(Stage.LENGTHS, choices::nextBoolean);
        int length = isLonger ? length(new Range(derived, 128), derived) : derived;
        long eaBits = choices.in(Stage.ADDRESSES, () -> eaBits(rule.eaLength()));
        BigInteger known = rule.ipv6Prefix()
                .getLower()
                .getValue()
                .or(BigInteger.valueOf(eaBits).shiftLeft(128 - derived));
        Subscriber.Tail tail = choices.in(Stage.ADDRESSES, () -> choices.pick(Subscriber.Tail.values()));
        BigInteger further = switch (tail) {
            case ZERO -> BigInteger.ZERO;
            case RANDOM -> new BigInteger(1, choices.octets(16)).shiftRight(derived);
            case DERIVED ->
                CeMapping.of(rule, address(known, derived)).mapAddressFromRule().getValue();
        };
        return new Subscriber(rule, eaBits, address(known.or(further), length), tail);
    }

    /** Often all zeros or all ones. */
    private long eaBits(int length) {
        return switch (choices.nextInt(8)) {
            case 0 -> 0;
            case 1 -> (1L << length) - 1;
            default -> choices.bits(length);
        };
    }

    static IPv6Address address(BigInteger bits, int length) {
        return new IPv6Address(bits.shiftRight(64).longValue(), bits.longValue()).toPrefixBlock(length);
    }
}
