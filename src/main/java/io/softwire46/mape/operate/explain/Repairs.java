package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one field after which a node may forward a packet that it dropped. A change is smaller than another if it changes
 * fewer bits of the field; checksums follow the field.
 *
 * <p>Not thread-safe: use one instance per packet.
 */
public final class Repairs {
    private static final int MAX_RANGES = 3;

    /**
     * A packet with one field changed. Immutable.
     *
     * @param distance bits of the field that are changed
     */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    public record Change(byte[] packet, String field, String value, String text, int distance) {}

    private final byte[] packet;
    private final NodeReading node;
    private final List<Change> changes = new ArrayList<>();

    /** Index of the IPv4 header, or -1. */
    private int ipv4 = -1;

    private Repairs(byte[] packet, NodeReading node) {
        this.packet = packet;
        this.node = node;
    }

    /** Returns changes to try, the smallest first. */
    public static List<Change> of(byte[] packet, boolean isIpv6, Verdict verdict, NodeReading node) {
        Repairs repairs = new Repairs(packet, node);
        repairs.find(isIpv6, verdict);
        repairs.changes.sort(Comparator.comparingInt(Change::distance));
        return repairs.changes;
    }

    private void find(boolean isIpv6, Verdict verdict) {
        Trace quiet = new Trace(Trace.Level.NOTHING, null);
        ExtensionReading inside = null;
        if (!isIpv6) {
            ipv4 = packet.length >= 20 ? 0 : -1;
        } else if (ExtensionReading.checkHeader(packet, quiet) == Verdict.FORWARDED) {
            inside = ExtensionReading.of(packet, quiet);
            boolean hasIpv4 = inside.next() == ExtensionReading.IPV4 && packet.length >= inside.at() + 20;
            ipv4 = hasIpv4 ? inside.at() : -1;
        }
        lengths(isIpv6, verdict);
        if (inside != null && inside.next() == ExtensionReading.ICMPV6) {
            message(inside.at(), verdict);
        }
        if (inside != null && verdict == Verdict.DROP_BAD_EXTENSION_HEADER && inside.error() != null) {
            extension(inside.error());
        }
        if (ipv4 >= 0 && packet.length >= ipv4 + 20) {
            header(verdict, isIpv6);
            owner(verdict, isIpv6);
        }
    }

    private void lengths(boolean isIpv6, Verdict verdict) {
        if (verdict == Verdict.DROP_TRUNCATED && isIpv6 && packet.length > 40) {
            number(
                    "payload length",
                    4,
                    2,
                    packet.length - 40,
                    "the record has " + (packet.length - 40) + " octets of payload");
        }
        if (verdict == Verdict.DROP_BAD_IPV6_HEADER && packet.length >= 40) {
            number("version", 0, 1, 0x60 | (packet[0] & 15), "an IPv6 packet has version 6");
            number("payload length", 4, 2, packet.length - 40, "payload length 0 is that of a jumbogram");
        }
    }

