package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.ControlFault.*;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.DomainCodec;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveEdge;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveOutput;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.provision.domain.JsonDomains;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The model of a border relay or customer edge as a product, with switches for faults: what it gets and what it sends is changed
 * on the way.
 *
 * <p>Not thread-safe.
 */
final class ModelProduct implements Target {
    private static final String DROP = "DROP_";

    private final Set<ControlFault> faults = EnumSet.noneOf(ControlFault.class);
    private final ModelCounters counters = new ModelCounters(faults);
    private final ModelFragments fragments;

    private final Role role;
    private World world;

    /** The domains as the library reads them, and those from which they were read. */
    private List<ConfiguredDomain> read = List.of();

    private List<Domain> readDomains = List.of();
    private Model model;
    private final List<Received> outputs = new ArrayList<>();
    private int labels;

    /** The model of a border relay or customer edge. */
    private interface Model {
        NaiveOutcome fromIpv4(byte[] packet, int headroom, long now);

        NaiveOutcome fromIpv6(byte[] packet, int headroom, long now);
    }

    private record Relay(NaiveRelay relay) implements Model {
        @Override
        public NaiveOutcome fromIpv4(byte[] packet, int headroom, long now) {
            return relay.fromIpv4(packet, headroom, now);
        }

        @Override
        public NaiveOutcome fromIpv6(byte[] packet, int headroom, long now) {
            return relay.fromIpv6(packet, headroom, now);
        }
    }

    private record CustomerEdge(NaiveEdge edge) implements Model {
        @Override
        public NaiveOutcome fromIpv4(byte[] packet, int headroom, long now) {
            return edge.fromIpv4(packet, headroom, now);
        }

        @Override
        public NaiveOutcome fromIpv6(byte[] packet, int headroom, long now) {
            return edge.fromIpv6(packet, headroom, now);
        }
    }

    ModelProduct(Role role, ControlFault... faults) {
        this.role = role;
        world = World.of(role, List.of());
        model = new Relay(new NaiveRelay(List.of()));
        this.faults.addAll(List.of(faults));
        fragments = new ModelFragments(this.faults, counters, world);
    }

    private boolean has(ControlFault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.builder("model", "1", role)
                .formats(Set.of("rfc7597", "draft03"))
                .options(ForwardingOption.all().stream()
                        .map(ForwardingOption::name)
                        .collect(Collectors.toSet()))
                .observes(Set.of("packets", "counters", "trafficStat"))
                .virtualClock(true)
                .sync(true)
                .reset(true)
                .build();
    }

    @Override
    public Configured configure(Setup setup) {
        world = World.of(setup);
        if (has(NO_RATE_LIMIT)) {
            world = world.with(Map.of("icmpErrorsPerSecond", 1_000_000L, "icmpErrorBurst", 1_000_000L));
        }
        if (has(OUTER_DSCP_ZERO)) {
            world = world.with(Map.of("trafficClass", 0L));
        }
        if (has(OUTER_DSCP_ALWAYS_COPIED)) {
            world = world.with(Map.of("trafficClass", "copy"));
        }
        if (has(EGRESS_ALWAYS_PIPE)) {
            world = world.with(Map.of("egressDscp", "pipe"));
        }
        if (has(ECN_ALWAYS_COPIED)) {
            world = world.with(Map.of("ecn", "normal"));
        }
        reset();
        return Configured.ok();
    }

    @Override
    public boolean reset() {
        if (!domains().equals(readDomains)) {
            readDomains = domains();
            read = JsonDomains.read(Json.parse(DomainCodec.text(domains()))).domains();
        }
        model = world.edge().isPresent()
                ? new CustomerEdge(new NaiveEdge(read.get(0), Site.bits(endUserPrefix())))
                : new Relay(new NaiveRelay(read));
        fragments.clear(world);
        counters.clear();
        return true;
    }

    private List<Domain> domains() {
        return world.setup().domains();
    }

    private String endUserPrefix() {
        return String.valueOf(world.setup().endUserPrefix());
    }

    /** Whether packets into the tunnel are to a customer edge. */
    private boolean isRelay() {
        return world.edge().isEmpty();
    }

    @Override
    public List<Counter> counters() {
        return counters.all();
    }

    @Override
    public Map<String, Long> trafficStat() {
        return counters.trafficStat();
    }

