package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.counter.Counters.DomainCounters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Calls for many packets: what happens between them, and at their limits. */
class BatchCallsTest {
    private static final int SLOT = 256;
    private static final int HEADROOM = 64;
    private static final String OTHER_RULE =
            "ipv6Prefix=2001:db8:100::/40 ipv4Prefix=198.51.100.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597";

    private static PacketBatch batch(byte[] octets, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(SLOT * count);
        PacketBatch batch = new PacketBatch(buffer, count);
        fill(batch, octets);
        return batch;
    }

    private static void fill(PacketBatch batch, byte[] octets) {
        batch.clear();
        for (int i = 0; i < batch.capacity(); i++) {
            batch.buffer().put(SLOT * i + HEADROOM, octets);
            assertTrue(batch.add(SLOT * i + HEADROOM, octets.length, HEADROOM));
        }
    }

    /** A packet is counted in the domain by whose rule it was forwarded, also if the table changes during the call. */
    @Test
    void packetsAreCountedInTheDomainOfTheirTable() throws InterruptedException {
        RuleTable first = RuleTable.of(Nodes.domain(ForwardingOptions.defaults(), Nodes.BR, Nodes.RULE));
        RuleTable second =
                RuleTable.of(Nodes.domain("other", false, ForwardingOptions.defaults(), Nodes.BR, OTHER_RULE));
        Published<RuleTable> tables = Published.of(first);
        BorderRelay relay = BorderRelay.of(tables);
        Thread publisher = new Thread(() -> {
            while (!Thread.interrupted()) {
                tables.publish(second);
                tables.publish(first);
            }
        });
        publisher.start();
        byte[] octets =
                ipv4(Nodes.HOST, Nodes.CE_ADDRESS).udp(80, Nodes.CE_PORT).octets();
        PacketBatch batch = batch(octets, 256);
        try {
            for (int call = 0; call < 3000; call++) {
                fill(batch, octets);
                assertEquals(256, relay.fromIpv4(batch, 0, 0));
                for (DomainCounters each : relay.domainCounters()) {
                    if (each.domain().equals("other")) {
                        assertEquals(0, each.counters().packets(Direction.V4_TO_V6, Verdict.FORWARDED), "call " + call);
                    }
                }
            }
        } finally {
            publisher.interrupt();
            publisher.join();
        }
    }

    /** Output that was not fetched is discarded by the next call, also if it has no packets. */
    @Test
    void callWithoutPacketsDiscardsOutput() {
        BorderRelay relay = Nodes.relay(Nodes.domain(ForwardingOptions.defaults(), Nodes.BR, Nodes.RULE));
        byte[] expired = ipv4(Nodes.HOST, Nodes.CE_ADDRESS)
                .timeToLive(1)
                .udp(80, Nodes.CE_PORT)
                .octets();
        Packet room = new Packet();
        ByteBuffer buffer = ByteBuffer.allocate(1500);

        PacketBatch batch = batch(expired, 1);
        assertEquals(1, relay.fromIpv4(batch, 0, 0));
        assertTrue(relay.next(room.attach(buffer, 0, 1500, 0)));
        fill(batch, expired);
        assertEquals(1, relay.fromIpv4(batch, 0, 0));
        assertEquals(1, relay.fromIpv4(batch, 1, 0));
        assertFalse(relay.next(room.attach(buffer, 0, 1500, 0)));

        fill(batch, expired);
        Packet[] packets = {batch.attach(0, new Packet())};
        Verdict[] verdicts = new Verdict[1];
        assertEquals(1, relay.fromIpv4(packets, verdicts, 0, 1, 0));
        assertEquals(1, relay.fromIpv4(packets, verdicts, 1, 1, 0));
        assertFalse(relay.next(room.attach(buffer, 0, 1500, 0)));
    }
}
