package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ends of tunnel packets: an outer address with the inner address and port of its side. Most MAP addresses show the IPv4
 * address in the interface identifier; of the other outer addresses, the most frequent are border relays.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class TunnelEnds {
    /** Triples that are kept of one address that does not show the inner address. */
    private static final int MAX_OF_ADDRESS = 64;
    /** Other addresses that are counted. */
    private static final int MAX_ADDRESSES = 4_096;
    /** Border relays that are detected. */
    private static final int MAX_RELAYS = 4;

    private static final int PERCENT_OF_RELAYS = 90;
    private static final int MIN_SHOWN_BITS = 8;

    /**
     * An IPv6 address.
     *
     * <p>Immutable.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     */
    public record Address(long high, long low) {}

    /** What was seen of an address that does not show its inner address. */
    private static final class Other {
        private final Address address;
        private final List<Triples.Triple> kept = new ArrayList<>();
        private final Set<Integer> ipv4 = new HashSet<>();
        private long packets;

        Other(Address address) {
            this.address = address;
        }

        void add(Triples.Triple triple) {
            packets++;
            if (kept.size() < MAX_OF_ADDRESS) {
                kept.add(triple);
                ipv4.add(triple.ipv4());
            }
        }
    }

    private final TripleSet shown;
    private final Map<Address, Other> others = new HashMap<>();
    private @Nullable Other last;
    private long packets;
    private boolean isUndecided;
    private long plain;
    private boolean isCut;

    /** Creates ends whose triples are kept in a set. */
    public TunnelEnds(TripleSet shown) {
        this.shown = shown;
    }

    /** Counts a tunnel packet. */
    void addPacket() {
        packets++;
    }

    /** Adds an end of a packet. */
    void add(long high, long low, int ipv4, int port, int origin, boolean shows) {
        if (shows) {
            shown.add(high, low, ipv4, port, origin);
            return;
        }
        Other other = other(high, low);
        if (other == null) {
            return;
        }
        if (other.kept.size() < MAX_OF_ADDRESS) {
            other.add(new Triples.Triple(high, low, ipv4, port, origin));
        } else {
            other.packets++;
        }
    }

    /** Adds an address of which no inner address and port was seen. */
    void addEnd(long high, long low) {
        other(high, low);
    }

    /** Returns what was seen of an address; null if there are too many. */
    private @Nullable Other other(long high, long low) {
        Other other = last;
        if (other == null || other.address.high != high || other.address.low != low) {
            Address address = new Address(high, low);
            other = others.get(address);
            if (other == null) {
                if (others.size() == MAX_ADDRESSES) {
                    isCut = true;
                    return null;
                }
                other = new Other(address);
                others.put(address, other);
            }
            last = other;
        }
        return other;
    }

    /** Returns whether an interface identifier contains an IPv4 address, or at least its first 8 bits and zeros. */
    public static boolean shows(long low, int ipv4) {
        return shows((int) (low >>> 16), (int) low & 0xffff, ipv4)
                || ((low & 0xff) == 0 && shows((int) (low >>> 24), (int) (low >>> 8) & 0xffff, ipv4));
    }

    private static boolean shows(int found, int psid, int ipv4) {
        if (found == ipv4) {
            return true;
        }
        int hidden = 32 - Integer.numberOfLeadingZeros(found ^ ipv4);
        return psid == 0
                && hidden <= 32 - MIN_SHOWN_BITS
                && found >>> (32 - MIN_SHOWN_BITS) != 0
                && found == (ipv4 & Bits.ipv4Mask(32 - hidden));
    }

    /** Returns whether an interface identifier has the layout of a format, with an IPv4 address and any PSID of a port. */
    static boolean isMapIdentifier(long low, int port) {
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            int pad = format == InterfaceIdFormat.RFC7597 ? 0 : 8;
            int ipv4 = (int) (low >>> (16 + pad));
            int psid = (int) (low >>> pad) & 0xffff;
            int first = ipv4 >>> 24;
            if (format.interfaceId(ipv4, psid) == low && first > 0 && first < 224 && hasOffset(port, psid)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasOffset(int port, int psid) {
        for (int k = Math.max(1, 32 - Integer.numberOfLeadingZeros(psid)); k <= 16; k++) {
            for (int offset = 0; offset < Ports.offsets(k); offset++) {
                if (Ports.fits(port, offset, k, psid)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Adds the triples of addresses that are no border relays to the set.
     *
     * @param given border relays, or empty to detect them
     * @return the border relays
     */
    public List<Address> resolve(List<Address> given) {
        List<Address> relays = given.isEmpty() ? detect() : List.copyOf(given);
        Set<Address> showing = new HashSet<>();
        shown.triples().forEach(each -> showing.add(new Address(each.high(), each.low())));
        for (Other each : others.values()) {
            if (relays.contains(each.address)) {
                continue;
            }
            if (each.ipv4.size() > 1 && !showing.contains(each.address)) {
                plain += each.packets;
            } else if (!relays.isEmpty()) {
                each.kept.forEach(triple ->
                        shown.add(triple.high(), triple.low(), triple.ipv4(), triple.port(), triple.origin()));
                isCut |= each.packets > each.kept.size() && each.kept.size() == MAX_OF_ADDRESS;
            }
        }
        if (!relays.isEmpty()) {
            shown.removeAll(relays);
        }
        return relays;
    }

    private List<Address> detect() {
        List<Other> byPackets = others.values().stream()
                .sorted(Comparator.<Other>comparingLong(each -> -each.packets)
                        .thenComparingLong(each -> each.address.high)
                        .thenComparingLong(each -> each.address.low))
                .limit(MAX_RELAYS + 1)
                .toList();
        long needed = (packets * PERCENT_OF_RELAYS + 99) / 100;
        List<Address> relays = new ArrayList<>();
        long covered = 0;
        for (Other each : byPackets) {
            if (relays.size() == MAX_RELAYS || covered >= needed) {
                break;
            }
            relays.add(each.address);
            covered += each.packets;
        }
        // If two addresses are at most packets, either may be the relay.
        isUndecided = packets > 0
                && (covered < needed
                        || (byPackets.size() > relays.size() && byPackets.get(relays.size()).packets >= needed));
        return isUndecided || packets == 0 ? List.of() : relays;
    }

    /** Returns whether a border relay is an end of a tunnel packet; true if there were too many ends to keep all. */
    public boolean hasEnd(Address relay) {
        return isCut || others.containsKey(relay);
    }

    /** Returns the number of tunnel packets. */
    public long packets() {
        return packets;
    }

    /** Returns whether packets were seen, and no address is common to most of them. */
    public boolean isUndecided() {
        return isUndecided;
    }

    /** Returns the number of ends of tunnels between fixed addresses, which are no MAP addresses. */
    public long plain() {
        return plain;
    }

    /** Returns whether ends were left out since there were too many. */
    public boolean isCut() {
        return isCut;
    }
}