    @Override
    public void close() {}

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        outputs.clear();
        for (Sent sent : packets) {
            int before = outputs.size();
            byte[] packet = sent.octets();
            counters.received(sent.side(), packet.length);
            String verdict =
                    sent.side() == Side.IPV4 ? fromIpv4(packet, sent.atNanos()) : fromIpv6(packet, sent.atNanos());
            if (verdict.startsWith(DROP)) {
                dropped(sent.side(), verdict, packet);
            } else if (verdict.equals("HELD")) {
                counters.held();
            }
            for (int i = before; i < outputs.size(); i++) {
                Received output = outputs.get(i);
                if (isHairpinned(sent, output)) {
                    counters.hairpinned(output.octets().length - 40);
                }
                int octets = output.octets().length - (has(OCTETS_OF_IPV4) && output.side() == Side.IPV6 ? 40 : 0);
                if (!has(RELEASED_UNCOUNTED) || i == outputs.size() - 1) {
                    counters.sent(output.side(), octets, has(SENT_TWICE) && output.side() == Side.IPV4);
                }
                if (!verdict.equals("FORWARDED") && output.side() == Side.IPV4) {
                    counters.error(octets);
                }
            }
        }
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    private static boolean isHairpinned(Sent sent, Received output) {
        return sent.side() == Side.IPV6 && output.side() == Side.IPV6 && output.octets()[6] == 4;
    }

    private void dropped(Side side, String verdict, byte[] packet) {
        if ((has(OVERLAPS_UNCOUNTED) && verdict.equals(ModelFragments.DROP_OVERLAP))
                || (has(LENGTHS_UNCOUNTED) && verdict.equals(ModelFragments.DROP_LENGTH))) {
            return;
        }
        int octets = packet.length;
        Side counted = has(DROPPED_OF_OTHER_SIDE) ? side.other() : side;
        String name = has(SPOOFED_AS_DROPPED) && verdict.equals("DROP_SPOOFED") ? "other" : verdict;
        if (!has(TOO_BIG_UNCOUNTED) || !verdict.equals("DROP_TOO_BIG")) {
            counters.dropped(counted, name, octets);
        }
        if (has(ECN_DROPS_COUNTED_TWICE) && verdict.equals("DROP_ECN")) {
            counters.dropped(counted, "DROP_AGAIN", octets);
        }
        if (side == Side.IPV4 && ModelFragments.isFragment(packet)) {
            counters.droppedFragment(octets);
        }
    }

    private void send(Side side, byte[] octets) {
        outputs.add(new Received(side, octets, null));
    }

    private Side sideOf(byte[] packet) {
        return packet[0] >>> 4 == 6 ? Side.IPV6 : Side.IPV4;
    }

    // into the tunnel

    private String fromIpv4(byte[] packet, long now) {
        if (Errors.isIcmpError(packet) && quoteIsLost(packet)) {
            return "DROP_LOST";
        }
        if (u8(packet, 8) == 1 && Errors.isExpiredAnswered(packet, faults)) {
            send(Side.IPV4, Errors.ofIpv4(packet, 11, 0, 28));
            return "DROP_TTL_EXPIRED";
        }
        Optional<String> asFragment = isRelay() ? fragments.toCe(packet, now, this::send) : Optional.empty();
        if (asFragment.isPresent()) {
            return asFragment.get();
        }
        byte[] read = segmentFault(quoteFault(packet, isRelay()));
        NaiveOutcome outcome = model.fromIpv4(read, 64, now);
        for (NaiveOutput output : outcome.outputs()) {
            byte[] octets = output.octets().clone();
            if (sideOf(octets) == Side.IPV6) {
                send(Side.IPV6, encapsulated(packet, read, octets));
            } else {
                send(Side.IPV4, ownError(packet, octets));
            }
        }
        return outcome.verdict();
    }

    private boolean quoteIsLost(byte[] packet) {
        byte[] quote = Errors.quoteOf(packet);
        return (has(ECHO_QUOTES_LOST) && quote.length > 9 && quote[9] == 1)
                || (has(QUOTES_WITH_OPTIONS_LOST) && quote.length > 0 && (quote[0] & 15) > 5);
    }

    /** The ICMP error as the fault makes the product read it. */
    private byte[] quoteFault(byte[] packet, boolean isToCe) {
        if (!Errors.isIcmpError(packet)) {
            return packet;
        }
        boolean swaps = isToCe ? has(QUOTED_DESTINATION_PORT_BOTH_WAYS) : has(QUOTED_SOURCE_PORT_BOTH_WAYS);
        byte[] read = swaps ? Errors.withSwappedPorts(packet) : packet;
        read = has(QUOTED_FRAGMENTS_BY_PORT) ? Errors.withQuotedOffset(read, 0) : read;
        return has(CUT_QUOTES_TO_PORT_0) && isToCe ? Errors.withSomePort(read, world) : read;
    }

    private byte[] segmentFault(byte[] packet) {
        return Segments.before(packet, faults);
    }

