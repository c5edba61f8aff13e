package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.wire.internal.Ecn;
import io.softwire46.mape.wire.internal.ProtocolNumbers;
import io.softwire46.mape.wire.internal.TunnelEncapsulationLimit;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/**
 * Whole MAP-E packets made of the parts of this package: RFC 7597 Appendix A, the CE 2001:db8:12:3400:0:c000:212:34 of
 * example 1 and the border relay 2001:db8:ffff::1.
 */
class TunnelHeaderVectorsTest {

    private static final long CE_HI = 0x20010db800123400L;
    private static final long CE_LO = 0x0000c00002120034L;
    private static final long BR_HI = 0x20010db8ffff0000L;
    private static final long BR_LO = 0x0000000000000001L;

    private static final String FROM_CE = "45b90021123400004011a1c7c00002120102030404d00050000d522d4d41502d45";
    private static final String TO_CE = "45000021432100004011719301020304c0000212005004d0000d522d4d41502d45";

    @Test
    void example3FromTheCeWithTrafficClassCopied() {
        assertEncapsulation(
                "6b9000000021044020010db8001234000000c0000212003420010db8ffff00000000000000000001"
                        + "45b90021123400003f11a2c7c00002120102030404d00050000d522d4d41502d45",
                FROM_CE,
                true,
                0xb9,
                -1);
    }

    @Test
    void example3FromTheCeWithAnotherDscpAndEcnCopied() {
        int ecn = Ecn.ingressNormal(0xb9 & Ecn.MASK);
        assertEncapsulation(
                "601000000021044020010db8001234000000c0000212003420010db8ffff00000000000000000001"
                        + "45b90021123400003f11a2c7c00002120102030404d00050000d522d4d41502d45",
                FROM_CE,
                true,
                ecn,
                -1);
    }

    @Test
    void example2ToTheCe() {
        assertEncapsulation(
                "600000000021044020010db8ffff0000000000000000000120010db8001234000000c00002120034"
                        + "45000021432100003f11729301020304c0000212005004d0000d522d4d41502d45",
                TO_CE,
                false,
                0,
                -1);
    }

    @Test
    void example3WithTunnelEncapsulationLimit4() {
        assertEncapsulation(
                "6b90000000293c4020010db8001234000000c0000212003420010db8ffff00000000000000000001"
                        + "0400040104010100"
                        + "45b90021123400003f11a2c7c00002120102030404d00050000d522d4d41502d45",
                FROM_CE,
                true,
                0xb9,
                4);
    }

    private static void assertEncapsulation(
            String outer, String inner, boolean fromCe, int trafficClass, int encapsulationLimit) {
        byte[] octets = Bytes.hex(inner);
        ByteBuffer buffer = ByteBuffer.allocateDirect(48 + octets.length).put(48, octets);
        Packet packet = new Packet().attach(buffer, 48, octets.length, 48);

        assertEquals(HeaderCheck.OK, Ipv4Header.check(buffer, packet.offset(), packet.length()));
        assertEquals(
                0x04d0,
                fromCe
                        ? TransportPort.sourceSide(buffer, packet.offset(), packet.length())
                        : TransportPort.destinationSide(buffer, packet.offset(), packet.length()));
        Ipv4Header.decrementTtl(buffer, packet.offset());
        int nextHeader = ProtocolNumbers.IPV4;
        if (encapsulationLimit >= 0) {
            assertTrue(packet.prepend(TunnelEncapsulationLimit.OCTETS));
            TunnelEncapsulationLimit.write(buffer, packet.offset(), nextHeader, encapsulationLimit);
            nextHeader = ProtocolNumbers.DESTINATION_OPTIONS;
        }
        int payloadLength = packet.length();
        assertTrue(packet.prepend(Ipv6Header.OCTETS));
        Ipv6Header.write(
                buffer,
                packet.offset(),
                Ipv6Header.versionClassLabel(trafficClass, 0),
                payloadLength,
                nextHeader,
                64,
                fromCe ? CE_HI : BR_HI,
                fromCe ? CE_LO : BR_LO,
                fromCe ? BR_HI : CE_HI,
                fromCe ? BR_LO : CE_LO);

        byte[] made = new byte[packet.length()];
        buffer.get(packet.offset(), made);
        assertArrayEquals(Bytes.hex(outer), made, () -> Bytes.hex(made));

        // and back
        assertEquals(HeaderCheck.OK, Ipv6Header.check(buffer, packet.offset(), packet.length()));
        Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();
        assertEquals(Ipv6ExtensionWalk.Result.OK, walk.walk(buffer, packet.offset()));
        assertEquals(ProtocolNumbers.IPV4, walk.nextHeader());
        assertEquals(48, walk.payloadOffset());
        assertEquals(33, walk.payloadOctets());
        assertEquals(encapsulationLimit, walk.encapsulationLimit());
        assertTrue(packet.trimFront(walk.payloadOffset() - packet.offset()));
        assertEquals(HeaderCheck.OK, Ipv4Header.check(buffer, packet.offset(), packet.length()));
    }
}
