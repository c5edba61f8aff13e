package io.softwire46.mape.operate.plan;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Unicast;
import io.softwire46.mape.operate.plan.internal.Block;
import io.softwire46.mape.operate.plan.internal.Blocks;
import io.softwire46.mape.operate.plan.internal.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the parts of a {@link Demand}.
 *
 * <p>Static methods only.
 */
final class DemandChecks {
    /** The clause about ports. */
    static final String PORTS_RFC = "RFC 7597 section 5.1";

    /** The clause about the length of End-user prefixes. */
    static final String SIZE_RFC = "RFC 7597 section 5.2";

    private static final String PREFIX_RFC = "RFC 7598 section 4.1";
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final int ALL_PORTS = 65536;

    private DemandChecks() {}

    /** Returns the IPv6 block, all of whose addresses are unicast. */
    static IPv6Address ipv6Block(@Nullable String ipv6) {
        if (ipv6 == null) {
            throw error("ipv6", Finding.MISSING, "is missing; use a prefix such as 2001:db8::/40", PREFIX_RFC);
        }
        IPv6Address prefix = Addresses.parseIpv6Prefix("ipv6", ipv6);
        int length = Objects.requireNonNull(prefix.getNetworkPrefixLength());
        if (length > Goal.MAX_LENGTH) {
            throw error("ipv6", ipv6, "is longer than 64 bits; use a shorter prefix", SIZE_RFC);
        }
        long[] bits = Addresses.bits(prefix);
        long network = bits[0] & Bits.ipv6MaskHigh(length);
        if (network != bits[0] || bits[1] != 0) {
            throw error(
                    "ipv6",
                    ipv6,
                    "has bits set beyond its length; use " + Addresses.toText(network, 0) + "/" + length,
                    PREFIX_RFC);
        }
        if (!Unicast.isUsableThroughout(new Prefix(bits[0], bits[1], length))) {
            throw error(
                    "ipv6",
                    ipv6,
                    "has addresses that are not unicast; use a prefix of the network",
                    "RFC 4291 section 2.4");
        }
        return prefix;
    }

    /** Refuses a number outside a range. */
    static void number(String field, long value, long min, long max, String remedy, String rfc) {
        if (value < min || value > max) {
            throw error(field, Long.toString(value), "is outside " + min + ".." + max + "; " + remedy, rfc);
        }
    }

    /** Refuses a length of End-user prefixes that is not between that of the IPv6 block and 64. */
    static void delegate(int delegated, int ipv6Length) {
        if (delegated < ipv6Length) {
            throw error(
                    "delegate",
                    Integer.toString(delegated),
                    "is shorter than the IPv6 block; use " + ipv6Length + " to " + Goal.MAX_LENGTH,
                    SIZE_RFC);
        }
        if (delegated > Goal.MAX_LENGTH) {
            throw error(
                    "delegate",
                    Integer.toString(delegated),
                    "is longer than 64, so that no LAN has a /64; use " + ipv6Length + " to " + Goal.MAX_LENGTH,
                    SIZE_RFC);
        }
    }

    /** Refuses too many blocks, blocks that overlap, and addresses that are not unicast. */
    static void blocks(List<Block> blocks) {
        if (blocks.isEmpty()) {
            throw error("ipv4", Finding.MISSING, "is missing; use a prefix such as 192.0.2.0/24", PREFIX_RFC);
        }
        if (blocks.size() > Demand.MAX_BLOCKS) {
            throw tooMany("ipv4", blocks.size());
        }
        for (Block each : blocks) {
            if (Blocks.NOT_UNICAST.stream().anyMatch(each::overlaps)) {
                throw error(
                        "ipv4",
                        each.toString(),
                        "has addresses that are not unicast; use a prefix of the network",
                        "RFC 6890 section 2.2.2");
            }
        }
        List<Block> sorted = new ArrayList<>(blocks);
        sorted.sort(Blocks.ORDER);
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).overlaps(sorted.get(i))) {
                throw error(
                        "ipv4",
                        sorted.get(i).toString(),
                        "overlaps " + sorted.get(i - 1) + "; remove one of them",
                        SIZE_RFC);
            }
        }
    }

    /** Refuses too many reserved prefixes, one outside the blocks, and all addresses. */
    static void reserved(List<Block> reserved, List<Block> blocks) {
        if (reserved.size() > Demand.MAX_BLOCKS) {
            throw tooMany("reserve", reserved.size());
        }
        for (Block each : reserved) {
            if (blocks.stream().noneMatch(each::overlaps)) {
                throw error("reserve", each.toString(), "overlaps no IPv4 block; correct or remove it", SIZE_RFC);
            }
        }
        if (Blocks.without(blocks, reserved).isEmpty()) {
            throw error(
                    "reserve",
                    reserved.get(0).toString(),
                    "leaves no address" + (reserved.size() == 1 ? "" : ", together with the others")
                            + "; reserve fewer addresses",
                    SIZE_RFC);
        }
    }

    /** Refuses a border relay in the IPv6 block. */
    static void borderRelay(IPv6Address relay, IPv6Address block, int length) {
        long mask = Bits.ipv6MaskHigh(length);
        if ((Addresses.bits(relay)[0] & mask) == Addresses.bits(block)[0]) {
            throw error(
                    "borderRelay",
                    relay.toCanonicalString(),
                    "is in the IPv6 block, from which CEs get their prefixes; use an address outside it, or a"
                            + " smaller block",
                    "RFC 7597 section 8.1");
        }
    }

    /** Returns a prefix without host bits. */
    static Block block(String field, String text) {
        Prefix prefix = Addresses.ipv4Prefix(field, text);
        if (prefix.length() > 32) {
            throw error(field, text, "has a length outside 0..32; use 0 to 32", PREFIX_RFC);
        }
        long mask = prefix.length() == 0 ? 0 : -1L << (32 - prefix.length());
        Block block = new Block((int) (prefix.high() & mask), prefix.length());
        if (block.first() != prefix.high()) {
            throw error(field, text, "has bits set beyond its length; use " + block, PREFIX_RFC);
        }
        return block;
    }

    /** Returns a port, or ports such as 0-1023. */
    static PortRange range(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first <= last && last < ALL_PORTS) {
                return new PortRange(first, last);
            }
            if (first < ALL_PORTS && last < ALL_PORTS) {
                throw error("excludePorts", text, "ends before it begins; use " + last + "-" + first, PORTS_RFC);
            }
        }
        throw error("excludePorts", text, "is no range of ports 0..65535; use the form 0-1023,5060 or none", PORTS_RFC);
    }

    private static MapConfigurationException tooMany(String field, int count) {
        return error(
                field,
                String.format(Locale.ROOT, "%d prefixes", count),
                "exceeds the maximum of " + Demand.MAX_BLOCKS + "; use fewer",
                SIZE_RFC);
    }

    static MapConfigurationException error(String field, String value, String message, String rfc) {
        return MapConfigurationException.syntax(field, value, message, rfc);
    }
}
