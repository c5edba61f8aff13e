package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv4Words;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * The border relay's way from the CEs to IPv4 for packets as most are, in steps for many at once as {@link PlainDownstream}: a
 * plain packet right behind the tunnel header of the CE that owns its source, of which nothing is to be told. All others are left
 * as they are to {@link RelayUpstream}.
 *
 * <p>Where the rule of the inner source has no other inside it, 128 equal bits satisfy every source check (RFC 7597 section 8.1),
 * and the longest match of the outer source is not needed.
 *
 * <p>Not thread-safe: one per worker.
 */
final class PlainUpstream {
    private final RelayState state;
    private final long[] columns = PlainPackets.columns();

    PlainUpstream(RelayState state) {
        this.state = state;
    }

    /** Finds out which packets are plain and from the CE that they say; nothing is changed. */
    void look(Packet[] packets, int from, int count) {
        RuleTable table = state.table;
        PlainPackets.readTunnel(columns, packets, from, count);
        PlainPackets.judgeIpv4(columns, count);
        PlainPackets.judgeTunnel(columns, count);
        PlainPackets.sourceKeys(columns, count);
        table.rules().find(columns, count);
        PlainPackets.judgeSource(columns, count);
        if (table.hairpins()) {
            PlainPackets.destinationKeys(columns, count);
            table.rules().findSlots(columns, count);
        }
    }

    /**
     * Forwards packets that were looked at, up to one that has to go the other way.
     *
     * @param from place of the packet that was looked at first
     * @param done how many are done already
     * @return how many are done now
     */
    int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count) {
        long totals = 0;
        long arrivals = 0;
        int i = done;
        while (i < count && columns[PlainPackets.FLAWS + i] >= 0) {
            Packet packet = packets[from + i];
            if (!leave(packet, i)) {
                break;
            }
            Worker.set(verdicts, from + i, Verdict.FORWARDED);
            totals += packet.length();
            arrivals += columns[PlainPackets.RECEIVED + i];
            i++;
        }
        if (i > done) {
            int last = packets[from + i - 1].length();
            arrivals += (i - done) * Ipv6Header.OCTETS;
            state.worker.countForwarded(Direction.V6_TO_V4, i - done, last, totals, arrivals, Event.SENT_IPV4, totals);
        }
        return i;
    }

    private boolean leave(Packet packet, int i) {
        RuleTable table = state.table;
        Origin origin = table.originOf((int) columns[PlainPackets.TAGS + i]);
        DomainOptions options = origin.options;
        ByteBuffer buffer = packet.buffer();
        long outer = columns[PlainPackets.OUTER + i];
        long first = columns[PlainPackets.FIRST + i];
        long second = columns[PlainPackets.SECOND + i];
        int inner = packet.offset() + Ipv6Header.OCTETS;
        int total = Ipv4Words.totalLength(first);
        if (!isToRelay(table, origin, i)
                || ((outer >>> 16 & 0xffff) + Ipv6Header.OCTETS) > options.maxPacketSize
                || total > options.mtuV4
                || (options.uniformDscp && (outer >>> 52 & 0xff) != Ipv4Words.typeOfService(first))
                || (options.hairpin && columns[PlainPackets.SLOTS + i] != CompiledRules.NO_RULE)
                || TunnelEntry.mayClamp(buffer, inner, second, options)) {
            return false;
        }
        if (options.decrementTtlAtEgress) {
            if (Ipv4Words.timeToLive(second) <= 1) {
                return false;
            }
            buffer.putInt(inner + Ipv4Header.TIME_TO_LIVE, (int) Ipv4Words.oneHopLess(second));
        }
        packet.unwrap(Ipv6Header.OCTETS, total);
        return true;
    }

    /** Whether it came to a BR address of the domain, and not from one. */
    private boolean isToRelay(RuleTable table, Origin origin, int i) {
        long high = columns[PlainPackets.DESTINATION_HIGH + i];
        long low = columns[PlainPackets.DESTINATION_LOW + i];
        return ((high == origin.sourceHigh && low == origin.sourceLow) || table.isServed(high, low, origin.domain))
                && !(table.hasRelayAmongCes()
                        && table.relayOf(columns[PlainPackets.SOURCE_HIGH + i], columns[PlainPackets.SOURCE_LOW + i]) >= 0);
    }
}