    private byte[] encapsulated(byte[] packet, byte[] read, byte[] octets) {
        byte[] out = octets;
        boolean hasOption = out[6] == 60;
        int at = 40 + (hasOption ? 8 : 0);
        if (read != packet && Errors.isIcmpError(packet) && read.length == packet.length) {
            System.arraycopy(packet, 20, out, at + 20, packet.length - 20);
        }
        if (has(LIMIT_TOO_HIGH) && hasOption) {
            out[44]++;
        }
        if (has(ECN_NOT_COPIED) || (has(LATER_PIECES_NOT_ECT) && isLaterPiece(out, at))) {
            out[1] &= (byte) 0xcf;
        }
        if (has(LATER_PIECES_WITHOUT_DSCP) && isLaterPiece(out, at)) {
            Bytes.put16(out, 0, u16(out, 0) & 0xf03f);
        }
        if (isPiece(out, at)) {
            return out;
        }
        int label = label(part(out, at, out.length));
        out[1] = (byte) ((out[1] & 0xf0) | label >>> 16);
        Bytes.put16(out, 2, label);
        if (has(CHECKSUM_BY_EQUATION_2) && u16(out, at + 10) == 0) {
            Bytes.put16(out, at + 10, 0xffff);
        }
        Segments.after(out, at, packet, domains(), faults);
        return out;
    }

    private static boolean isPiece(byte[] packet, int at) {
        return packet[at == 40 ? 6 : 40] == 44;
    }

    private static boolean isLaterPiece(byte[] packet, int at) {
        return isPiece(packet, at) && u16(packet, at + 2) > 7;
    }

    /** RFC 6437 section 3: a hash of the flow. */
    private int label(byte[] ipv4) {
        if (has(FLOW_LABEL_CONSTANT)) {
            return 77;
        }
        if (has(FLOW_LABEL_OF_PACKETS)) {
            return ++labels & 0xfffff;
        }
        Object mode = domains().get(0).options().get("flowLabel");
        if ("zero".equals(mode)) {
            return 0;
        }
        String flow = Bytes.hex(part(ipv4, 12, 20)) + ipv4[9];
        if ("hash".equals(mode) && ipv4.length >= 24) {
            flow = has(FLOW_LABEL_XOR_OF_PORTS)
                    ? "" + (u16(ipv4, 20) ^ u16(ipv4, 22))
                    : flow + Bytes.hex(part(ipv4, 20, 24));
        }
        return 1 + Math.floorMod(flow.hashCode() * 0x9e3779b1, 0xfffff);
    }

    /** An error about an IPv4 packet. */
    private byte[] ownError(byte[] about, byte[] error) {
        byte[] message = part(error, 20, error.length);
        int length = 4 * (about[0] & 15);
        if (message[0] == 3 && message[1] == 4) {
            int limit = domains().get(0).options().get("encapsulationLimit") == null ? 0 : 8;
            int mtu = u16(message, 6);
            mtu = has(MTU_OF_IPV6) ? mtu + 40 + limit : has(MTU_WITHOUT_OPTION) ? mtu + limit : mtu;
            mtu = has(MTU_AT_LEAST_1280) ? Math.max(1280, mtu) : mtu;
            Bytes.put16(message, 6, mtu);
        }
        if (has(QUOTES_WITHOUT_TRANSPORT)) {
            message = part(message, 0, 8 + length);
        }
        if (has(QUOTE_LENGTH_WITHOUT_OPTIONS)) {
            message = part(message, 0, 8 + 28);
        }
        return Errors.ownFault(about, Errors.withMessage(error, message), faults);
    }

    // out of the tunnel

    private String fromIpv6(byte[] received, long now) {
        byte[] packet = received;
        if (packet.length > 48 && packet[6] == 44) {
            ModelFragments.Result joined = fragments.tunnel(packet, now);
            if (joined.whole().isEmpty()) {
                return joined.verdict();
            }
            packet = joined.whole().get();
        }
        boolean isLimit0 = packet.length > 44 && packet[6] == 60 && packet[42] == 4 && packet[44] == 0;
        if (has(LIMIT_0_DROPPED) && isLimit0) {
            return "DROP_BAD_EXTENSION_HEADER";
        }
        if (packet[6] == 58) {
            return message(packet, now);
        }
        if (packet[6] == 60 && u8(packet, 42) == 0x9e && Errors.isUnknownOptionAnswered(packet, faults)) {
            send(Side.IPV6, Errors.ofIpv6(packet));
            return "DROP_BAD_EXTENSION_HEADER";
        }
        byte[] read = ecnFault(packet);
        int at = packet[6] == 4 ? 40 : 48;
        byte[] inner = packet.length > at ? part(packet, at, packet.length) : new byte[0];
        Optional<String> asFragment = isRelay() ? Optional.empty() : fragments.toCe(inner, now, this::send);
        if (asFragment.isPresent()) {
            return asFragment.get();
        }
        boolean isError = packet[6] == 4 && Errors.isIcmpError(inner);
        if (isError && quoteIsLost(inner)) {
            return "DROP_LOST";
        }
        boolean isOut = !isRelay() || (inner.length >= 20 && !world.isInside(Bytes.int32(inner, 16)));
        if (isError && isOut && has(ERRORS_FROM_CE_UNCHECKED) && Errors.showsPort(inner)) {
            send(Side.IPV4, inner);
            return "FORWARDED";
        }
        if (packet[6] == 4 && inner.length >= 20) {
            read = Bytes.concat(part(read, 0, 40), segmentFault(quoteFault(inner, !isRelay())));
            Bytes.put16(read, 4, read.length - 40);
        }
        NaiveOutcome outcome = model.fromIpv6(read, 64, now);
        for (NaiveOutput output : outcome.outputs()) {
            byte[] octets = output.octets().clone();
            if (sideOf(octets) == Side.IPV6) {
                send(Side.IPV6, octets[6] == 58 ? Errors.fault(packet, octets, faults) : octets);
            } else {
                send(Side.IPV4, decapsulated(inner, octets, isError));
            }
        }
        return outcome.verdict();
    }

