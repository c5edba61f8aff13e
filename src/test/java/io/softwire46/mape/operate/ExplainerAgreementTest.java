package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The explanation and the data plane agree about hostile traffic: verdict, octets of all packets sent, and events, of border
 * relays and customer edges of all formats and options. Both are written from the RFCs and share no code.
 */
class ExplainerAgreementTest {
    private static final int PACKETS_PER_WORLD = 400;

    /** The number of packets; more in the profile {@code long}. */
    private static final int PACKETS = Integer.getInteger("explained.packets", 100_000);

    private final Map<String, Integer> verdicts = new TreeMap<>();

    @Test
    void agreesWithTheDataPlane() {
        long seed = Long.getLong("explained.seed", 1);
        int packets = 0;
        for (; packets < PACKETS; seed++) {
            Optional<HostileTraffic> traffic = HostileTraffic.of(seed, seed % 2 == 0);
            if (traffic.isPresent()) {
                packets += run(traffic.get(), seed);
            }
        }
        assertTrue(verdicts.size() > 40, verdicts::toString); // nearly all that a capture can cause
    }

    private int run(HostileTraffic traffic, long seed) {
        Explainer explainer = Explainer.of(traffic.domains, traffic.role, seed);
        explainer.compareAllEvents();
        Packet window = new Packet();
        for (int i = 0; i < PACKETS_PER_WORLD; i++) {
            byte[] packet = traffic.next();
            window.attach(ByteBuffer.wrap(packet), 0, packet.length, 0);
            Explainer.Detail detail = i % 50 == 0 ? Explainer.Detail.FULL : Explainer.Detail.PATH;
            Explanation explanation = explainer.next(window, window.ipVersion() == 6, traffic.now(), detail);
            traffic.sent(explainer.lastSent());
            verdicts.merge(explanation.verdict().name(), 1, Integer::sum);
            if (!explanation.agrees()) {
                fail("world " + seed + " " + traffic.role + ", packet " + i + ": " + explanation.difference() + "\n"
                        + HexFormat.of().formatHex(packet) + "\n" + explanation.path() + "\n"
                        + traffic.domains.stream()
                                .map(each -> each.domain() + "\n" + each.options())
                                .toList());
            }
        }
        return PACKETS_PER_WORLD;
    }
}
