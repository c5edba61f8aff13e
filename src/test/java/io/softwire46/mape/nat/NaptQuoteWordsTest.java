package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.testing.Requirement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * ICMP errors of both directions while one 16-bit word takes each tenth value, or each one with
 * {@code -Dcomparison.inputs=1000000}. The translated error has the octets of one that is built around the quoted packet as it was on
 * the other side, with checksums computed from scratch.
 */
class NaptQuoteWordsTest {
    private static final int STEP = Integer.getInteger("comparison.inputs", 0) >= 1_000_000 ? 1 : 10;
    private static final int DF = 0x4000;
    private static final String ROUTER = "203.0.113.77";
    private static final String REMOTE = NaptRun.REMOTE;

    /** The word that takes all values, with the checksum that follows it. */
    private enum Word {
        /** Identification of the quoted packet: its header checksum takes all values. */
        QUOTED_HEADER,
        /** A word of its data: its transport checksum takes all values. */
        QUOTED_TRANSPORT,
        /** Lower half of the inside address. */
        INSIDE_ADDRESS,
        INSIDE_PORT,
        /** Identification of the error: the header checksum takes all values. */
        HEADER
    }

    private static Ipv4PacketBuilder udp(String from, String to, int identification, int port, int toPort, int data) {
        return ipv4(from, to).flagsOffset(DF).identification(identification).udp(port, toPort, new byte[] {
            1, 2, (byte) (data >>> 8), (byte) data
        });
    }

    private static Ipv4PacketBuilder error(String from, String to, int identification, byte[] quote) {
        return ipv4(from, to).flagsOffset(DF).identification(identification).icmpError(3, quote);
    }

    @ParameterizedTest
    @EnumSource(Word.class)
    @Requirement({"I6", "I7"})
    void errorsQuoteThePacketOfTheOtherSide(Word word) {
        NaptRun run = new NaptRun();
        for (int value = 1; value <= 0xffff; value += STEP) {
            String host = word == Word.INSIDE_ADDRESS ? "10.1." + (value >> 8) + "." + (value & 255) : NaptRun.HOST;
            int port = word == Word.INSIDE_PORT ? value : 5000;
            int number = word == Word.QUOTED_HEADER ? value : 7;
            int data = word == Word.QUOTED_TRANSPORT ? value : 9;
            int ofError = word == Word.HEADER ? value : 11;
            byte[] sent = udp(host, REMOTE, number, port, 53, data).octets();
            assertEquals(NaptResult.TRANSLATED, run.out(sent));
            int external = run.sourcePort();
            byte[] left = udp(Edges.ADDRESS, REMOTE, number, external, 53, data).octets();
            assertArrayEquals(left, run.sent);
            assertEquals(NaptResult.RELAYED_ERROR, run.in(error(ROUTER, Edges.ADDRESS, ofError, left)));
            assertArrayEquals(error(ROUTER, host, ofError, sent).octets(), run.sent);

            byte[] arrived =
                    udp(REMOTE, Edges.ADDRESS, number, 53, external, data).octets();
            assertEquals(NaptResult.TRANSLATED, run.in(arrived));
            byte[] received = udp(REMOTE, host, number, 53, port, data).octets();
            assertArrayEquals(received, run.sent);
            assertEquals(NaptResult.RELAYED_ERROR, run.out(error(host, REMOTE, ofError, received)));
            assertArrayEquals(error(Edges.ADDRESS, REMOTE, ofError, arrived).octets(), run.sent);
            run.after(word == Word.INSIDE_ADDRESS || word == Word.INSIDE_PORT ? 11 : 0);
            if (value % 50 == 1) {
                run.expire();
            }
        }
    }
}