    private byte[] decapsulated(byte[] inner, byte[] octets, boolean isError) {
        byte[] out = octets;
        if (isError && out.length == inner.length) {
            System.arraycopy(inner, 20, out, 20, inner.length - 20);
        }
        if (has(CHECKSUM_BY_EQUATION_2) && u16(out, 10) == 0) {
            Bytes.put16(out, 10, 0xffff);
        }
        if (has(CHECKSUM_WITHOUT_ECN) && out[1] != inner[1]) {
            Bytes.put16(out, 10, u16(inner, 10));
        }
        Segments.after(out, 0, inner, domains(), faults);
        return out;
    }

    private byte[] ecnFault(byte[] packet) {
        byte[] read = packet.clone();
        int ecn = u16(packet, 0) >>> 4 & 3;
        boolean isMarked = packet.length >= 60 && packet[6] == 4 && ecn == 3 && (packet[41] & 3) == 0;
        if ((has(CE_WITHOUT_ECT_FORWARDED) && isMarked) || has(OUTER_ECN_IGNORED) || (has(ECT_1_IGNORED) && ecn == 1)) {
            read[1] &= (byte) 0xcf;
        }
        return read;
    }

    /** An ICMPv6 message. */
    private String message(byte[] packet, long now) {
        byte[] read = packet.clone();
        boolean isTooBig = packet[40] == 2;
        long mtu = Bytes.int32(packet, 44) & 0xffff_ffffL;
        if (isTooBig && has(MTU_BELOW_1280) && mtu < 1280) {
            read = Errors.withWord(read, 1280);
        }
        if (isTooBig && has(MTU_OF_16_BITS) && mtu > 0xffff) {
            read = Errors.withWord(read, Math.max(1280, mtu & 0xffff));
        }
        if (has(ICMPV6_CHECKSUM_UNVERIFIED)) {
            read = Errors.withWord(read, mtu);
        }
        if ((has(TUNNEL_ERRORS_LOST) && packet[40] > 0 && packet[40] < 4)
                || (has(OWN_LIMIT_EXCEEDED_LOST) && packet[40] == 4)
                || (has(NO_ECHO) && u8(packet, 40) == 128)) {
            return "DROP_ICMPV6";
        }
        NaiveOutcome outcome = model.fromIpv6(read, 64, now);
        boolean isUnverified = outcome.verdict().equals("DROP_ICMPV6_FORGED")
                || outcome.verdict().equals("DROP_ICMPV6_BAD_QUOTE");
        byte[] quoted = Errors.tunnelledIn(packet);
        boolean isAnswered = (has(QUOTED_TUNNEL_UNVERIFIED) && isUnverified)
                || (has(TOO_BIG_RELAYED_WITHOUT_DF)
                        && isTooBig
                        && outcome.outputs().isEmpty()
                        && mtu >= 1280);
        if (isAnswered && quoted.length >= 28) {
            send(Side.IPV4, Errors.ofIpv4(quoted, 3, 1, 548));
            return "RELAYED";
        }
        for (NaiveOutput output : outcome.outputs()) {
            byte[] octets = output.octets().clone();
            if (sideOf(octets) == Side.IPV6) {
                send(Side.IPV6, Errors.echoFault(octets, faults));
                continue;
            }
            if (isTooBig && has(RELAYED_MTU_OF_IPV6)) {
                byte[] icmp = part(octets, 20, octets.length);
                Bytes.put16(icmp, 6, (int) Math.min(65_535, mtu));
                octets = Errors.withMessage(octets, icmp);
            }
            send(Side.IPV4, Errors.relayedFault(packet, octets, faults));
        }
        return outcome.verdict();
    }
}
