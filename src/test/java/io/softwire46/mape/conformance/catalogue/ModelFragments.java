package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.FaultyJoining.Joined;
import io.softwire46.mape.conformance.catalogue.FaultyJoining.Piece;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Fragments of a model that has none, with switches for faults: pieces of tunnel packets, and IPv4 fragments with UDP ports to a
 * shared address.
 *
 * <p>Not thread-safe.
 */
final class ModelFragments {
    static final String HELD = "HELD";
    static final String FORWARDED = "FORWARDED";
    static final String DROP_OVERLAP = "DROP_OVERLAP";
    static final String DROP_LENGTH = "DROP_LENGTH";

    private static final long SECOND = 1_000_000_000L;
    private static final int MORE = 0x2000;
    private static final int UDP = 17;

    private final Set<ControlFault> faults;
    private final ModelCounters counters;
    private final FaultyJoining tunnel = new FaultyJoining(EnumSet.noneOf(FragmentFault.class), true, 60 * SECOND);
    private final FaultyJoining joining = new FaultyJoining(EnumSet.noneOf(FragmentFault.class), false, 2 * SECOND);

    /** ECN fields of the pieces of a tunnel packet, by its key; in the order of arrival. */
    private final Map<String, List<Integer>> marks = new HashMap<>();

    /** Fragments that wait for the first one, by key; empty for a key whose first one has arrived. */
    private final Map<String, List<byte[]>> waiting = new HashMap<>();

    /** The number of fragments of a packet, by key. */
    private final Map<String, Integer> arrived = new HashMap<>();

    private World world;

    ModelFragments(Set<ControlFault> faults, ModelCounters counters, World world) {
        this.faults = faults;
        this.counters = counters;
        this.world = world;
    }

    void clear(World configured) {
        world = configured;
        tunnel.clear();
        joining.clear();
        marks.clear();
        waiting.clear();
        arrived.clear();
    }

    static boolean isFragment(byte[] ipv4) {
        return ipv4.length > 20 && ipv4[0] == 0x45 && (u16(ipv4, 6) & 0x3fff) != 0 && u16(ipv4, 2) == ipv4.length;
    }

    private static int start(byte[] ipv4) {
        return 8 * (u16(ipv4, 6) & 0x1fff);
    }

    private static boolean more(byte[] ipv4) {
        return (u16(ipv4, 6) & MORE) != 0;
    }

    /** What becomes of an IPv4 fragment to the customer edge; empty if it is a matter of the model. */
    Optional<String> toCe(byte[] ipv4, long now, BiConsumer<Side, byte[]> output) {
        boolean isOwn = isFragment(ipv4)
                && ipv4[9] == UDP
                && u8(ipv4, 8) > 1
                && Bytes.checksum(part(ipv4, 0, 20)) == 0
                && world.edge()
                        .map(edge -> edge.bmr().isShared() && edge.hasAddress(Bytes.int32(ipv4, 16)))
                        .orElseGet(() -> isShared(ipv4));
        if (!isOwn || !world.joinsIpv4()) {
            return Optional.empty();
        }
        if (more(ipv4) && ipv4.length % 8 != 20 % 8) {
            return Optional.of(DROP_LENGTH);
        }
        String key = Bytes.hex(part(ipv4, 12, 20)) + u16(ipv4, 4);
        arrived.merge(key, 1, Integer::sum);
        return Optional.of(
                "full".equals(world.option("v4Reassembly"))
                        ? joined(key, ipv4, now, output)
                        : released(key, ipv4, output));
    }

    private boolean isShared(byte[] ipv4) {
        String address = Bytes.bits(ipv4, 16, 20);
        return world.rules().stream().anyMatch(rule -> rule.isShared() && address.startsWith(rule.ipv4()));
    }

    private String joined(String key, byte[] ipv4, long now, BiConsumer<Side, byte[]> output) {
        Piece piece = new Piece(key, "", start(ipv4), more(ipv4), part(ipv4, 0, 20), part(ipv4, 20, ipv4.length));
        Optional<Joined> joined = joining.add(piece, now);
        if (joined.isEmpty()) {
            return joining.waits() ? HELD : DROP_OVERLAP;
        }
        byte[] whole = Bytes.concat(joined.get().head(), joined.get().data());
        put16(whole, 2, whole.length);
        put16(whole, 6, u16(whole, 6) & ~(MORE | 0x1fff));
        counters.reassembled(false, whole.length, ipv4.length, arrived.get(key));
        leave(Bytes.withHeaderChecksum(whole, 0), u16(whole, 22), output);
        return FORWARDED;
    }

