package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static byte[] packet(int identification, int port, int ttl) {
        return ipv4("192.0.2.18", "203.0.113.9")
                .identification(identification)
                .timeToLive(ttl)
                .udp(port, 53, 4)
                .octets();
    }

    private static int stepOf(Attribution attribution, byte[] inner) {
        byte[] tunnel = Ipv6PacketBuilder.ipv6("2001:db8::1", "2001:db8::2")
                .inner(inner)
                .octets();
        return attribution.stepOf(new Received(Side.IPV6, tunnel, null));
    }

    /** The Identification decides; if no packet has it, the rest of the packet does, unless several are alike. */
    @Test
    void anotherIdentificationIsFoundByTheRest() {
        Attribution attribution = new Attribution();
        attribution.add(0, packet(17, 1232, 64), true);
        attribution.add(1, packet(33, 1233, 64), true);
        assertEquals(1, stepOf(attribution, packet(33, 1232, 63)));
        assertEquals(0, stepOf(attribution, packet(5000, 1232, 63)));
        assertEquals(1, stepOf(attribution, packet(5000, 1233, 63)));
        assertEquals(-1, stepOf(attribution, packet(5000, 1234, 63)));
        attribution.add(2, packet(49, 1232, 64), true);
        assertEquals(-1, stepOf(attribution, packet(5000, 1232, 63)));
    }

    /** RFC 792: code 1 of Time Exceeded is about fragments, so that one about a whole packet is a wrong answer to it. */
    @Test
    void reassemblyTimeOutIsAboutAFragment() {
        Attribution attribution = new Attribution();
        byte[] whole = packet(17, 1232, 1);
        attribution.add(0, whole, true);
        byte[] fragment = ipv4("192.0.2.18", "203.0.113.9")
                .identification(18)
                .flagsOffset(0x2000)
                .udp(1232, 53, 8)
                .octets();
        assertFalse(attribution.isLateError(timeExceeded(whole, 1)));
        assertTrue(attribution.isLateError(timeExceeded(fragment, 1)));
        assertFalse(attribution.isLateError(timeExceeded(fragment, 0)));
    }

    private static Received timeExceeded(byte[] quote, int code) {
        byte[] error = ipv4("192.0.0.8", "192.0.2.18")
                .identification(0)
                .icmpError(11, quote)
                .icmpCode(code)
                .octets();
        return new Received(Side.IPV4, error, null);
    }
}
