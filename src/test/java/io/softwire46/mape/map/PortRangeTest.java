package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortRangeTest {
    @ParameterizedTest
    @CsvSource({"0,65535,65536", "0,0,1", "65535,65535,1", "1232,1235,4"})
    void bothEndsBelongToTheRange(int first, int last, int size) {
        PortRange range = new PortRange(first, last);
        assertEquals(size, range.size());
        assertEquals(first + "-" + last, range.toString());
    }

    @ParameterizedTest
    @CsvSource({"-1,0", "0,65536", "2,1", "65536,65536", "-2147483648,2147483647"})
    void boundsOutsideThePortsOrInReverseAreRefused(int first, int last) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new PortRange(first, last));
        assertTrue(e.getMessage().contains(first + "-" + last), e.getMessage());
    }
}
