package io.softwire46.mape.cli;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The external form of arbitrary packets: translated back, each is what it was, also with a wrong checksum.
 */
class ExternalFormTest {
    private static final String HOST = "192.168.1.10";
    private static final String SERVER = "198.51.100.7";
    private static final int[] PROTOCOLS = {6, 17, 1, 136, 33, 47};

    private final NaptTable table =
            NaptTable.of(PortPlan.ce(0xc000_0201, PortSet.of(4, 8, 0x9c)), NaptOptions.defaults());
    private final Napt44 napt = Napt44.seeded(Published.of(table), ReassemblyLimits.ipv4(), 1);
    private final ExternalForm form = new ExternalForm(napt, table.address());
    private final Packet packet = new Packet();
    private final ByteBuffer buffer = ByteBuffer.allocate(2000);

    private Packet window(byte[] octets) {
        buffer.put(0, octets);
        return packet.attach(buffer, 0, octets.length, 0);
    }

    private byte[] octets() {
        return Arrays.copyOf(buffer.array(), packet.length());
    }

    private void send(Ipv4PacketBuilder request) {
        assertEquals(NaptResult.TRANSLATED, napt.outbound(window(request.octets()), 0));
    }

    private void sessions() {
        send(ipv4(HOST, SERVER).flagsOffset(0x4000).tcp(80, 80, 2, new byte[0]));
        send(ipv4(HOST, SERVER).flagsOffset(0x4000).udp(80, 80));
        send(ipv4(HOST, SERVER).flagsOffset(0x4000).icmpQuery(8, 80));
        send(ipv4(HOST, SERVER).flagsOffset(0x4000).ports(136, 80, 80, 20));
        send(ipv4(HOST, SERVER).flagsOffset(0x4000).ports(33, 80, 80, 20));
    }

    /** All octets after the ports are random, checksums included; the ports are those of a session, or one beside. */
    @Test
    void everyPacketOfASessionReturns() {
        sessions();
        Random random = new Random(1);
        int[] returned = new int[256];
        for (int i = 0; i < 30_000; i++) {
            int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            if (payload.length > 12) {
                payload[0] = (byte) (protocol == 1 ? 0 : payload[0] & 0);
                payload[1] = 80;
                payload[2] = 0;
                payload[3] = (byte) (random.nextInt(9) == 0 ? 81 : 80);
                if (protocol == 1) {
                    payload[4] = 0;
                    payload[5] = 80;
                }
            }
            byte[] whole = ipv4(SERVER, HOST).payload(protocol, payload).octets();
            if (!form.apply(window(whole))) {
                assertArrayEquals(whole, octets(), "a packet without session is unchanged");
                continue;
            }
            byte[] external = octets();
            assertEquals(1, external[19] & 0xff);
            if (napt.inbound(packet, 0) == NaptResult.TRANSLATED) {
                assertArrayEquals(whole, octets());
                returned[protocol]++;
            }
        }
        for (int protocol : new int[] {6, 17, 1, 136, 33}) {
            assertTrue(returned[protocol] > 1000, "protocol " + protocol + ": " + returned[protocol]);
        }
        assertEquals(0, returned[47]);
    }

    /** An ICMP error that quotes any octets is changed as a whole or not at all; a wrong checksum is not mended. */
    @Test
    void errorsWithAnyQuote() {
        sessions();
        Random random = new Random(2);
        byte[][] requests = {
            ipv4(HOST, SERVER).tcp(80, 80, 2, new byte[0]).octets(),
            ipv4(HOST, SERVER).udp(80, 80).octets(),
            ipv4(HOST, SERVER).icmpQuery(8, 80).octets()
        };
        int relayed = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] quote = requests[i % 3].clone();
            if (random.nextBoolean()) {
                quote[random.nextInt(quote.length)] = (byte) random.nextInt();
            }
            quote = Arrays.copyOf(quote, random.nextInt(quote.length + 1));
            byte[] whole = ipv4("203.0.113.9", HOST).icmpError(3, quote).octets();
            boolean isWrong = random.nextInt(4) == 0;
            if (isWrong) {
                whole[22] ^= 1;
            }
            if (!form.apply(window(whole))) {
                assertArrayEquals(whole, octets());
                continue;
            }
            NaptResult result = napt.inbound(packet, 0);
            if (isWrong) {
                assertEquals(NaptResult.ICMP_BAD_CHECKSUM, result);
            } else if (result == NaptResult.RELAYED_ERROR) {
                assertArrayEquals(whole, octets());
                relayed++;
            }
        }
        assertTrue(relayed > 3000, "relayed " + relayed);
    }

    @Test
    void aLaterFragmentChangesItsAddressOnly() {
        byte[] whole = ipv4(SERVER, HOST).flagsOffset(2).udp(80, 80).octets();
        assertTrue(form.apply(window(whole)));
        assertArrayEquals(
                ipv4(SERVER, "192.0.2.1")
                        .flagsOffset(2)
                        .payload(17, Arrays.copyOfRange(whole, 20, whole.length))
                        .octets(),
                octets());
        assertNotEquals(whole[19], octets()[19]);
        assertFalse(form.apply(window(ipv4(SERVER, HOST).udp(80, 80).octets())));
    }
}
