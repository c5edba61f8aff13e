package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Bytes.part;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.judge.FactCheck.Difference;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares packets that together are one IPv4 packet with it: pieces of a tunnel packet, tunnel packets with IPv4 fragments,
 * or both, in any order.
 *
 * <p>Static methods only.
 */
final class RejoinCheck {
    private RejoinCheck() {}

    /** Outputs that carry one IPv4 packet. */
    private static final class Carrier {
        final List<Received> outputs = new ArrayList<>();
        final List<FragmentView> outer = new ArrayList<>();
    }

    /**
     * What pieces are.
     *
     * @param pieces the outputs that belong to the IPv4 packet
     * @param difference how they differ from it, or null
     */
    record Rejoined(List<Received> pieces, @Nullable Difference difference) {}

    /** Returns the pieces of an IPv4 packet among outputs, and their first difference. */
    static Rejoined check(Facts facts, List<Received> outputs, List<byte[]> sent) {
        byte[] datagram = Bytes.hex(facts.text(Facts.REJOINS));
        String key = Objects.requireNonNull(FragmentView.inner(datagram), "an IPv4 packet")
                .key();
        List<Received> pieces = new ArrayList<>();
        List<Carrier> own = new ArrayList<>();
        for (Carrier carrier : carriers(outputs)) {
            String seen = key(carrier);
            if (seen == null || seen.equals(key)) {
                own.add(carrier);
                pieces.addAll(carrier.outputs);
            }
        }
        for (Received piece : pieces) {
            Difference difference = FactCheck.first(facts, piece);
            if (difference != null) {
                return new Rejoined(pieces, difference);
            }
        }
        return new Rejoined(pieces, pieces.isEmpty() ? null : rejoin(datagram, own, sent));
    }

    private static List<Carrier> carriers(List<Received> outputs) {
        Map<String, Carrier> carriers = new LinkedHashMap<>();
        for (Received output : outputs) {
            FragmentView outer = FragmentView.outer(output.octets());
            boolean carriesIpv4 = new PacketView(output.octets()).ipv4() != null;
            if (outer != null || carriesIpv4) {
                String name = outer == null ? "whole " + carriers.size() : outer.key();
                Carrier carrier = carriers.computeIfAbsent(name, each -> new Carrier());
                carrier.outputs.add(output);
                if (outer != null) {
                    carrier.outer.add(outer);
                }
            }
        }
        return new ArrayList<>(carriers.values());
    }

    /** The key of the IPv4 packet that is carried; null if the piece that shows it is missing. */
    private static @Nullable String key(Carrier carrier) {
        for (Received output : carrier.outputs) {
            FragmentView inner = FragmentView.inner(new PacketView(output.octets()).ipv4());
            if (inner != null) {
                return inner.key();
            }
        }
        return null;
    }

    private static @Nullable Difference rejoin(byte[] datagram, List<Carrier> carriers, List<byte[]> sent) {
        List<FragmentView> parts = new ArrayList<>();
        for (Carrier carrier : carriers) {
            byte[] ipv4;
            if (carrier.outer.isEmpty()) {
                ipv4 = new PacketView(carrier.outputs.get(0).octets()).ipv4();
            } else {
                Difference difference = gap(carrier.outer, 0, false);
                if (difference != null) {
                    return difference;
                }
                FragmentView first = carrier.outer.get(0);
                for (FragmentView piece : carrier.outer) {
                    // RFC 8200 section 4.5: each fragment has the IPv6 header of the packet
                    Difference header = FactCheck.trafficClass(first.trafficClass(), piece.trafficClass());
                    if (header != null) {
                        return header;
                    }
                }
                FragmentView chain = FragmentView.inner(new PacketView(first.tunnelPacket(first.data())).ipv4());
                if (chain == null) {
                    // RFC 7112 section 5, RFC 8200 section 4.5
                    return difference(Mode.WRONG_OUTER, "the first piece has the header chain", first.data());
                }
                ipv4 = new PacketView(first.tunnelPacket(data(carrier.outer))).ipv4();
            }
            FragmentView part = FragmentView.inner(ipv4);
            if (part == null) {
                return difference(Mode.CORRUPTED, "an IPv4 header", ipv4 == null ? new byte[0] : ipv4);
            }
            parts.add(part);
        }
        FragmentView whole = Objects.requireNonNull(FragmentView.inner(datagram));
        Difference difference = gap(parts, whole.start(), whole.more());
        if (difference != null) {
            return difference;
        }
        byte[] data = data(parts);
        byte[] joined = parts.get(0).ipv4Packet(data, whole.more());
        int at = Arrays.mismatch(free(datagram), free(joined));
        if (at < 0) {
            return parts.stream()
                    .map(FragmentView::head)
                    .filter(header -> Bytes.checksum(header) != 0) // RFC 791 section 3.1: each fragment has its own
                    .findFirst()
                    .map(header -> difference(Mode.WRONG_CHECKSUM, "a right IPv4 header checksum", header))
                    .orElse(null);
        }
        Mode mode = isMerged(whole, data, sent) ? Mode.MERGED : Mode.CORRUPTED;
        return new Difference(
                mode,
                Facts.REJOINS + ", octet " + at,
                Ipv4Field.at(datagram, at) + datagram.length + " octets " + FactCheck.around(datagram, at),
                Ipv4Field.at(joined, at) + joined.length + " octets " + FactCheck.around(joined, at));
    }

