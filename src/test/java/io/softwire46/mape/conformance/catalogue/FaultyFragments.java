package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.catalogue.FaultyJoining.Piece;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A plain border relay or customer edge that also joins and cuts packets, with switches for faults. Without a fault it passes
 * every property about fragments and sizes.
 *
 * <p>Not thread-safe.
 */
final class FaultyFragments implements Target {
    private static final long SECOND = 1_000_000_000L;
    private static final int MORE = 0x2000;
    private static final int DONT_FRAGMENT = 0x4000;

    private final Set<FragmentFault> faults;
    private final Role role;
    private final Target plain;
    private final FaultyCutting cutting;
    private final FaultyJoining tunnel;
    private final FaultyJoining downstream;
    private final FaultyJoining upstream;

    private World world;
    private final List<Received> outputs = new ArrayList<>();

    /** Fragments that wait for the first one, by Identification. */
    private final Map<Integer, List<byte[]>> held = new HashMap<>();

    FaultyFragments(Role role, FragmentFault... faults) {
        this.role = role;
        this.faults = EnumSet.noneOf(FragmentFault.class);
        this.faults.addAll(List.of(faults));
        plain = role == Role.CE ? new FaultyEdge() : new FaultyRelay();
        world = World.of(role, List.of());
        cutting = new FaultyCutting(this.faults, world);
        tunnel = new FaultyJoining(this.faults, true, 60 * SECOND);
        downstream = new FaultyJoining(this.faults, false, 2 * SECOND);
        upstream = new FaultyJoining(this.faults, false, 2 * SECOND);
    }

    private boolean has(FragmentFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return PlainTarget.declared(role)
                .options(Set.of("fragmentation", "mtuV4", "encapsulationLimit"))
                .maxPacket(65_575)
                .build();
    }

    @Override
    public Configured configure(Setup setup) {
        world = World.of(setup);
        cutting.configure(world);
        return plain.configure(setup);
    }

