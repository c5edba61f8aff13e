package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Cuts packets that do not fit into the tunnel, with switches for faults.
 *
 * <p>Not thread-safe.
 */
final class FaultyCutting {
    private static final int DONT_FRAGMENT = 0x4000;

    private final Set<FragmentFault> faults;
    private World world;
    private int cuts;

    FaultyCutting(Set<FragmentFault> faults, World world) {
        this.faults = faults;
        this.world = world;
    }

    void configure(World configured) {
        world = configured;
    }

    private boolean has(FragmentFault fault) {
        return faults.contains(fault);
    }

    /** Sends a packet into the tunnel, or an error to its sender. */
    void encapsulate(byte[] packet, Function<byte[], List<Received>> plain, List<Received> outputs) {
        boolean inner = "inner".equals(world.option("fragmentation"));
        boolean outer = "outer".equals(world.option("fragmentation"));
        boolean dontFragment = packet.length > 20 && (u16(packet, 6) & DONT_FRAGMENT) != 0;
        int room = room() + (has(FragmentFault.TUNNEL_OPTIONS_FORGOTTEN) ? limit().length : 0);
        boolean tooLong = packet.length > room;
        boolean ignored =
                has(FragmentFault.DONT_FRAGMENT_IGNORED) || (inner && has(FragmentFault.DONT_FRAGMENT_IGNORED_INNER));
        if (tooLong && dontFragment && !ignored) {
            if (!inner || !has(FragmentFault.SILENT_IN_INNER_MODE)) {
                outputs.add(new Received(Side.IPV4, tooBig(packet, room), null));
            }
            return;
        }
        boolean wraps = packet.length + limit().length > 65_535;
        if (tooLong && !inner && (!outer || (wraps && !has(FragmentFault.LENGTH_WRAPS)))) {
            return;
        }
        for (Received each : plain.apply(packet)) {
            if (each.side() == Side.IPV4) {
                outputs.add(each);
            } else if (tooLong && (inner || has(FragmentFault.CUTS_BEFORE_ENCAPSULATION))) {
                innerPieces(each.octets(), room, outputs);
            } else {
                boolean justFits = packet.length > room - 8 && !tooLong;
                boolean early = justFits && !dontFragment && has(FragmentFault.CUTS_8_EARLY);
                outerPieces(withLimit(each.octets()), tooLong || early, early ? room - 8 : room, outputs);
            }
        }
    }

    private int room() {
        return 1500 - 40 - limit().length;
    }

    /** The Tunnel Encapsulation Limit option, or no octets (RFC 2473 section 4.1.1). */
    private byte[] limit() {
        return world.option("encapsulationLimit") instanceof Long level
                ? new byte[] {4, 0, 4, 1, level.byteValue(), 1, 1, 0}
                : new byte[0];
    }

    private byte[] withLimit(byte[] tunnelled) {
        byte[] limit = limit();
        byte[] packet = Bytes.concat(part(tunnelled, 0, 40), limit, part(tunnelled, 40, tunnelled.length));
        Bytes.put16(packet, 0, 0x6000 | u8(tunnelled, 41) << 4); // traffic class
        packet[6] = (byte) (limit.length > 0 ? 60 : 4);
        put16(packet, 4, packet.length - 40);
        return packet;
    }

    private void innerPieces(byte[] tunnelled, int room, List<Received> outputs) {
        int size = has(FragmentFault.TUNNEL_HEADER_FORGOTTEN) ? room + 40 : room;
        List<byte[]> fragments = NaiveFragments.fragmentIpv4(part(tunnelled, 40, tunnelled.length), size);
        for (byte[] fragment : fragments) {
            if (has(FragmentFault.NEW_IDENTIFICATION)) {
                put16(fragment, 4, 0xffff);
            }
            byte[] whole = Bytes.withHeaderChecksum(fragment, 0);
            if (has(FragmentFault.INNER_FRAGMENTS_WITH_CHECKSUM_OF_THE_WHOLE)) {
                System.arraycopy(tunnelled, 50, whole, 10, 2);
            }
            byte[] packet = Bytes.concat(part(tunnelled, 0, 40), whole);
            outputs.add(new Received(Side.IPV6, withLimit(packet), null));
        }
    }

    private void outerPieces(byte[] packet, boolean cut, int room, List<Received> outputs) {
        if (!cut) {
            outputs.add(new Received(Side.IPV6, packet, null));
            return;
        }
        int identification = 0x7000_0000 + cuts++;
        List<byte[]> pieces;
        byte[] payload = part(packet, 40, packet.length);
        if (has(FragmentFault.FIRST_PIECE_WITHOUT_HEADER)) {
            pieces = new ArrayList<>(Pieces.ofTunnel(packet, identification, 16, 1400, payload.length - 1416)
                    .list());
        } else if (has(FragmentFault.LATER_PIECES_TOO_LONG)) {
            pieces = new ArrayList<>(Pieces.ofTunnel(packet, identification, 1448, payload.length - 1448)
                    .list());
        } else {
            pieces = new ArrayList<>(NaiveFragments.fragmentIpv6(packet, room + 40 + limit().length, identification));
        }
        if (has(FragmentFault.LATER_PIECES_WITHOUT_TRAFFIC_CLASS)) {
            pieces.subList(1, pieces.size()).forEach(each -> Bytes.put16(each, 0, 0x6000));
        }
        if (has(FragmentFault.LAST_PIECE_LOST)) {
            pieces.remove(pieces.size() - 1);
        }
        pieces.forEach(each -> outputs.add(new Received(Side.IPV6, each, null)));
    }

    /** ICMP 3/4 (RFC 1191 section 4). */
    static byte[] tooBig(byte[] packet, int mtu) {
        byte[] message =
                Bytes.concat(new byte[] {3, 4, 0, 0, 0, 0, 0, 0}, part(packet, 0, Math.min(packet.length, 128)));
        put16(message, 6, mtu);
        put16(message, 2, Bytes.checksum(message));
        byte[] header = new byte[12];
        header[0] = 0x45;
        put16(header, 2, 20 + message.length);
        header[8] = 64;
        header[9] = 1;
        byte[] error = Bytes.concat(header, Bytes.address("192.0.0.8"), part(packet, 12, 16), message);
        return Bytes.withHeaderChecksum(error, 0);
    }
}