    /** Sorts pieces, and returns what keeps them from being the whole of a packet, or null. */
    private static @Nullable Difference gap(List<FragmentView> pieces, int from, boolean moreFollows) {
        pieces.sort(Comparator.comparingInt(FragmentView::start));
        int next = from;
        for (int i = 0; i < pieces.size(); i++) {
            FragmentView piece = pieces.get(i);
            boolean isLast = i == pieces.size() - 1;
            if (piece.start() > next) {
                return new Difference(Mode.LOST_FRAGMENTS, Facts.REJOINS, "octet " + next, "none");
            }
            if (piece.start() < next) {
                boolean isTwice = i > 0 && piece.isSame(pieces.get(i - 1));
                return difference(isTwice ? Mode.EXTRA_OUTPUT : Mode.CORRUPTED, "no overlap", piece.data());
            }
            if (piece.more() && piece.data().length % 8 != 0) {
                return new Difference(
                        Mode.WRONG_SIZE,
                        Facts.REJOINS,
                        "a multiple of 8 octets",
                        Integer.toString(piece.data().length));
            }
            if (isLast && piece.more() != moreFollows) {
                return new Difference(Mode.LOST_FRAGMENTS, Facts.REJOINS, "octet " + piece.end(), "none");
            }
            if (!isLast && !piece.more()) {
                return difference(Mode.CORRUPTED, "one last piece", piece.data());
            }
            next = piece.end();
        }
        return null;
    }

    private static Difference difference(Mode mode, String allowed, byte[] seen) {
        return new Difference(mode, Facts.REJOINS, allowed, Bytes.shown(seen));
    }

    private static byte[] data(List<FragmentView> pieces) {
        return Bytes.concat(pieces.stream().map(FragmentView::data).toArray(byte[][]::new));
    }

    /** A copy with zero in TTL and checksum. */
    private static byte[] free(byte[] ipv4) {
        byte[] copy = ipv4.clone();
        copy[8] = 0;
        copy[10] = 0;
        copy[11] = 0;
        return copy;
    }

    /** Whether a packet has data of a piece that was sent as part of another one. */
    private static boolean isMerged(FragmentView whole, byte[] seen, List<byte[]> sent) {
        byte[] own = whole.data();
        for (byte[] octets : sent) {
            FragmentView outer = FragmentView.outer(octets);
            FragmentView inner = FragmentView.inner(new PacketView(octets).ipv4());
            boolean isOuter = outer != null && outer.isPart();
            FragmentView piece = isOuter ? outer : inner;
            // a tunnel packet carries a header of 20 octets
            int at = piece == null ? -1 : piece.start() - (isOuter ? 20 : whole.start());
            if (piece != null && piece.data().length > 0 && at >= 0) {
                int end = at + piece.data().length;
                boolean isSeen = end <= seen.length && Arrays.equals(piece.data(), part(seen, at, end));
                boolean isOwn = end <= own.length && Arrays.equals(piece.data(), part(own, at, end));
                if (isSeen && !isOwn) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Returns all IPv4 packets that can be rejoined of outputs, without regard to TTL and checksum, as hexadecimal digits. */
    static Set<String> all(List<Received> outputs) {
        Map<String, List<FragmentView>> byKey = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        for (Carrier carrier : carriers(outputs)) {
            byte[] ipv4 = new PacketView(carrier.outputs.get(0).octets()).ipv4();
            if (!carrier.outer.isEmpty()) {
                ipv4 = gap(carrier.outer, 0, false) == null
                        ? new PacketView(carrier.outer.get(0).tunnelPacket(data(carrier.outer))).ipv4()
                        : null;
            }
            FragmentView part = FragmentView.inner(ipv4);
            if (part != null && part.isPart()) {
                byKey.computeIfAbsent(part.key(), key -> new ArrayList<>()).add(part);
            } else if (part != null) {
                all.add(name(part.ipv4Packet(part.data(), false)));
            }
        }
        for (List<FragmentView> parts : byKey.values()) {
            if (gap(parts, 0, false) == null) {
                all.add(name(parts.get(0).ipv4Packet(data(parts), false)));
            }
        }
        return all;
    }

    /** A packet as {@link #all} returns it. */
    static String name(byte[] ipv4) {
        return Bytes.hex(free(ipv4));
    }
}