    private void header(Verdict verdict, boolean isIpv6) {
        int header = 4 * (packet[ipv4] & 15);
        switch (verdict) {
            case DROP_BAD_CHECKSUM -> {
                byte[] right = packet.clone();
                Octets.setHeaderChecksum(right, ipv4);
                number("header checksum", ipv4 + 10, 2, u16(right, ipv4 + 10), "the checksum of this header differs");
            }
            case DROP_TRUNCATED ->
                number("total length", ipv4 + 2, 2, packet.length - ipv4, "the record ends before the packet does");
            case DROP_BAD_IPV4_HEADER -> {
                number("version and header length", ipv4, 1, 0x45, "a header without options begins with 0x45");
                number(
                        "total length",
                        ipv4 + 2,
                        2,
                        packet.length - ipv4,
                        "the total length is shorter than the header");
            }
            case DROP_TTL_EXPIRED ->
                number("TTL", ipv4 + 8, 1, 2, "the node decrements the TTL, which must not reach 0");
            case DROP_TOO_BIG -> {
                int word = u16(packet, ipv4 + 6);
                if ((word & 0x4000) != 0) {
                    number("DF", ipv4 + 6, 2, word & ~0x4000, "without DF the packet is fragmented");
                }
                shorter(isIpv6);
            }
            case DROP_ECN -> number("outer ECN", 0, 2, u16(packet, 0) & ~0x30, "an encapsulator copies Not-ECT");
            case DROP_FRAGMENT_IPV4, DROP_FRAGMENT_TINY, DROP_FRAGMENT_BAD_LENGTH, DROP_FRAGMENT_DISCARDED ->
                number(
                        "MF and fragment offset",
                        ipv4 + 6,
                        2,
                        u16(packet, ipv4 + 6) & 0xc000,
                        "a whole packet shows its port");
            case DROP_UNSUPPORTED_PROTOCOL -> {
                if (header >= 20 && packet.length >= ipv4 + header + 8) {
                    number(
                            "protocol",
                            ipv4 + 9,
                            1,
                            Ipv4Reading.UDP,
                            "a protocol with ports is needed at a shared address");
                }
            }
            default -> {}
        }
    }

    private void shorter(boolean isIpv6) {
        int most = node.largestUnfragmented(isIpv6);
        int octets = u16(packet, ipv4 + 2);
        if (most >= 28 && most < octets) {
            byte[] changed = Octets.part(packet, 0, ipv4 + most);
            Octets.put16(changed, ipv4 + 2, most);
            Octets.setHeaderChecksum(changed, ipv4);
            if (isIpv6) {
                Octets.put16(changed, 4, changed.length - 40);
            }
            String text = "the packet has " + octets + " octets: " + most + " fit";
            changes.add(
                    new Change(changed, "total length", String.valueOf(most), text, Integer.bitCount(octets ^ most)));
        }
    }

    private void message(int at, Verdict verdict) {
        int end = 40 + u16(packet, 4);
        if (verdict == Verdict.DROP_ICMPV6_BAD_CHECKSUM && end - at >= 8) {
            byte[] right = packet.clone();
            Octets.put16(right, at + 2, 0);
            number(
                    "ICMPv6 checksum",
                    at + 2,
                    2,
                    Message.checksumV6(right, at, end),
                    "the checksum of this message differs");
        }
        if (verdict == Verdict.DROP_ICMPV6_MTU_TOO_SMALL) {
            byte[] changed = packet.clone();
            Octets.put32(changed, at + 4, 1280);
            Octets.put16(changed, at + 2, 0);
            Octets.put16(changed, at + 2, Message.checksumV6(changed, at, end));
            changes.add(new Change(changed, "MTU", "1280", "an IPv6 link carries 1280 octets", 1));
        }
    }

    private void extension(ErrorType error) {
        int at = (int) error.word();
        if (error.code() == 0) {
            number("segments left", at + 1, 1, 0, "this node is no router of the Routing header");
        } else if (error.code() == 2) {
            number(
                    "option type",
                    at,
                    1,
                    u8(packet, at) & 0x3f,
                    "the two highest bits demand that the packet is dropped");
        }
    }

    /** Adds a change of a number, and of the checksum of the IPv4 header around it. */
    private void number(String field, int at, int octets, int value, String reason) {
        byte[] changed = packet.clone();
        int before = octets == 1 ? u8(packet, at) : u16(packet, at);
        if (octets == 1) {
            changed[at] = (byte) value;
        } else {
            Octets.put16(changed, at, value);
        }
        add(changed, at, field, String.valueOf(shown(field, value)), reason, Integer.bitCount(before ^ value));
    }

    private static Object shown(String field, int value) {
        return switch (field) {
            case "outer ECN" -> 0;
            case "DF" -> 0;
            case "MF and fragment offset" -> 0;
            case "version" -> 6;
            default ->
                field.contains("checksum") || field.startsWith("version") ? "0x" + Integer.toHexString(value) : value;
        };
    }

