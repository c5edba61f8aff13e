package io.softwire46.mape.forward;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.ProtocolNumbers;
import java.nio.ByteBuffer;

/**
 * Brings what the packets of a burst will need into the cache, step by step for all of them: their headers, the slots of their
 * addresses, the lines of their rules. The loads of one step do not depend on each other, so that the processor waits for them
 * together, where packet by packet it would wait for each.
 *
 * <p>Nothing is decided here: what is guessed of a packet that turns out to be different costs a look-up, and no more. Not
 * thread-safe: one per worker.
 */
final class LookAhead {
    /** Packets that are looked at together: more than a core has misses under way, few enough to stay in its cache. */
    static final int PACKETS = 32;

    private final int[] slots = new int[PACKETS];
    private final int[] ports = new int[PACKETS];

    /** Keeps the loads from being left out. */
    private int used;

    /** For packets from the IPv4 side: the rules of their destinations. */
    void destinations(CompiledRules rules, Packet[] packets, int from, int to) {
        for (int i = from; i < to; i++) {
            Packet packet = packets[i];
            int at = i - from;
            slots[at] = CompiledRules.NO_RULE;
            if (packet.length() >= Ipv4Header.MINIMUM_OCTETS + 4) {
                find(rules, packet.buffer(), packet.offset(), Ipv4Header.DESTINATION_ADDRESS, 2, at);
            }
        }
        touch(rules, to - from);
    }

    /** For tunnel packets: the rules of their inner sources. */
    void sources(CompiledRules rules, Packet[] packets, int from, int to) {
        for (int i = from; i < to; i++) {
            Packet packet = packets[i];
            ByteBuffer buffer = packet.buffer();
            int at = i - from;
            slots[at] = CompiledRules.NO_RULE;
            if (packet.length() >= Ipv6Header.OCTETS + Ipv4Header.MINIMUM_OCTETS + 4
                    && Ipv6Header.nextHeader(buffer, packet.offset()) == ProtocolNumbers.IPV4) {
                find(rules, buffer, packet.offset() + Ipv6Header.OCTETS, Ipv4Header.SOURCE_ADDRESS, 0, at);
            }
        }
        touch(rules, to - from);
    }

    /** The port is where it is without IPv4 options. */
    private void find(CompiledRules rules, ByteBuffer buffer, int ipv4, int addressOffset, int portOffset, int at) {
        int slot = rules.slotOf(buffer.getInt(ipv4 + addressOffset));
        slots[at] = slot;
        ports[at] = slot != CompiledRules.NO_RULE && rules.needsPort(slot)
                ? buffer.getShort(ipv4 + Ipv4Header.MINIMUM_OCTETS + portOffset) & 0xffff
                : MapRule.NO_PORT;
    }

    private void touch(CompiledRules rules, int count) {
        for (int i = 0; i < count; i++) {
            slots[i] = slots[i] == CompiledRules.NO_RULE ? CompiledRules.NO_RULE : rules.ruleAt(slots[i], ports[i]);
        }
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += slots[i] < 0 ? 0 : rules.touch(slots[i]);
        }
        used = sum;
    }

    /** What the loads added up to. */
    int used() {
        return used;
    }
}
