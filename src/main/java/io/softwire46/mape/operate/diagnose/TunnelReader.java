package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.TransportPort;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads tunnel packets of captures, of which only the start may be present. Other packets are recognized, counted and skipped.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TunnelReader {
    private static final int IPV4 = 4;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPV6 = 41;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MAX_EXTENSIONS = 8;

    private final TunnelEnds ends;
    private final Map<Skipped, Long> counts = new EnumMap<>(Skipped.class);
    private long upstream;
    private long downstream;
    private int origin;

    /** Creates a reader that adds what it reads to ends. */
    public TunnelReader(TunnelEnds ends) {
        this.ends = ends;
    }

    /** Kinds of packets that say nothing about rules. */
    private enum Skipped {
        NO_IP("not-ip"),
        NATIVE_IPV6("ipv6"),
        NATIVE_IPV4("ipv4"),
        SIX_IN_FOUR("6in4"),
        MAP_T("map-t"),
        DS_LITE("ds-lite"),
        FRAGMENTS("fragment"),
        TRUNCATED("truncated"),
        ICMP_QUOTE("icmp-quote");

        private final String text;

        Skipped(String text) {
            this.text = text;
        }
    }

    private void skip(Skipped kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    /** Returns the numbers of packets that were skipped, by kind; no zeros. */
    public Map<String, Long> skipped() {
        Map<String, Long> result = new TreeMap<>();
        counts.forEach((kind, count) -> result.put(kind.text, count));
        return result;
    }

    /** Returns whether there were later fragments. */
    public boolean hasFragments() {
        return counts.containsKey(Skipped.FRAGMENTS);
    }

    /** Returns whether there were ICMP errors that show no port. */
    public boolean hasUnusableErrors() {
        return counts.containsKey(Skipped.ICMP_QUOTE);
    }

    /** Returns whether packets were too short. */
    public boolean hasTruncated() {
        return counts.containsKey(Skipped.TRUNCATED);
    }

    /** Returns whether tunnel packets were seen in one direction only. */
    public boolean isOneWay() {
        return (upstream == 0) != (downstream == 0);
    }

    /** Counts a record that is no IP packet. */
    public void skipOther() {
        skip(Skipped.NO_IP);
    }

    /**
     * Reads a packet.
     *
     * @param buffer big-endian
     * @param offset index of the first octet of the packet
     * @param length octets that are present
     * @param number number of the packet, from 1
     */
    public void read(ByteBuffer buffer, int offset, int length, int number) {
        origin = number;
        int version = length == 0 ? 0 : buffer.get(offset) >>> 4 & 15;
        if (version == 4) {
            boolean isTunnel = length >= Ipv4Header.MINIMUM_OCTETS && Ipv4Header.protocol(buffer, offset) == IPV6;
            skip(isTunnel ? Skipped.SIX_IN_FOUR : Skipped.NATIVE_IPV4);
        } else if (version != 6) {
            skip(Skipped.NO_IP);
        } else if (length < Ipv6Header.OCTETS) {
            skip(Skipped.TRUNCATED);
        } else {
            readIpv6(buffer, offset, Math.min(length, Ipv6Header.OCTETS + Ipv6Header.payloadLength(buffer, offset)));
        }
    }

    private void readIpv6(ByteBuffer buffer, int offset, int length) {
        int next = Ipv6Header.nextHeader(buffer, offset);
        int at = Ipv6Header.OCTETS;
        for (int i = 0; i < MAX_EXTENSIONS && isExtension(next); i++) {
            if (length < at + 8) {
                skip(Skipped.TRUNCATED);
                return;
            }
            if (next == FRAGMENT && (buffer.getShort(offset + at + 2) & 0xfff8) != 0) {
                skip(Skipped.FRAGMENTS);
                return;
            }
            int octets = next == FRAGMENT ? 8 : ((buffer.get(offset + at + 1) & 0xff) + 1) * 8;
            next = buffer.get(offset + at) & 0xff;
            at += octets;
        }
        if (next == IPV4) {
            readTunnel(buffer, offset, at, length);
        } else {
            boolean isTranslated = (next == TCP || next == UDP) && length >= at + 4 && isTranslated(buffer, offset, at);
            skip(isTranslated ? Skipped.MAP_T : Skipped.NATIVE_IPV6);
        }
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION_OPTIONS;
    }

    private static boolean isTranslated(ByteBuffer buffer, int offset, int at) {
        return TunnelEnds.isMapIdentifier(Ipv6Header.sourceLo(buffer, offset), buffer.getShort(offset + at) & 0xffff)
                || TunnelEnds.isMapIdentifier(
                        Ipv6Header.destinationLo(buffer, offset), buffer.getShort(offset + at + 2) & 0xffff);
    }

    private void readTunnel(ByteBuffer buffer, int offset, int at, int length) {
        int inner = offset + at;
        int octets = length - at;
        if (octets < Ipv4Header.MINIMUM_OCTETS || octets < Ipv4Header.headerOctets(buffer, inner)) {
            skip(Skipped.TRUNCATED);
            return;
        }
        int header = Ipv4Header.headerOctets(buffer, inner);
        if (Ipv4Header.version(buffer, inner) != 4 || header < Ipv4Header.MINIMUM_OCTETS) {
            skip(Skipped.NO_IP);
            return;
        }
        if (Ipv4Header.fragmentOffsetOctets(buffer, inner) != 0) {
            skip(Skipped.FRAGMENTS);
            return;
        }
        int present = Math.min(octets, Ipv4Header.totalLength(buffer, inner));
        int from = present < header ? TransportPort.TRUNCATED : TransportPort.sourceSide(buffer, inner, present);
        int to = present < header ? TransportPort.TRUNCATED : TransportPort.destinationSide(buffer, inner, present);
        if (from == TransportPort.TRUNCATED || to == TransportPort.TRUNCATED) {
            skip(Skipped.TRUNCATED);
            return;
        }
        int source = Ipv4Header.sourceAddress(buffer, inner);
        int destination = Ipv4Header.destinationAddress(buffer, inner);
        boolean isSourceShown = TunnelEnds.shows(Ipv6Header.sourceLo(buffer, offset), source);
        boolean isDestinationShown = TunnelEnds.shows(Ipv6Header.destinationLo(buffer, offset), destination);
        if (!isSourceShown && !isDestinationShown && (isPrivate(source) || isPrivate(destination))) {
            skip(Skipped.DS_LITE);
            return;
        }
        if (from == TransportPort.BAD_QUOTE && to == TransportPort.BAD_QUOTE) {
            skip(Skipped.ICMP_QUOTE);
            return;
        }
        // An error of another router does not say who the border relay is.
        if (from != TransportPort.BAD_QUOTE && to != TransportPort.BAD_QUOTE) {
            ends.addPacket();
        }
        upstream += isSourceShown ? 1 : 0;
        downstream += isDestinationShown ? 1 : 0;
        if (from != TransportPort.BAD_QUOTE) {
            ends.add(
                    Ipv6Header.sourceHi(buffer, offset),
                    Ipv6Header.sourceLo(buffer, offset),
                    source,
                    Math.max(from, Ports.NO_PORT),
                    origin,
                    isSourceShown);
        } else if (!isSourceShown) {
            ends.addEnd(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset));
        }
        if (to != TransportPort.BAD_QUOTE) {
            ends.add(
                    Ipv6Header.destinationHi(buffer, offset),
                    Ipv6Header.destinationLo(buffer, offset),
                    destination,
                    Math.max(to, Ports.NO_PORT),
                    origin,
                    isDestinationShown);
        } else if (!isDestinationShown) {
            ends.addEnd(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        }
    }

    /** Addresses of a B4 element (RFC 6333 section 5.7) and of private networks (RFC 1918). */
    private static boolean isPrivate(int ipv4) {
        return ipv4 >>> 24 == 10 || ipv4 >>> 20 == 0xac1 || ipv4 >>> 16 == 0xc0a8 || ipv4 >>> 3 == 0xc0000000 >>> 3;
    }
}
