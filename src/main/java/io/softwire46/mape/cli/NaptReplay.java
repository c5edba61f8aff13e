package io.softwire46.mape.cli;

import io.softwire46.mape.capture.CaptureDamage;
import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.cli.NaptUsage.Flow;
import io.softwire46.mape.cli.input.CaptureSource;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptEvent;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptStatistics.Event;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.nat.PortForecast;
import io.softwire46.mape.wire.HeaderCheck;
import io.softwire46.mape.wire.IcmpHeader;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replays the capture of a LAN against the NAPT of a CE, packet by packet. Packets from inside are translated; packets to inside are
 * changed to their external form first, and translated back.
 *
 * <p>Not thread-safe: use one instance per replay.
 */
final class NaptReplay {
    private static final int PORTS_OCTETS = 4;

    private final NaptTable table;
    private final Napt44 napt;
    private final ExternalForm external;
    private final NaptEvent event = new NaptEvent();
    private final Packet packet = new Packet();
    private final Packet released = new Packet();
    private @Nullable PcapWriter writer;
    private @Nullable Path outFile;
    private @Nullable EventLog log;

    final NaptUsage usage = new NaptUsage();
    long packets;
    long answersWithoutSession;
    long notTranslated;

    /** Why the capture ends early; null if it does not. */
    @Nullable CaptureDamage damage;

    /** The answer to the query; null without one. */
    @Nullable NaptAnswer answer;

    private @Nullable NaptQuery query;
    private double queryNanos;

    private long startNanos;
    private long clock = Long.MIN_VALUE;

    NaptReplay(NaptTable table, long seed) {
        this.table = table;
        napt = Napt44.seeded(Published.of(table), ReassemblyLimits.ipv4(), seed);
        external = new ExternalForm(napt, table.address());
    }

    /** Writes all packets in their external form. */
    NaptReplay writingTo(@Nullable PcapWriter out, @Nullable Path file) {
        writer = out;
        outFile = file;
        return this;
    }

    /** Writes all events. */
    NaptReplay loggingTo(@Nullable TextOutput file) {
        log = file == null ? null : new EventLog(file, napt, false);
        return this;
    }

    /** Answers a query at a time after the first packet; infinity is the end of the capture. */
    NaptReplay explaining(@Nullable NaptQuery asked, double seconds) {
        query = asked;
        queryNanos = seconds * 1e9;
        return this;
    }

    NaptTable table() {
        return table;
    }

    Napt44 napt() {
        return napt;
    }

    /** Returns the time from the first packet to the last one. */
    long durationNanos() {
        return packets == 0 ? 0 : clock - startNanos;
    }

    /** Returns forecasts at the end of the capture, of the protocols with sessions or refused ones. */
    List<PortForecast> forecast() {
        return napt.forecast(packets == 0 ? 0 : clock).stream()
                .filter(each -> usage.protocols.containsKey(each.protocol()))
                .toList();
    }

    /** Replays a capture to its end. */
    NaptReplay run(Path in, PrintWriter err) {
        LinkLayer link = LinkLayer.create();
        try (CaptureReader reader = CaptureSource.open(in);
                Progress progress = Progress.of(in, Inputs.isStandardInput(in), err)) {
            while (CaptureSource.next(reader, in)) {
                replay(reader, link);
                progress.at(reader.fileOffset());
            }
            damage = reader.damage();
            explain(clock);
        } catch (IOException e) {
            throw new ToolException(Inputs.name(in) + ": cannot be read: " + e.getMessage());
        }
        return this;
    }

