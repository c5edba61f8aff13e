package io.softwire46.mape.wire.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunnelEncapsulationLimitTest {

    /** The figure of RFC 2473 section 5.1. */
    @ParameterizedTest
    @CsvSource({
        "4, 4, 04 00 04 01 04 01 01 00",
        "4, 0, 04 00 04 01 00 01 01 00",
        "4, 255, 04 00 04 01 ff 01 01 00",
        "255, 200, ff 00 04 01 c8 01 01 00"
    })
    void writesTheEightOctetsOfRfc2473(int nextHeader, int limit, String octets) {
        byte[] expected = Bytes.hex(octets);
        for (GuardedOctets view : GuardedOctets.all(new byte[8])) {
            TunnelEncapsulationLimit.write(view.buffer(), view.offset(), nextHeader, limit);
            assertArrayEquals(expected, view.octets(), view.name());
            view.assertOnlyWritten();
        }
        assertEquals(limit, expected[TunnelEncapsulationLimit.LIMIT] & 0xff);
    }
}
