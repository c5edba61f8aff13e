package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.NaiveIpv4;
import io.softwire46.mape.conformance.model.NaiveIpv6;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.ValidPacket;
import java.util.List;

/** Assertions that packets are as a model has them. Static methods only. */
public final class ModelAssertions {
    private ModelAssertions() {}

    /** Asserts that the code under test has the outcome of the model for a packet. */
    public static void assertSame(NaiveOutcome expected, String verdict, List<byte[]> actual, byte[] packet) {
        assertEquals("", expected.difference(verdict, actual, packet));
    }

    /** Asserts that IPv4 fragments, in order, have no defect, and reassembles them. */
    public static byte[] reassembleIpv4(List<byte[]> fragments, int mtu) {
        assertEquals("", NaiveIpv4.defect(fragments, mtu));
        return NaiveIpv4.reassemble(fragments);
    }

    /** Asserts that IPv6 fragments, in order, have no defect, and reassembles them. */
    public static byte[] reassembleIpv6(List<byte[]> fragments, int mtu) {
        assertEquals("", NaiveIpv6.defect(fragments, mtu));
        return NaiveIpv6.reassemble(fragments);
    }

    /** Asserts that a packet is valid in its lengths and checksums. */
    public static void assertValid(byte[] packet) {
        assertEquals("", ValidPacket.defect(packet));
    }
}
