package product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RelayTest {
    /** UDP from 1.2.3.4 port 80 to 192.0.2.18 port 1232. */
    private static final String UDP = "45000021432100004011719301020304c0000212" + "005004d0000d522d4d41502d45";

    /** RFC 7597 appendix A, example 2: the IPv6 destination; RFC 2473 section 5: the outer header. */
    @Test
    void encapsulatesToTheCustomerEdge() {
        String forwarded = Relay.forward(UDP);
        assertTrue(forwarded.startsWith("FORWARDED 6"), forwarded); // version 6; traffic class and flow label vary
        String octets = forwarded.substring("FORWARDED ".length());
        assertEquals("0021" + "04", octets.substring(8, 14)); // payload length 33, next header IPv4
        assertEquals("20010db8ffff00000000000000000001", octets.substring(16, 48));
        assertEquals("20010db80012340000" + "00c00002120034", octets.substring(48, 80));
        assertEquals(66, octets.substring(80).length());
        assertEquals(UDP.substring(24), octets.substring(80 + 24)); // all after TTL and checksum
    }

    /** 192.0.3.18 is in no rule; the header checksum fits. */
    @Test
    void otherAddressesAreNotMapped() {
        String elsewhere = UDP.replace("7193", "7093").replace("c0000212", "c0000312");
        assertEquals("NOT_MAP " + elsewhere, Relay.forward(elsewhere));
    }
}
