package io.softwire46.mape.nat;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.nat.NaptResult.RELAYED_ERROR;
import static io.softwire46.mape.nat.NaptResult.TRANSLATED;
import static io.softwire46.mape.nat.NaptRun.HOST;
import static io.softwire46.mape.nat.NaptRun.OTHER;
import static io.softwire46.mape.nat.NaptRun.REMOTE;
import static io.softwire46.mape.nat.NaptRun.REMOTE_2;
import static io.softwire46.mape.nat.NaptRun.SYN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.nat.NaptOptions.NoPortError;
import io.softwire46.mape.nat.NaptOptions.QuoteChecksum;
import io.softwire46.mape.testing.Requirement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP queries, and errors with the packets that they quote. */
class NaptIcmpTest {
    private static final String ROUTER = "203.0.113.254";

    private NaptRun run = new NaptRun();

    /** RFC 5508 REQ-1, RFC 7597 section 8.2: the Identifier comes from the port set. */
    @ParameterizedTest
    @ValueSource(ints = {0, 8, 13, 14, 15, 16, 17, 18})
    @Requirement("I1")
    void queriesAreTranslatedByTheirIdentifier(int type) {
        byte[] query = ipv4(HOST, REMOTE).icmpQuery(type, 77).octets();
        assertEquals(TRANSLATED, run.out(query));
        int identifier = run.word(24);
        assertTrue(Edges.SHARED.portSet().contains(identifier));
        assertEquals(TRANSLATED, run.in(ipv4(REMOTE, Edges.ADDRESS).icmpQuery(type, identifier)));
        assertEquals(HOST, run.destination());
        assertEquals(77, run.word(24));
    }

    /** The Identifier is part of the mapping: pings of one host to one target are separate. */
    @Test
    @Requirement({"I1", "P4"})
    void pingsOfOneHostAreSeparate() {
        run.out(ipv4(HOST, REMOTE).icmpQuery(8, 77));
        int first = run.word(24);
        run.out(ipv4(HOST, REMOTE).icmpQuery(8, 78));
        assertNotEquals(first, run.word(24));
        run.out(ipv4(HOST, REMOTE_2).icmpQuery(8, 77));
        assertEquals(first, run.word(24));
    }

    @Test
    @Requirement("I2")
    void unsolicitedQueriesAndOtherTypesAreDropped() {
        assertEquals(NaptResult.UNSOLICITED, run.in(ipv4(REMOTE, Edges.ADDRESS).icmpQuery(8, 6592)));
        run.out(ipv4(HOST, REMOTE).icmpQuery(8, 77));
        assertEquals(
                NaptResult.UNSOLICITED, run.in(ipv4(REMOTE_2, Edges.ADDRESS).icmpQuery(8, run.word(24))));
        assertEquals(NaptResult.ICMP_TYPE, run.in(ipv4(REMOTE, Edges.ADDRESS).icmpQuery(9, 6592)));
        assertEquals(NaptResult.ICMP_TYPE, run.out(ipv4(HOST, REMOTE).icmpQuery(10, 6592)));
        assertEquals(NaptResult.ICMP_TYPE, run.out(ipv4(HOST, REMOTE).icmpQuery(255, 6592)));
        assertEquals(1, run.sessions());
    }

    /** RFC 5508 REQ-2: 60 s; RFC 7857 section 11: the mapping ends with its last session. */
    @Test
    @Requirement("T8")
    void aQuerySessionEndsAfterSixtySeconds() {
        run.out(ipv4(HOST, REMOTE).icmpQuery(8, 77));
        int identifier = run.word(24);
        run.after(60);
        assertEquals(TRANSLATED, run.in(ipv4(REMOTE, Edges.ADDRESS).icmpQuery(0, identifier)));
        run.after(1).expire();
        assertEquals(0, run.sessions());
        assertEquals(0, run.napt.statistics().get(NaptStatistics.Gauge.MAPPINGS));
    }

    private static byte[] quote(byte[] packet, int octets) {
        return Arrays.copyOf(packet, Math.min(octets, packet.length));
    }