    private void add(byte[] changed, int at, String field, String value, String reason, int distance) {
        if (distance == 0) {
            return;
        }
        boolean isInHeader = ipv4 >= 0
                && at >= ipv4
                && at < ipv4 + 20
                && (changed[ipv4] & 15) >= 5
                && changed.length >= ipv4 + 4 * (changed[ipv4] & 15);
        if (isInHeader && !field.equals("header checksum")) {
            Octets.setHeaderChecksum(changed, ipv4);
        }
        changes.add(new Change(changed, field, value, reason + "; set " + field + " to " + value, distance));
    }

    // ---- who owns what

    private void owner(Verdict verdict, boolean isIpv6) {
        switch (verdict) {
            case DROP_SPOOFED, DROP_NO_RULE -> {
                outerSource(isIpv6);
                if (isIpv6 && verdict == Verdict.DROP_SPOOFED) {
                    innerSource();
                }
            }
            case DROP_UNASSIGNED_PORT -> port(true, "the port is not assigned to any CE");
            case DROP_NOT_MY_ADDRESS -> own(isIpv6);
            default -> {}
        }
    }

    private void outerSource(boolean isIpv6) {
        if (!isIpv6) {
            return;
        }
        Ip6 seen = Ip6.at(packet, 8);
        for (Ip6 relay : node.ownRelays()) {
            outerSource(relay, "a CE accepts packets from outside of its rules only from its border relay", seen);
        }
        byte[] inner = inner();
        PortReading port = PortReading.of(inner, false, new Trace(Trace.Level.NOTHING, null));
        int address = Ipv4Reading.source(inner);
        RuleReading owner = node.rules.owner(address, port.number());
        if (owner == null) {
            return;
        }
        Ip6 expected = owner.mapAddress(address, port.number());
        outerSource(expected, spoofText(owner, address, port.number(), seen), seen);
    }

    private void outerSource(Ip6 expected, String reason, Ip6 seen) {
        byte[] changed = packet.clone();
        expected.put(changed, 8);
        add(changed, 8, "outer source", expected.toString(), reason, expected.distance(seen));
    }

    /** Names the first field in which the outer source differs from the MAP address of an address and port. */
    private String spoofText(RuleReading owner, int address, int port, Ip6 seen) {
        RuleReading rule = node.rules.ofSource(seen, any -> true);
        if (rule == null || rule.place != owner.place) {
            return "the inner source belongs to the CE of another outer source";
        }
        int psid = rule.psidOf(rule.eaBits(seen));
        if (owner.isShared() && owner.psidOf(port) == RuleReading.NONE) {
            return "port " + port + " belongs to no CE: the outer source may use ports " + ranges(rule, psid);
        }
        Ip6 expected = owner.mapAddress(address, port);
        int bit = expected.firstDifference(seen);
        int psidBit = owner.ipv6Length + owner.suffixLength;
        if (bit < psidBit) {
            return "IPv4 suffix of " + Ipv4Reading.text(address) + " is 0x"
                    + Long.toHexString(expected.bits(owner.ipv6Length, owner.suffixLength))
                    + ", the outer source has 0x"
                    + Long.toHexString(seen.bits(owner.ipv6Length, owner.suffixLength));
        }
        if (bit < owner.prefixLength()) {
            return "PSID of port " + port + " is 0x" + Integer.toHexString(owner.psidOf(port))
                    + ", the outer source has 0x" + Integer.toHexString(psid) + ": it may use ports "
                    + ranges(rule, psid);
        }
        String field = bit < 64 ? "subnet" : "interface identifier";
        return "the EA bits of the outer source are right, its " + field + " is not that of the MAP address";
    }

