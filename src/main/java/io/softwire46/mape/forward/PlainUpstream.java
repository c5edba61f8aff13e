package io.softwire46.mape.forward;

import io.softwire46.mape.wire.Ipv4Address;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv4Words;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.ProtocolNumbers;
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
    private static final int PACKETS = PlainDownstream.PACKETS;
    private static final int NOT_PLAIN = CompiledRules.NO_RULE;

    private final RelayState state;
    private final long[] outer = new long[PACKETS];
    private final long[] first = new long[PACKETS];
    private final long[] second = new long[PACKETS];
    private final long[] third = new long[PACKETS];
    private final int[] rules = new int[PACKETS];

    PlainUpstream(RelayState state) {
        this.state = state;
    }

    /** Finds out which packets are plain and from the CE that they say; nothing is changed. */
    void look(Packet[] packets, int from, int count) {
        CompiledRules table = state.table.rules();
        read(packets, from, count);
        for (int i = 0; i < count; i++) {
            rules[i] = rules[i] == NOT_PLAIN ? NOT_PLAIN : table.slotOf(Ipv4Words.sourceAddress(second[i]));
        }
        for (int i = 0; i < count; i++) {
            rules[i] = rules[i] == CompiledRules.NO_RULE
                    ? NOT_PLAIN
                    : table.ruleAt(rules[i], Ipv4Words.sourcePort(third[i]));
        }
        for (int i = 0; i < count; i++) {
            if (rules[i] >= 0 && !isFromOwner(table, packets[from + i], i)) {
                rules[i] = NOT_PLAIN;
            }
        }
    }

    private void read(Packet[] packets, int from, int count) {
        for (int i = 0; i < count; i++) {
            Packet packet = packets[from + i];
            int arrived = packet.length();
            rules[i] = NOT_PLAIN;
            if (arrived >= Ipv6Header.OCTETS + Ipv4Words.MINIMUM_OCTETS) {
                ByteBuffer buffer = packet.buffer();
                int offset = packet.offset();
                long header = buffer.getLong(offset);
                long word0 = buffer.getLong(offset + Ipv6Header.OCTETS);
                long word1 = buffer.getLong(offset + Ipv6Header.OCTETS + 8);
                long word2 = buffer.getLong(offset + Ipv6Header.OCTETS + 16);
                outer[i] = header;
                first[i] = word0;
                second[i] = word1;
                third[i] = word2;
                int payload = payloadLength(header);
                if (header >>> 60 == 6
                        && (header >>> 8 & 0xff) == ProtocolNumbers.IPV4
                        && payload <= arrived - Ipv6Header.OCTETS
                        && Ipv4Words.isPlain(word0, word1, word2, payload)
                        && !Ipv4Address.isMartianSource(Ipv4Words.sourceAddress(word1))
                        && !Ipv4Address.isMartianSource(
                                Ipv4Words.destinationAddress(word2))) { // or multicast, broadcast
                    rules[i] = 0;
                }
            }
        }
    }

    private static int payloadLength(long header) {
        return (int) (header >>> 16) & 0xffff;
    }

    private boolean isFromOwner(CompiledRules table, Packet packet, int i) {
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        int rule = rules[i];
        int source = Ipv4Words.sourceAddress(second[i]);
        int port = Ipv4Words.sourcePort(third[i]);
        return table.mapAddressLow(rule, source, port) == Ipv6Header.sourceLo(buffer, offset)
                && table.mapAddressHigh(rule, source, port) == Ipv6Header.sourceHi(buffer, offset)
                && !table.hasNestedInside(rule);
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
        while (i < count && rules[i] >= 0) {
            Packet packet = packets[from + i];
            int arrived = packet.length();
            if (!leave(packet, i)) {
                break;
            }
            Worker.set(verdicts, from + i, Verdict.FORWARDED);
            totals += packet.length();
            arrivals += arrived;
            i++;
        }
        if (i > done) {
            int last = packets[from + i - 1].length();
            state.worker.countForwarded(Direction.V6_TO_V4, i - done, last, totals, arrivals, Event.SENT_IPV4, totals);
        }
        return i;
    }

    private boolean leave(Packet packet, int i) {
        RuleTable table = state.table;
        ByteBuffer buffer = packet.buffer();
        int offset = packet.offset();
        Origin origin = table.origin(rules[i]);
        DomainOptions options = origin.options;
        int relay = table.relayOf(Ipv6Header.destinationHi(buffer, offset), Ipv6Header.destinationLo(buffer, offset));
        long header = outer[i];
        int inner = offset + Ipv6Header.OCTETS;
        int total = Ipv4Words.totalLength(first[i]);
        if (relay < 0
                || !table.serves(relay, origin.domain)
                || table.relayOf(Ipv6Header.sourceHi(buffer, offset), Ipv6Header.sourceLo(buffer, offset)) >= 0
                || Ipv6Header.OCTETS + payloadLength(header) > options.maxPacketSize
                || total > options.mtuV4
                || !TunnelExit.isClassKept((int) (header >>> 52) & 0xff, Ipv4Words.typeOfService(first[i]), options)
                || isForCe(table, options, Ipv4Words.destinationAddress(third[i]))
                || TunnelEntry.mayClamp(buffer, inner, second[i], options)) {
            return false;
        }
        if (options.decrementTtlAtEgress) {
            if (Ipv4Words.timeToLive(second[i]) <= 1) {
                return false;
            }
            buffer.putInt(inner + Ipv4Header.TIME_TO_LIVE, Ipv4Header.oneHopLess((int) (second[i] >>> 32)));
        }
        packet.trimFront(Ipv6Header.OCTETS);
        packet.truncate(total);
        return true;
    }

    private static boolean isForCe(RuleTable table, DomainOptions options, int destination) {
        return options.hairpin && table.rules().slotOf(destination) != CompiledRules.NO_RULE;
    }
}