    /** RFC 5508 REQ-4: the error comes back with the packet as the host sent it, for every protocol and length of quote. */
    @ParameterizedTest
    @ValueSource(ints = {24, 28, 40, 548})
    @Requirement({"I6", "F6"})
    void anErrorQuotesThePacketAsTheHostSentIt(int octets) {
        byte[][] packets = {
            ipv4(HOST, REMOTE).flagsOffset(0x4000).udp(5000, 4000, 30).octets(),
            ipv4(HOST, REMOTE).flagsOffset(0x4000).udp(5000, 53, 30).octets(),
            ipv4(HOST, REMOTE).flagsOffset(0x4000).syn(5000, 80, 1000).octets(),
            ipv4(HOST, REMOTE).flagsOffset(0x4000).ports(136, 5000, 80, 30).octets(),
            ipv4(HOST, REMOTE).flagsOffset(0x4000).ports(33, 5000, 80, 30).octets(),
            ipv4(HOST, REMOTE)
                    .flagsOffset(0x4000)
                    .options("9404000094040000")
                    .udp(5001, 4000, 30)
                    .octets(),
            ipv4(HOST, REMOTE).flagsOffset(0x4000).icmpQuery(8, 77).octets()
        };
        for (byte[] packet : packets) {
            assertEquals(TRANSLATED, run.out(packet));
            int header = (packet[0] & 15) * 4;
            int least = packet[9] == 1 ? 26 : 24;
            byte[] quote = quote(run.sent, Math.max(octets, header - 20 + least));
            for (int type : new int[] {3, 4, 11, 12}) {
                assertEquals(RELAYED_ERROR, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(type, quote)));
                assertEquals(HOST, run.destination());
                assertEquals(ROUTER, run.source());
                byte[] inside = Arrays.copyOfRange(run.sent, 28, run.sent.length);
                assertArrayEquals(quote(packet, quote.length), inside);
            }
        }
    }

    /** The outer checksum covers every changed word, for every value of the quoted checksum. */
    @Test
    @Requirement("I6")
    void theIcmpChecksumCoversEveryChangedWord() {
        for (int protocol : new int[] {6, 17, 1}) {
            byte[] packet = protocol == 6
                    ? ipv4(HOST, REMOTE).syn(5000, 80, 1000).octets()
                    : protocol == 17
                            ? ipv4(HOST, REMOTE).udp(5000, 4000, 30).octets()
                            : ipv4(HOST, REMOTE).icmpQuery(8, 77).octets();
            run.out(packet);
            byte[] quote = run.sent;
            int checksumAt = 20 + (protocol == 6 ? 16 : protocol == 17 ? 6 : 2);
            for (int place : new int[] {10, checksumAt}) {
                byte[] changed = quote.clone();
                for (int value = 0; value <= 0xffff; value += 7) {
                    changed[place] = (byte) (value >>> 8);
                    changed[place + 1] = (byte) value;
                    assertEquals(
                            RELAYED_ERROR, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, changed)));
                }
            }
        }
    }

    /** RFC 5508 REQ-3: a wrong ICMP checksum is dropped; one of the quoted header is counted, or dropped by option. */
    @Test
    @Requirement("I3")
    void checksumsOfErrors() {
        run.out(ipv4(HOST, REMOTE).udp(5000, 4000, 30));
        byte[] quote = run.sent;
        byte[] error = ipv4(ROUTER, Edges.ADDRESS).icmpError(3, quote).octets();
        error[error.length - 1]++;
        assertEquals(NaptResult.ICMP_BAD_CHECKSUM, run.in(error));
        assertNull(run.next());
        quote[8]--; // a Time to Live without its checksum
        assertEquals(RELAYED_ERROR, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, quote)));
        assertEquals(1, run.events(NaptStatistics.Event.QUOTE_CHECKSUM));
        run = new NaptRun(NaptOptions.defaults().with(NaptOption.QUOTE_CHECKSUM, QuoteChecksum.DROP));
        run.out(ipv4(HOST, REMOTE).udp(5000, 4000, 30));
        quote = run.sent;
        quote[8]--;
        assertEquals(
                NaptResult.QUOTE_CHECKSUM, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, quote)));
    }

    /** RFC 5508 REQ-3c and 3d: the quoted transport checksum is not verified; RFC 4884 objects do not change. */
    @Test
    @Requirement("I4")
    void extensionObjectsStayAsTheyAre() {
        byte[] packet = ipv4(HOST, REMOTE).udp(5000, 4000, 200).octets();
        run.out(packet);
        byte[] quote = Arrays.copyOf(run.sent, 128 + 12);
        Arrays.fill(quote, 128, 140, (byte) 0x5a);
        quote[60]++; // the transport checksum is wrong now
        assertEquals(RELAYED_ERROR, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(11, 32, quote)));
        byte[] inside = Arrays.copyOfRange(run.sent, 28, run.sent.length);
        assertArrayEquals(Arrays.copyOfRange(quote, 128, 140), Arrays.copyOfRange(inside, 128, 140));
        assertEquals(32, run.sent[20 + 5]);
    }

    @Test
    @Requirement("I5")
    void errorsAboutUnknownPacketsAreDropped() {
        run.out(ipv4(HOST, REMOTE).udp(5000, 4000, 30));
        byte[] quote = run.sent.clone();
        byte[] other = quote.clone();
        other[23]++; // another remote port
        assertEquals(
                NaptResult.QUOTE_UNKNOWN, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, other)));
        byte[] tooShort = Arrays.copyOf(quote, 23);
        assertEquals(NaptResult.QUOTE_BAD, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, tooShort)));
        byte[] later = quote.clone();
        later[7] = 1; // a later fragment
        assertEquals(NaptResult.QUOTE_BAD, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, later)));
        byte[] version = quote.clone();
        version[0] = 0x65;
        assertEquals(NaptResult.QUOTE_BAD, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, version)));
        byte[] foreign = quote.clone();
        foreign[12]++;
        assertEquals(
                NaptResult.QUOTE_UNKNOWN, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, foreign)));
        run.after(301);
        assertEquals(
                NaptResult.QUOTE_UNKNOWN, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, quote)));
        assertNull(run.next());
    }

    /** RFC 5508 REQ-5: the source becomes the NAPT's address, also of an error from a router inside. */
    @ParameterizedTest
    @ValueSource(strings = {HOST, "192.168.1.1"})
    @Requirement("I7")
    void anOutboundErrorQuotesThePacketAsTheRemoteHostSentIt(String sender) {
        run.out(ipv4(HOST, REMOTE).udp(5000, 4000));
        int port = run.sourcePort();
        byte[] inbound = ipv4(REMOTE, Edges.ADDRESS).udp(4000, port, 60).octets();
        assertEquals(TRANSLATED, run.in(inbound));
        byte[] received = run.sent;
        assertEquals(RELAYED_ERROR, run.out(ipv4(sender, REMOTE).icmpError(3, received)));
        assertEquals(Edges.ADDRESS, run.source());
        assertEquals(REMOTE, run.destination());
        assertArrayEquals(inbound, Arrays.copyOfRange(run.sent, 28, run.sent.length));
        received[23]++;
        assertEquals(NaptResult.QUOTE_UNKNOWN, run.out(ipv4(sender, REMOTE).icmpError(3, received)));
    }

    /** RFC 5508 REQ-6, RFC 4787 REQ-12, RFC 5382 REQ-10: an ICMP message neither refreshes nor ends a session. */
    @Test
    @Requirement({"I8", "T7"})
    void errorsDoNotChangeSessions() {
        run.tcpOut(HOST, 5000, REMOTE, 80, SYN, 1, 0);
        byte[] sent = run.sent;
        run.after(200);
        assertEquals(RELAYED_ERROR, run.in(ipv4(ROUTER, Edges.ADDRESS).icmpError(3, sent)));
        assertEquals(1, run.sessions());
        run.after(41).expire();
        assertEquals(0, run.sessions());
        run.udp(HOST, 5000, REMOTE, 4000);
        run.in(ipv4(REMOTE, Edges.ADDRESS).udp(4000, run.sourcePort()));
        byte[] received = run.sent;
        run.after(200);
        assertEquals(RELAYED_ERROR, run.out(ipv4(HOST, REMOTE).icmpError(3, received)));
        run.after(101).expire();
        assertEquals(0, run.sessions());
    }

    /** RFC 5508 REQ-8: 3/13 to the host, which quotes the packet as it sent it; RFC 6888 REQ-11b: 3/1 by option. */
    @Test
    @Requirement({"I9", "I10"})
    void aRefusedSessionIsReportedToTheHost() {
        for (NoPortError option : NoPortError.values()) {
            run = new NaptRun(Edges.shared(1, 15, 1), NaptOptions.defaults().with(NaptOption.NO_PORT_ERROR, option), 1);
            run.udp(OTHER, 5000, REMOTE, 4000);
            byte[] packet = ipv4(HOST, REMOTE).udp(5000, 4000, 30).octets();
            assertEquals(NaptResult.NO_PORT_EXCLUSIVE, run.out(packet));
            byte[] error = run.next();
            if (option == NoPortError.NONE) {
                assertNull(error);
                continue;
            }
            assertNotNull(error);
            assertEquals(option == NoPortError.HOST ? 0x0301 : 0x030d, NaptRun.word(error, 20));
            assertEquals(HOST, NaptRun.address(error, 16));
            assertArrayEquals(packet, Arrays.copyOfRange(error, 28, error.length));
            assertNull(run.next());
        }
    }

    /** RFC 1812 section 4.3.2.8: errors are limited in rate; section 4.3.2.7: none about an ICMP error. */
    @Test
    @Requirement("I9")
    void reportsAreLimitedInRate() {
        run = new NaptRun(Edges.shared(1, 15, 1), NaptOptions.defaults(), 1);
        run.udp(OTHER, 5000, REMOTE, 4000);
        int sent = 0;
        for (int i = 0; i < 300; i++) {
            run.udpOut(HOST, 5000, REMOTE, 4000);
            sent += run.next() == null ? 0 : 1;
        }
        assertEquals(100, sent);
        assertEquals(200, run.events(NaptStatistics.Event.ERROR_RATE_LIMITED));
    }
}
