package io.softwire46.mape;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.icmp.Icmpv4Error;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Icmpv6Header;
import io.softwire46.mape.wire.InternetChecksum;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * ICMP through and from a BR, in a hot ring: echo replies and errors toward a CE, echo requests to the BR itself, errors that it
 * sends, and errors from within the tunnel that it relays. The rate limit never applies: time advances by two microseconds per
 * packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class IcmpBenchmark {
    private static final int RING = 256;
    private static final int ROUTER = 0x05060708;
    private static final int QUOTED = 64;

    private final Packet window = new Packet();
    private final Packet output = new Packet();
    private final ByteBuffer place = ByteBuffer.allocateDirect(2048);

    private RelayWorld world;
    private BorderRelay relay;
    private CeMapping ce;
    private PacketRing echoReplies;
    private PacketRing errors;
    private PacketRing expiring;
    private PacketRing echoRequests;
    private PacketRing tunnelErrors;
    private ByteBuffer echoRequest;
    private long nowNanos;

    @Setup
    public void prepare() {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 1_000_000)
                .with(ForwardingOption.ICMP_ERROR_BURST, 1_000_000);
        world = RelayWorld.ofOneRule(options);
        relay = world.relay();
        MapRule rule = world.domain.domain().rules().rules().get(0);
        ce = CeMapping.of(rule, Addresses.parseIpv6Prefix("endUserPrefix", RelayWorld.ONE_RULE_CE));
        PacketRing fromCe = ring(QUOTED);
        PacketRing toCe = ring(QUOTED);
        echoReplies = ring(64);
        expiring = ring(64);
        errors = ring(Icmpv4Error.HEADER_OCTETS + QUOTED);
        echoRequests = ring(64);
        tunnelErrors = ring(Icmpv6Header.OCTETS + Ipv6Header.OCTETS + QUOTED);
        for (int i = 0; i < RING; i++) {
            int port = ce.portSet().portAt(i % ce.portSet().size());
            RelayWorld.udp(fromCe, i, ce.ipv4Bits(), RelayWorld.SERVER, port, 80);
            RelayWorld.udp(toCe, i, RelayWorld.SERVER, ce.ipv4Bits(), 80, port);
            writeEchoReply(i, port);
            RelayWorld.udp(expiring, i, RelayWorld.SERVER, ce.ipv4Bits(), 80, port);
            Ipv4Header.write(
                    expiring.buffer(i),
                    expiring.offset(i),
                    0,
                    64,
                    i,
                    0,
                    1,
                    ProtocolNumbers.UDP,
                    RelayWorld.SERVER,
                    ce.ipv4Bits());
            window.attach(fromCe.buffer(i), fromCe.offset(i), QUOTED, 0);
            output.attach(errors.buffer(i), errors.offset(i), errors.octets, 0);
            Icmpv4Error.HOST_UNREACHABLE.write(0, window, ROUTER, output, i);
            errors.written(i);
            writeEchoRequest(i);
        }
        RelayRun.expect(new RelayRun(world.relay(), toCe).encapSingle(0, RING), RING);
        for (int i = 0; i < RING; i++) {
            writeTunnelError(i, toCe.buffer(i), toCe.offset(i) - Ipv6Header.OCTETS);
        }
        RelayRun.expect(echoToCe(), RING);
        RelayRun.expect(errorToCe(), RING);
        RelayRun.expect(errorSent(), RING);
        RelayRun.expect(echoAnswered(), RING);
        RelayRun.expect(tunnelErrorPassedOn(), RING);
    }

    private static PacketRing ring(int octets) {
        return new PacketRing(PacketRing.Memory.DIRECT_ONE_BUFFER, RING, octets);
    }

    private void writeEchoReply(int i, int identifier) {
        ByteBuffer buffer = echoReplies.buffer(i);
        int at = echoReplies.offset(i);
        Ipv4Header.write(buffer, at, 0, 64, i, 0, 64, ProtocolNumbers.ICMP, RelayWorld.SERVER, ce.ipv4Bits());
        buffer.putInt(at + 20, IcmpHeader.ECHO_REPLY << 24).putInt(at + 24, identifier << 16 | 1);
        buffer.putShort(at + 22, (short) InternetChecksum.compute(buffer, at + 20, 44));
        echoReplies.written(i);
    }

    /** Writes ICMPv6 1/3 of a router in the tunnel about a tunnel packet of the BR. */
    private void writeTunnelError(int i, ByteBuffer quote, int quoteAt) {
        ByteBuffer buffer = tunnelErrors.buffer(i);
        int at = tunnelErrors.offset(i);
        int ipv6 = at - Ipv6Header.OCTETS;
        int octets = tunnelErrors.octets;
        Ipv6Header.write(
                buffer,
                ipv6,
                0x60000000,
                octets,
                ProtocolNumbers.ICMPV6,
                64,
                0x20010db8_00990000L,
                1,
                world.brHigh,
                world.brLow);
        buffer.putInt(at, Icmpv6Header.DESTINATION_UNREACHABLE << 24 | Icmpv6Header.ADDRESS_UNREACHABLE << 16);
        buffer.putInt(at + Icmpv6Header.SECOND_WORD, 0);
        buffer.put(at + Icmpv6Header.OCTETS, quote, quoteAt, octets - Icmpv6Header.OCTETS);
        buffer.putShort(at + Icmpv6Header.CHECKSUM, (short) InternetChecksum.computeIcmpv6(buffer, ipv6, at, octets));
    }

    private void writeEchoRequest(int i) {
        ByteBuffer buffer = echoRequests.buffer(i);
        int at = echoRequests.offset(i);
        int ipv6 = at - Ipv6Header.OCTETS;
        Ipv6Header.write(
                buffer,
                ipv6,
                0x60000000,
                64,
                ProtocolNumbers.ICMPV6,
                64,
                ce.mapAddressHigh(),
                ce.mapAddressLow(),
                world.brHigh,
                world.brLow);
        buffer.putInt(at, Icmpv6Header.ECHO_REQUEST << 24).putInt(at + 4, 1);
        buffer.putShort(at + 2, (short) InternetChecksum.computeIcmpv6(buffer, ipv6, at, 64));
        if (i == 0) {
            echoRequest = ByteBuffer.allocateDirect(48).put(0, buffer, ipv6, 48);
        }
    }

    /** An echo reply finds its CE by the identifier (RFC 7597 section 8.2). */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int echoToCe() {
        return downstream(echoReplies);
    }

    /** An error finds its CE by the packet that it quotes. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int errorToCe() {
        return downstream(errors);
    }

    private int downstream(PacketRing ring) {
        int forwarded = 0;
        for (int i = 0; i < RING; i++) {
            ring.attachIpv4(window, i);
            forwarded += relay.fromIpv4(window, nowNanos) == Verdict.FORWARDED ? 1 : 0;
            ring.restore(i);
        }
        return forwarded;
    }

    /** TTL 1: the packet is dropped, and ICMP 11/0 is written with its checksum and fetched. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int errorSent() {
        int sent = 0;
        for (int i = 0; i < RING; i++) {
            expiring.attachIpv4(window, i);
            relay.fromIpv4(window, nowNanos += 2000);
            sent += relay.next(output.attach(place, 0, 2048, 0)) ? 1 : 0;
        }
        return sent;
    }

    /** An echo request to the BR becomes the reply; its first 48 octets are copied back for the next pass. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int echoAnswered() {
        int replied = 0;
        for (int i = 0; i < RING; i++) {
            echoRequests.attachTunnel(window, i);
            replied += relay.fromIpv6(window, nowNanos) == Verdict.REPLIED ? 1 : 0;
            echoRequests.buffer(i).put(echoRequests.offset(i) - Ipv6Header.OCTETS, echoRequest, 0, 48);
        }
        return replied;
    }

    /** ICMPv6 1/3 of a router in the tunnel: the quote is compared with the rules, ICMP 3/1 is written and fetched. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int tunnelErrorPassedOn() {
        int passedOn = 0;
        for (int i = 0; i < RING; i++) {
            tunnelErrors.attachTunnel(window, i);
            relay.fromIpv6(window, nowNanos += 2000);
            passedOn += relay.next(output.attach(place, 0, 2048, 0)) ? 1 : 0;
        }
        return passedOn;
    }
}