    private void replay(CaptureReader reader, LinkLayer link) {
        LinkLayer.Payload payload =
                link.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
        if (packets++ == 0) {
            startNanos = reader.timeNanos();
        }
        if (reader.timeNanos() - startNanos > queryNanos) {
            explain(startNanos + (long) queryNanos);
        }
        clock = Math.max(clock, reader.timeNanos());
        while (napt.expire(clock)) {
            takeEvents();
        }
        takeEvents();
        if (payload != LinkLayer.Payload.IPV4) {
            return;
        }
        packet.attach(reader.buffer(), link.ipOffset(), link.ipLength(), 0);
        if (packet.length() < Ipv4Header.MINIMUM_OCTETS) {
            notTranslated++;
            return;
        }
        boolean isFromInside = table.isInside(Ipv4Header.sourceAddress(packet.buffer(), packet.offset()));
        boolean isToInside = table.isInside(Ipv4Header.destinationAddress(packet.buffer(), packet.offset()));
        if (isFromInside == isToInside) {
            notTranslated++;
        } else if (isFromInside) {
            outbound(reader.timeNanos());
        } else {
            inbound(reader.timeNanos());
        }
        takeEvents();
    }

    private void explain(long nanos) {
        if (query != null && answer == null) {
            answer = NaptAnswer.of(query, table, napt, packets == 0 ? 0 : nanos);
        }
    }

    private void outbound(long timeNanos) {
        Flow flow = flow(packet.buffer(), packet.offset(), packet.length(), true);
        long before = napt.statistics().count(Event.CREATED);
        NaptResult result = napt.outbound(packet, clock);
        takeEvents();
        count(flow, result, before);
        if (result == NaptResult.TRANSLATED || result == NaptResult.RELAYED_ERROR) {
            write(timeNanos, packet);
        }
        while (napt.isReleasing()) {
            NaptResult next = napt.release(released, clock);
            if (next == NaptResult.TRANSLATED) {
                write(timeNanos, released);
            }
        }
    }

    private void inbound(long timeNanos) {
        Flow flow = flow(packet.buffer(), packet.offset(), packet.length(), false);
        if (!external.apply(packet)) {
            answersWithoutSession++;
            return;
        }
        write(timeNanos, packet);
        long before = napt.statistics().count(Event.CREATED);
        count(flow, napt.inbound(packet, clock), before);
    }

    private void count(@Nullable Flow flow, NaptResult result, long createdBefore) {
        if (flow == null) {
            return;
        }
        if (napt.statistics().count(Event.CREATED) > createdBefore) {
            usage.made(flow, napt);
        } else if (result.isDrop()) {
            usage.dropped(flow, result, clock - startNanos);
        }
    }

    private void takeEvents() {
        while (napt.nextEvent(event)) {
            usage.event(event);
            if (log != null) {
                log.write(event, startNanos);
            }
        }
    }

    private void write(long timeNanos, Packet each) {
        if (writer == null) {
            return;
        }
        try {
            writer.write(timeNanos, each.buffer(), each.offset(), each.length());
        } catch (IOException e) {
            throw TextOutput.cannotWrite(Objects.requireNonNull(outFile), e);
        }
    }

    /** Returns the endpoints of a packet; null if it has no ports or Identifier. */
    private static @Nullable Flow flow(ByteBuffer buffer, int ipv4, int length, boolean outbound) {
        if (Ipv4Header.check(buffer, ipv4, length) != HeaderCheck.OK
                || Ipv4Header.fragmentOffsetOctets(buffer, ipv4) > 0) {
            return null;
        }
        NaptProtocol protocol =
                NaptProtocol.ofNumber(Ipv4Header.protocol(buffer, ipv4)).orElse(null);
        int transport = ipv4 + Ipv4Header.headerOctets(buffer, ipv4);
        int octets = Ipv4Header.totalLength(buffer, ipv4) - (transport - ipv4);
        boolean isIcmp = protocol == NaptProtocol.ICMP;
        if (protocol == null || octets < (isIcmp ? IcmpHeader.OCTETS : PORTS_OCTETS)) {
            return null;
        }
        int source = Ipv4Header.sourceAddress(buffer, ipv4);
        int destination = Ipv4Header.destinationAddress(buffer, ipv4);
        int ports = isIcmp ? IcmpHeader.identifier(buffer, transport) : buffer.getInt(transport);
        return outbound
                ? new Flow(protocol, source, destination, ports)
                : new Flow(protocol, destination, source, isIcmp ? ports : Integer.rotateLeft(ports, 16));
    }
}