    private static String ranges(RuleReading rule, int psid) {
        List<String> ranges = new ArrayList<>();
        int step = 1 << (16 - rule.psidOffset);
        for (int from = rule.firstPort(psid); from < 65_536 && ranges.size() < MAX_RANGES; from += step) {
            int to = from + rule.rangeLength() - 1;
            ranges.add(from == to ? String.valueOf(from) : from + "-" + to);
        }
        int more = (1 << rule.psidOffset) - (rule.psidOffset > 0 ? 1 : 0) - ranges.size();
        return String.join(", ", ranges) + (more > 0 ? " and " + more + " further ranges" : "");
    }

    private byte[] inner() {
        return Octets.part(packet, ipv4, Math.min(packet.length, ipv4 + u16(packet, ipv4 + 2)));
    }

    private void innerSource() {
        Ip6 source = Ip6.at(packet, 8);
        RuleReading rule = node.rules.ofSource(source, any -> true);
        if (rule == null || !rule.mapAddress(rule.eaBits(source)).equals(source)) {
            return;
        }
        long ea = rule.eaBits(source);
        int address = Ipv4Reading.source(inner());
        int length = rule.ceIpv4Length();
        int expected = rule.ipv4Of(ea) | (length == 32 ? 0 : address & -1 >>> length);
        address("inner source", ipv4 + 12, expected, "the CE of the outer source has another IPv4 address");
        if (expected == address && rule.isShared()) {
            PortReading port = PortReading.of(inner(), false, new Trace(Trace.Level.NOTHING, null));
            port(false, spoofText(rule, address, port.number(), source), rule, rule.psidOf(ea));
        }
    }

    private void address(String field, int at, int expected, String reason) {
        byte[] changed = packet.clone();
        Octets.put32(changed, at, expected);
        int distance = Integer.bitCount(expected ^ Octets.u32(packet, at));
        add(changed, at, field, Ipv4Reading.text(expected), reason, distance);
    }

    private void own(boolean isIpv6) {
        RuleReading own = node.ownRule();
        if (own == null) {
            return;
        }
        long ea = node.ownEaBits();
        String side = isIpv6 ? "destination" : "source";
        int at = ipv4 + (isIpv6 ? 16 : 12);
        int address = Octets.u32(packet, at);
        int length = own.ceIpv4Length();
        int expected = own.ipv4Of(ea) | (length == 32 ? 0 : address & -1 >>> length);
        address((isIpv6 ? "inner " : "") + side, at, expected, "the CE has another IPv4 address");
        if (expected == address && own.isShared()) {
            String reason = "the CE has PSID 0x" + Integer.toHexString(own.psidOf(ea)) + " and ports "
                    + ranges(own, own.psidOf(ea));
            port(isIpv6, reason, own, own.psidOf(ea));
        }
    }

    private void port(boolean isDestination, String reason) {
        RuleReading covering = node.rules.covering(Octets.u32(packet, ipv4 + (isDestination ? 16 : 12)));
        if (covering != null) {
            port(isDestination, reason, null, 0);
        }
    }

    /** Adds the port with the fewest changed bits that a CE owns: that of a PSID, or any one. */
    private void port(boolean isDestination, String reason, @Nullable RuleReading rule, int psid) {
        byte[] inner = inner();
        PortReading port = PortReading.of(inner, isDestination, new Trace(Trace.Level.NOTHING, null));
        if (port.refusal() != Verdict.FORWARDED) {
            return;
        }
        int address = isDestination ? Ipv4Reading.destination(inner) : Ipv4Reading.source(inner);
        int best = RuleReading.NONE;
        int least = Integer.MAX_VALUE;
        for (int each = 0; each < 65_536; each++) {
            int distance = Integer.bitCount(each ^ port.number()) << 16 | Math.abs(each - port.number());
            boolean isOwned = rule == null ? node.rules.owner(address, each) != null : rule.psidOf(each) == psid;
            if (isOwned && distance < least) {
                least = distance;
                best = each;
            }
        }
        if (best >= 0) {
            number(port.from(), ipv4 + port.at(), 2, best, reason);
        }
    }
}
