package io.softwire46.mape.wire;

import static io.softwire46.mape.wire.Ipv6ExtensionWalk.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import io.softwire46.mape.wire.Ipv6ExtensionWalk.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6ExtensionWalkTest {

    private static final String UNICAST = "20010db8001234000000c00002120034";
    private static final String MULTICAST = "ff020000000000000000000000000001";
    private static final String PAYLOAD = "4500001512340000401100000102030405060708ff"; // 21 octets, not inspected

    private final Ipv6ExtensionWalk walk = new Ipv6ExtensionWalk();

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 6, 17, 41, 47, 50, 58, 59, 135, 139, 140, 253, 254, 255})
    void stopsAtOnceAtWhatIsNoExtensionHeader(int nextHeader) {
        assertOk(nextHeader, 40, 6, NONE, packet(nextHeader, PAYLOAD));
    }

    @Test
    void skipsEveryKindOfExtensionHeader() {
        assertOk(4, 48, 40, NONE, packet(0, "04 00 05 02 0000 01 00" + PAYLOAD)); // router alert, PadN
        assertOk(4, 48, 40, NONE, packet(60, "04 00 01 04 00000000" + PAYLOAD));
        assertOk(4, 48, 40, NONE, packet(60, "04 00 00 00 00000000" + PAYLOAD)); // six Pad1
        assertOk(4, 48, 40, NONE, packet(43, "04 00 00 00 00000000" + PAYLOAD)); // no segments left
        assertOk(4, 64, 40, NONE, packet(43, "04 02 00 00 00000000" + "00".repeat(16) + PAYLOAD));
        assertOk(4, 64, 40, NONE, packet(51, "04 04 0000 00000001 00000001" + "00".repeat(12) + PAYLOAD));
        // all of them, and the pointer at the last one's Next Header
        assertOk(
                4,
                40 + 8 + 8 + 8 + 16 + 8,
                40 + 8 + 8 + 8 + 16,
                NONE,
                packet(
                        0,
                        "3c 00 01 04 00000000"
                                + "2b 00 01 04 00000000"
                                + "33 00 00 00 00000000"
                                + "3c 02 0000 00000001 00000001 00000000"
                                + "04 00 01 04 00000000"
                                + PAYLOAD));
    }

    @Test
    void readsTheTunnelEncapsulationLimit() {
        assertOk(4, 48, 40, 4, packet(60, "04 00 04 01 04 01 01 00" + PAYLOAD));
        assertOk(4, 48, 40, 0, packet(60, "04 00 04 01 00 01 01 00" + PAYLOAD));
        assertOk(4, 48, 40, 255, packet(60, "04 00 00 00 00 04 01 ff" + PAYLOAD));
        // an option of another length is not that one, and its type says that it may be skipped
        assertOk(4, 48, 40, NONE, packet(60, "04 00 04 02 0707 01 00" + PAYLOAD));
        // and the next packet has none
        assertOk(4, 40, 6, NONE, packet(4, PAYLOAD));
    }

    @Test
    void leavesAFragmentHeaderToTheCaller() {
        byte[] packet = packet(60, "2c 00 01 04 00000000" + "04 00 0001 12345678" + PAYLOAD);
        assertOk(44, 48, 40, NONE, packet);
    }

    @Test
    void continuesAfterAFragmentHeader() {
        byte[] octets =
                packet(60, "2c 00 04 01 07 01 01 00" + "3c 00 0001 12345678" + "04 00 01 04 00000000" + PAYLOAD);
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(Result.OK, walk.walk(view.buffer(), view.offset()));
            assertEquals(44, walk.nextHeader());
            assertEquals(Result.OK, walk.walkPastFragmentHeader(view.buffer()));
            assertEquals(4, walk.nextHeader());
            assertEquals(view.offset() + 64, walk.payloadOffset());
            assertEquals(21, walk.payloadOctets());
            assertEquals(56, walk.pointer());
            assertEquals(7, walk.encapsulationLimit());
            view.assertUntouched();
        }
    }

    @Test
    void reportsProblemsAfterAFragmentHeaderToo() {
        byte[] hopByHop = packet(44, "00 00 0000 12345678" + "04 00 01 04 00000000" + PAYLOAD);
        walk.walk(Octets.buffer(hopByHop), 0);
        assertEquals(Result.MISPLACED_HOP_BY_HOP, walk.walkPastFragmentHeader(Octets.buffer(hopByHop)));
        assertEquals(40, walk.pointer());
        assertEquals(1, walk.parameterProblemCode());

        byte[] truncated = packet(44, "3c 00 0000 12345678" + "04 01 01 04 00000000");
        walk.walk(Octets.buffer(truncated), 0);
        assertEquals(Result.MALFORMED, walk.walkPastFragmentHeader(Octets.buffer(truncated)));
    }

    @ParameterizedTest
    @CsvSource({"7, OK", "8, TOO_MANY_HEADERS"})
    void countsTheFragmentHeader(int headersBefore, Result expected) {
        byte[] octets = packet(
                60, "3c 00 01 04 00000000".repeat(headersBefore - 1) + "2c 00 01 04 00000000" + "04 00 0000 00000001");
        assertEquals(Result.OK, walk.walk(Octets.buffer(octets), 0));
        assertEquals(expected, walk.walkPastFragmentHeader(Octets.buffer(octets)));
    }

    @Test
    void passesEightHeadersAndNotNine() {
        String header = "3c 00 01 04 00000000";
        String last = "04 00 01 04 00000000";
        assertOk(4, 40 + 64, 40 + 56, NONE, packet(60, header.repeat(7) + last + PAYLOAD));
        assertProblem(Result.TOO_MANY_HEADERS, NONE, packet(60, header.repeat(8) + last + PAYLOAD));
    }

    @Test
    void stopsAtAnEmptyPayload() {
        byte[] octets = packet(60, "04 00 01 04 00000000");
        assertOk(4, 48, 40, NONE, octets);
        assertEquals(0, walk.payloadOctets());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3c 00 01 04 00000000", // the next header is not there
                "04 01 01 04 00000000", // two units announced, one there
                "04 ff 01 04 00000000",
                "04 00 01 04 000000", // truncated
                "04",
                "2c 00 01 04 00000000 0400 0001 123456", // truncated Fragment header
                "2c 00 01 04 00000000", // no Fragment header
                "04 00 01 05 00000000 45000000", // PadN longer than the header
                "04 00 05 02 0000 01 01 45000000",
                "04 00 01 03 000000 01 45000000", // type without length at the end
                "04 00 01 03 000000 01", // and at the end of everything
                "04 00 05 ff 00000000 45000000"
            })
    void isMalformedWhereSomethingRunsOverItsEnd(String headers) {
        assertProblem(Result.MALFORMED, NONE, packet(60, headers));
    }

    @Test
    void isMalformedAtATruncatedAuthenticationHeader() {
        assertProblem(Result.MALFORMED, NONE, packet(51, "04 04 0000 00000001 00000001" + "00".repeat(11)));
        assertOk(4, 64, 40, NONE, packet(51, "04 04 0000 00000001 00000001" + "00".repeat(12)));
    }

    @Test
    void endsAtThePayloadLengthAndNotAtTheBuffer() {
        byte[] octets = packet(60, "04 01 01 0c 00000000 00000000 00000000");
        octets[5] = 15;
        assertProblem(Result.MALFORMED, NONE, octets);
        octets[5] = 16;
        assertOk(4, 56, 40, NONE, octets);
    }

    /** RFC 8200 section 4: like an unrecognized Next Header, so the pointer is at the octet that names it. */
    @Test
    void refusesHopByHopOptionsThatAreNotFirst() {
        byte[] octets = packet(60, "2b 00 01 04 00000000" + "00 00 00 00 00000000" + "04 00 01 04 00000000" + PAYLOAD);
        assertProblem(Result.MISPLACED_HOP_BY_HOP, 1, octets, 48);
        assertEquals(0, walk.nextHeader());
    }

    /** RFC 8200 section 4.4: code 0, pointing at the Routing Type. */
    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "02", "03", "04", "fd", "ff"})
    void refusesRoutingHeadersWithSegmentsLeft(String type) {
        assertProblem(Result.SEGMENTS_LEFT, 0, packet(43, "04 00" + type + "01 00000000" + PAYLOAD), 42);
        assertProblem(
                Result.SEGMENTS_LEFT, 0, packet(60, "2b 00 01 04 00000000 04 00" + type + "ff 00000000" + PAYLOAD), 50);
    }

    /** RFC 8200 section 4.2: the two highest bits of an unknown option's type decide. */
    @ParameterizedTest
    @CsvSource({
        // type, to a unicast address, to a multicast address
        "1e, pass, pass",
        "3f, pass, pass",
        "05, pass, pass",
        "40, silent, silent",
        "5e, silent, silent",
        "7f, silent, silent",
        "80, report, report",
        "9e, report, report",
        "c0, report, silent",
        "c2, report, silent", // jumbo payload
        "de, report, silent",
        "ff, report, silent"
    })
    void obeysTheTypeOfAnUnknownOption(String type, String unicast, String multicast) {
        for (int header : new int[] {0, 60}) {
            String octets = "04 00 01 00" + type + "02 0000" + PAYLOAD;
            assertUnknownOption(unicast, packet(UNICAST, header, octets));
            assertUnknownOption(multicast, packet(MULTICAST, header, octets));
        }
    }

    private void assertUnknownOption(String outcome, byte[] octets) {
        switch (outcome) {
            case "pass" -> assertOk(4, 48, 40, NONE, octets);
            case "silent" -> assertProblem(Result.UNKNOWN_OPTION, NONE, octets, 44);
            default -> assertProblem(Result.UNKNOWN_OPTION, 2, octets, 44);
        }
    }

    @Test
    void forgetsTheProblemOfThePacketBefore() {
        walk.walk(Octets.buffer(packet(43, "04 00 00 01 00000000")), 0);
        assertEquals(0, walk.parameterProblemCode());
        assertOk(4, 40, 6, NONE, packet(4, PAYLOAD));
        assertEquals(NONE, walk.parameterProblemCode());
    }

    private void assertOk(int nextHeader, int payloadOffset, int pointer, int limit, byte[] octets) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(HeaderCheck.OK, Ipv6Header.check(view.buffer(), view.offset(), octets.length));
            assertEquals(Result.OK, walk.walk(view.buffer(), view.offset()), () -> Bytes.hex(octets));
            assertEquals(nextHeader, walk.nextHeader(), "next header");
            assertEquals(view.offset() + payloadOffset, walk.payloadOffset(), "payload offset");
            assertEquals(40 + (octets[5] & 0xff) - payloadOffset, walk.payloadOctets(), "payload octets");
            assertEquals(pointer, walk.pointer(), "pointer");
            assertEquals(limit, walk.encapsulationLimit(), "encapsulation limit");
            assertEquals(NONE, walk.parameterProblemCode(), "code");
            view.assertUntouched();
        }
    }

    private void assertProblem(Result expected, int code, byte[] octets, int pointer) {
        assertProblem(expected, code, octets);
        assertEquals(pointer, walk.pointer(), "pointer");
    }

    private void assertProblem(Result expected, int code, byte[] octets) {
        for (GuardedOctets view : GuardedOctets.all(octets)) {
            assertEquals(expected, walk.walk(view.buffer(), view.offset()), () -> Bytes.hex(octets));
            assertEquals(code, walk.parameterProblemCode(), "code");
            view.assertUntouched();
        }
    }

    private static byte[] packet(int nextHeader, String payload) {
        return packet(UNICAST, nextHeader, payload);
    }

    private static byte[] packet(String destination, int nextHeader, String payload) {
        byte[] octets = Bytes.hex("60000000 0000 0040 20010db8ffff00000000000000000001" + destination + payload);
        octets[5] = (byte) (octets.length - 40);
        octets[6] = (byte) nextHeader;
        return octets;
    }
}