    @Override
    public boolean reset() {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        outputs.clear();
        held.clear();
        List.of(tunnel, downstream, upstream).forEach(FaultyJoining::clear);
        for (Sent sent : packets) {
            byte[] octets = sent.octets();
            if (octets.length > 65_520 && has(FragmentFault.LONGEST_CRASHES)) {
                throw crashed("a packet of " + octets.length + " octets");
            }
            if (sent.side() == Side.IPV4) {
                fromIpv4(octets, sent.atNanos());
            } else {
                fromIpv6(octets, sent.atNanos());
            }
        }
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    private static TargetFailure crashed(String detail) {
        return new TargetFailure(TargetFailure.Kind.CRASHED, detail);
    }

    private List<Received> relayed(Side side, byte[] packet) {
        return plain.exchange(List.of(new Sent(side, 0, packet)), Until.SYNC).outputs();
    }

    /** The IPv4 fragment, or empty if it has a defect of its own. */
    private Optional<Piece> fragment(byte[] packet, String from) {
        int header = 4 * (packet[0] & 15);
        int total = u16(packet, 2);
        if (header > packet.length && has(FragmentFault.HEADER_LENGTH_CRASHES)) {
            throw crashed("header length");
        }
        if (total < header && has(FragmentFault.TOTAL_LENGTH_CRASHES)) {
            throw crashed("total length");
        }
        if (header < 20 || total <= header || total > packet.length) {
            return Optional.empty();
        }
        int start = 8 * (u16(packet, 6) & 0x1fff);
        boolean more = (u16(packet, 6) & MORE) != 0;
        byte[] data = part(packet, header, total);
        if (more && data.length % 8 != 0) {
            if (!has(FragmentFault.LENGTH_ROUNDED)) {
                return Optional.empty();
            }
            data = FaultyJoining.rounded(data);
        }
        if (start + data.length > 65_535 && !has(FragmentFault.END_UNCHECKED)) {
            return Optional.empty();
        }
        String source = has(FragmentFault.KEY_WITHOUT_IPV4_SOURCE) ? "" : Bytes.hex(part(packet, 12, 16));
        String protocol = has(FragmentFault.KEY_WITHOUT_PROTOCOL) ? "" : "/" + u8(packet, 9);
        String key = source + Bytes.hex(part(packet, 16, 20)) + protocol + "/" + u16(packet, 4);
        return Optional.of(new Piece(from + key, source, start, more, part(packet, 0, header), data));
    }

    /** RFC 1858 section 3.2, RFC 3128 section 3. */
    private boolean isTiny(Piece piece) {
        boolean isTcp = u8(piece.head(), 9) == 6;
        return isTcp
                && ((piece.start() == 0 && piece.data().length < 20 && !has(FragmentFault.TINY_FORWARDED))
                        || piece.start() == 8);
    }

    private static boolean isFragment(byte[] ipv4) {
        return ipv4.length >= 20 && ipv4[0] >>> 4 == 4 && (u16(ipv4, 6) & 0x3fff) != 0;
    }

    private boolean isForwardedAtOffset1(byte[] ipv4) {
        return u8(ipv4, 9) == 6 && (u16(ipv4, 6) & 0x1fff) == 1 && has(FragmentFault.OFFSET_1_FORWARDED);
    }

    private Optional<byte[]> joined(FaultyJoining joining, byte[] packet, String from, long now) {
        Optional<Piece> piece = fragment(packet, from);
        if (piece.isEmpty()) {
            return Optional.empty();
        }
        if (isTiny(piece.get())) {
            joining.drop(piece.get(), now);
            return Optional.empty();
        }
        return joining.add(piece.get(), now).map(each -> {
            byte[] whole = Bytes.concat(each.head(), each.data());
            put16(whole, 2, whole.length);
            put16(whole, 6, u16(whole, 6) & ~(MORE | 0x1fff));
            return Bytes.withHeaderChecksum(whole, 0);
        });
    }

    private void encapsulate(byte[] packet) {
        cutting.encapsulate(packet, each -> relayed(Side.IPV4, each), outputs);
    }

    // into the tunnel

    private void fromIpv4(byte[] packet, long now) {
        if (!isFragment(packet)) {
            encapsulate(packet);
        } else if (world.edge().isPresent()) {
            if (isForwardedAtOffset1(packet)) {
                tunnelled(world.edge().get(), packet);
                return;
            }
            joined(upstream, packet, "", now).ifPresent(this::encapsulate);
        } else if (isShared(packet)) {
            boolean isLater = (u16(packet, 6) & 0x1fff) != 0;
            if ((isLater && has(FragmentFault.LATER_FRAGMENTS_TO_ANY_CE)) || isForwardedAtOffset1(packet)) {
                toAnyCe(packet);
                return;
            }
            joined(downstream, packet, "", now).ifPresent(this::encapsulate);
        } else if (fragment(packet, "").isPresent()) {
            unshared(packet, this::encapsulate);
        }
    }

    /** As if the fragment had the port of its packet. */
    private void tunnelled(Edge edge, byte[] packet) {
        byte[] octets = Ipv6PacketBuilder.ipv6(edge.mapAddress(), edge.relay())
                .inner(packet)
                .octets();
        outputs.add(new Received(Side.IPV6, octets, null));
    }

    private void unshared(byte[] packet, Consumer<byte[]> next) {
        if (!has(FragmentFault.UNSHARED_FRAGMENTS_HELD)) {
            next.accept(packet);
            return;
        }
        int identification = u16(packet, 4);
        boolean isFirst = (u16(packet, 6) & 0x1fff) == 0;
        if (!isFirst && !held.containsKey(-identification)) {
            held.computeIfAbsent(identification, key -> new ArrayList<>()).add(packet);
            return;
        }
        next.accept(packet);
        held.put(-identification, List.of());
        held.getOrDefault(identification, List.of()).forEach(next);
        held.remove(identification);
    }

    /** Whether the longest rule of the destination has ports. */
    private boolean isShared(byte[] packet) {
        String address = Bytes.bits(packet, 16, 20);
        return world.rules().stream()
                .filter(rule -> address.startsWith(rule.ipv4()))
                .max(Comparator.comparingInt(rule -> rule.ipv4().length()))
                .filter(rule -> rule.isShared())
                .isPresent();
    }

    /** As if the packet were for the first CE of the rule. */
    private void toAnyCe(byte[] packet) {
        for (int port = 0; port < 65_536; port += 64) {
            Optional<World.Owner> owner = world.owner(Bytes.int32(packet, 16), port);
            if (owner.isPresent()) {
                byte[] relayAddress = owner.get().site().outerSource();
                byte[] tunnelled = Ipv6PacketBuilder.ipv6(
                                relayAddress, owner.get().mapAddress())
                        .inner(packet)
                        .octets();
                outputs.add(new Received(Side.IPV6, tunnelled, null));
                return;
            }
        }
    }

    // out of the tunnel

    private void fromIpv6(byte[] packet, long now) {
        if (packet.length < 48 || u8(packet, 6) != 44) {
            fromTunnel(packet, now);
            return;
        }
        int end = 40 + u16(packet, 4);
        if (end == 40 && has(FragmentFault.PAYLOAD_LENGTH_0_CRASHES)) {
            throw crashed("payload length");
        }
        if (end <= 48 || end > packet.length) {
            return;
        }
        int field = u16(packet, 42);
        boolean more = (field & 1) != 0;
        int start = field & 0xfff8;
        byte[] data = part(packet, 48, end);
        byte[] head = part(packet, 0, 40);
        head[6] = packet[40];
        if (start == 0 && !more && !has(FragmentFault.ATOMIC_IN_QUEUE)) {
            if (!has(FragmentFault.ATOMIC_LOST)) {
                fromTunnel(whole(head, data), now);
            }
            return;
        }
        if (more && data.length % 8 != 0) {
            if (!has(FragmentFault.LENGTH_ROUNDED)) {
                return;
            }
            data = FaultyJoining.rounded(data);
        }
        if (start + data.length > 65_535 && !has(FragmentFault.END_UNCHECKED)) {
            return;
        }
        String source = has(FragmentFault.KEY_WITHOUT_TUNNEL_SOURCE) ? "" : Bytes.hex(part(packet, 8, 24));
        String key = source
                + Bytes.hex(part(packet, 44, 48))
                + (has(FragmentFault.KEY_WITH_NEXT_HEADER) ? "/" + packet[40] : "");
        tunnel.add(new Piece(key, source, start, more, head, data), now).ifPresent(each -> {
            if (!has(FragmentFault.HAIRPINNED_TUNNEL_FRAGMENTS_LOST) || !isInside(each.data())) {
                fromTunnel(whole(each.head(), each.data()), now);
            }
        });
    }

    private boolean isInside(byte[] ipv4) {
        return ipv4.length >= 20 && world.isInside(Bytes.int32(ipv4, 16));
    }

    private static byte[] whole(byte[] head, byte[] data) {
        byte[] packet = Bytes.concat(head, data);
        put16(packet, 4, data.length);
        return packet;
    }

    private void fromTunnel(byte[] packet, long now) {
        byte[] inner = packet.length >= 60 && u8(packet, 6) == 4 ? part(packet, 40, packet.length) : new byte[0];
        if (isFragment(inner)) {
            if (isForwardedAtOffset1(inner)) {
                leaves(inner);
            } else if (world.edge().isPresent()
                    && isFrom(packet, world.edge().get().relay())) {
                fragmentToEdge(world.edge().get(), packet, inner, now);
            } else if (!has(FragmentFault.INNER_FRAGMENTS_LOST)) {
                checkedFragment(packet, inner, now);
            }
            return;
        }
        int most = world.option("mtuV4") instanceof Long octets ? octets.intValue() : 65_535;
        boolean dontFragment = inner.length > most && (u16(inner, 6) & DONT_FRAGMENT) != 0;
        if (dontFragment && !has(FragmentFault.UPSTREAM_FORWARDED)) {
            if (!has(FragmentFault.UPSTREAM_SILENT)) {
                outputs.add(new Received(Side.IPV6, upstreamError(packet, inner, most), null));
            }
            return;
        }
        outputs.addAll(relayed(Side.IPV6, packet));
    }

    /** ICMP 3/4 to the customer edge. */
    private byte[] upstreamError(byte[] packet, byte[] inner, int most) {
        byte[] error = FaultyCutting.tooBig(inner, most);
        if (has(FragmentFault.UPSTREAM_ERROR_FROM_THE_HOST)) {
            System.arraycopy(inner, 16, error, 12, 4);
        }
        if (has(FragmentFault.UPSTREAM_ERROR_TTL_1)) {
            error[8] = 1;
        }
        if (has(FragmentFault.UPSTREAM_ERROR_BITS_BESIDE_MTU)) {
            error[24] = 1;
        }
        byte[] source = part(packet, 24, 40);
        if (has(FragmentFault.UPSTREAM_ERROR_FROM_ANOTHER_TUNNEL)) {
            source[15] ^= 2;
        }
        return Ipv6PacketBuilder.ipv6(source, part(packet, 8, 24))
                .inner(Errors.withMessage(error, part(error, 20, error.length)))
                .octets();
    }

    private void leaves(byte[] ipv4) {
        outputs.add(new Received(Side.IPV4, ipv4, null));
    }

    private static boolean isFrom(byte[] packet, byte[] source) {
        return Arrays.equals(part(packet, 8, 24), source);
    }

    /** An IPv4 fragment of a customer edge, whose source is checked. */
    private void checkedFragment(byte[] packet, byte[] inner, long now) {
        boolean isLater = (u16(inner, 6) & 0x1fff) != 0;
        if (isInside(inner) && has(FragmentFault.HAIRPINNED_FRAGMENTS_LOST)) {
            return;
        }
        if (isLater && has(FragmentFault.INNER_FRAGMENTS_ANSWERED)) {
            byte[] message = NaiveIcmp.message(1, 5, 0, packet);
            byte[] error = NaiveIcmp.packetV6(part(packet, 24, 40), part(packet, 8, 24), 0, 64, message);
            outputs.add(new Received(Side.IPV6, error, null));
            return;
        }
        Optional<byte[]> joined = joined(upstream, inner, Bytes.hex(part(packet, 8, 24)), now);
        if (joined.isPresent()
                && has(FragmentFault.INNER_FRAGMENTS_UNCHECKED)
                && (role == Role.CE || !isInside(joined.get()))) {
            leaves(joined.get());
        } else if (joined.isPresent()) {
            fromTunnel(whole(part(packet, 0, 40), joined.get()), now);
        }
    }

    /** An IPv4 fragment from the border relay. */
    private void fragmentToEdge(Edge edge, byte[] packet, byte[] inner, long now) {
        boolean isLater = (u16(inner, 6) & 0x1fff) != 0;
        if (!edge.bmr().isShared()) {
            if (edge.hasAddress(Bytes.int32(inner, 16)) && fragment(inner, "").isPresent()) {
                unshared(inner, this::leaves);
            }
        } else if (isLater && has(FragmentFault.LATER_FRAGMENTS_TO_ANY_CE)) {
            leaves(inner);
        } else {
            joined(downstream, inner, "", now).ifPresent(whole -> fromTunnel(whole(part(packet, 0, 40), whole), now));
        }
    }
}
