package io.softwire46.mape.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IcmpHeaderTest {

    /** RFC 1122 section 3.2.2 divides the types; RFC 4884 section 4 gives three of them a length. */
    @Test
    void dividesAllTypesIntoErrorsQueriesAndOthers() {
        Set<Integer> errors = Set.of(3, 4, 5, 11, 12);
        Set<Integer> queries = Set.of(0, 8, 13, 14, 15, 16, 17, 18);
        Set<Integer> withLength = Set.of(3, 11, 12);
        for (int type = 0; type < 256; type++) {
            assertEquals(errors.contains(type), IcmpHeader.isError(type), "error " + type);
            assertEquals(queries.contains(type), IcmpHeader.isQuery(type), "query " + type);
            assertEquals(withLength.contains(type), IcmpHeader.mayHaveLength(type), "length " + type);
        }
    }

    @Test
    void readsTheFieldsOfAnEcho() {
        ByteBuffer echo = Octets.buffer("ff 88ff1234fedc0001");
        assertEquals(0x88, IcmpHeader.type(echo, 1));
        assertEquals(0xff, IcmpHeader.code(echo, 1));
        assertEquals(0xfedc, IcmpHeader.identifier(echo, 1));
    }

    /** RFC 4443 section 2.1: the high bit of the type indicates errors from the rest. */
    @Test
    void dividesTheTypesOfIcmpv6ByTheirHighBit() {
        for (int type = 0; type < 256; type++) {
            assertEquals((type & 0x80) == 0, Icmpv6Header.isError(type), "type " + type);
        }
        ByteBuffer unreachable = Octets.buffer("ff 01 84 0000");
        assertEquals(1, Icmpv6Header.type(unreachable, 1));
        assertEquals(0x84, Icmpv6Header.code(unreachable, 1));
    }
}