    private String released(String key, byte[] ipv4, BiConsumer<Side, byte[]> output) {
        String first = key + " first";
        if (start(ipv4) > 0 && !waiting.containsKey(first)) {
            waiting.computeIfAbsent(key, each -> new ArrayList<>()).add(ipv4);
            return HELD;
        }
        waiting.putIfAbsent(first, List.of(ipv4));
        int port = u16(waiting.get(first).get(0), 22);
        leave(ipv4, port, output);
        waiting.getOrDefault(key, List.of()).forEach(each -> leave(each, port, output));
        waiting.remove(key);
        return FORWARDED;
    }

    private void leave(byte[] ipv4, int port, BiConsumer<Side, byte[]> output) {
        if (world.edge().isPresent()) {
            output.accept(Side.IPV4, ipv4);
            return;
        }
        byte[] lower = Bytes.withHeaderChecksum(Bytes.with(ipv4, 8, u8(ipv4, 8) - 1), 0);
        world.owner(Bytes.int32(ipv4, 16), port)
                .ifPresent(owner -> output.accept(
                        Side.IPV6,
                        Ipv6PacketBuilder.ipv6(owner.site().outerSource(), owner.mapAddress())
                                .inner(lower)
                                .octets()));
    }

    /** The tunnel packet that a piece completes; or why there is none. */
    record Result(Optional<byte[]> whole, String verdict) {}

    Result tunnel(byte[] packet, long now) {
        int field = u16(packet, 42);
        boolean more = (field & 1) != 0;
        byte[] data = part(packet, 48, packet.length);
        byte[] head = part(packet, 0, 40);
        head[6] = packet[40];
        if (more && data.length % 8 != 0) {
            return new Result(Optional.empty(), DROP_LENGTH);
        }
        if (field < 8 && !more) {
            return new Result(Optional.of(whole(head, data)), FORWARDED);
        }
        String key = Bytes.hex(part(packet, 8, 24)) + Bytes.hex(part(packet, 44, 48));
        List<Integer> ecn = marks.computeIfAbsent(key, each -> new ArrayList<>());
        Optional<Joined> joined = tunnel.add(new Piece(key, "", field & 0xfff8, more, head, data), now);
        if (joined.isPresent() || tunnel.waits()) {
            ecn.add(u16(packet, 0) >>> 4 & 3);
        }
        if (joined.isEmpty()) {
            return new Result(Optional.empty(), tunnel.waits() ? HELD : DROP_OVERLAP);
        }
        marks.remove(key);
        byte[] whole = whole(joined.get().head(), joined.get().data());
        counters.reassembled(true, whole.length, packet.length, ecn.size());
        return marked(whole, ecn);
    }

    /** RFC 3168 section 5.3. */
    private Result marked(byte[] whole, List<Integer> ecn) {
        if (faults.contains(ControlFault.ECN_OF_FIRST_FRAGMENT)) {
            return new Result(Optional.of(whole), FORWARDED);
        }
        List<Integer> read = new ArrayList<>(ecn);
        if (faults.contains(ControlFault.ECN_OF_MIDDLE_FRAGMENT_LOST)) {
            read.subList(1, read.size() - 1).clear();
        }
        boolean isMarked =
                read.contains(3) && !(read.contains(1) && faults.contains(ControlFault.ECN_OF_ECT_1_FRAGMENT_KEPT));
        if (isMarked && read.contains(0) && !faults.contains(ControlFault.ECN_OF_UNCAPABLE_FRAGMENT_IGNORED)) {
            return new Result(Optional.empty(), "DROP_FRAGMENT_ECN");
        }
        int mark = isMarked ? 3 : read.contains(0) ? 0 : read.contains(1) ? 1 : 2;
        whole[1] = (byte) ((whole[1] & 0xcf) | mark << 4);
        return new Result(Optional.of(whole), FORWARDED);
    }

    private static byte[] whole(byte[] head, byte[] data) {
        byte[] packet = Bytes.concat(head, data);
        put16(packet, 4, data.length);
        return packet;
    }
}
