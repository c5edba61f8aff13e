package io.softwire46.mape.wire;

import static io.softwire46.mape.wire.TransportPort.BAD_QUOTE;
import static io.softwire46.mape.wire.TransportPort.FRAGMENT;
import static io.softwire46.mape.wire.TransportPort.NO_PORT;
import static io.softwire46.mape.wire.TransportPort.TRUNCATED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.testing.GuardedOctets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportPortTest {

    private static final String CE = "c0000212"; // 192.0.2.18, the shared address
    private static final String HOST = "01020304";
    private static final String ROUTER = "0a000001";

    private static final Set<Integer> ERRORS = Set.of(3, 4, 5, 11, 12);
    private static final Set<Integer> QUERIES = Set.of(0, 8, 13, 14, 15, 16, 17, 18);

    /** Ports 0x04d0 (1232) and 0xfffe, then zeros. */
    private static byte[] ports(int octets) {
        return Arrays.copyOf(Bytes.hex("04d0fffe" + "00".repeat(60)), octets);
    }

    @ParameterizedTest
    @CsvSource({"6, 20", "17, 8", "136, 8", "33, 12", "132, 12"})
    void readsPortsOnlyFromAWholeTransportHeader(int protocol, int minimumOctets) {
        assertEquals(minimumOctets, TransportPort.minimumHeaderOctets(protocol));
        for (int octets = 0; octets <= 30; octets++) {
            byte[] packet = ipv4(protocol, HOST, CE, ports(octets));
            assertDestinationSide(octets < minimumOctets ? TRUNCATED : 0xfffe, packet);
            assertSourceSide(octets < minimumOctets ? TRUNCATED : 0x04d0, packet);
        }
    }

    /** The first octets of GRE, ESP, AH or an unknown protocol are not ports. */
    @Test
    void readsNoPortsFromOtherProtocols() {
        Map<Integer, Integer> withPorts = Map.of(6, 20, 17, 8, 136, 8, 33, 12, 132, 12);
        for (int protocol = 0; protocol < 256; protocol++) {
            if (protocol != 1) {
                byte[] packet = ipv4(protocol, HOST, CE, ports(40));
                assertDestinationSide(withPorts.containsKey(protocol) ? 0xfffe : NO_PORT, packet);
                assertEquals(withPorts.getOrDefault(protocol, 0), TransportPort.minimumHeaderOctets(protocol));
                assertDestinationSide(
                        withPorts.containsKey(protocol) ? TRUNCATED : NO_PORT, ipv4(protocol, HOST, CE, new byte[0]));
            }
        }
    }

    @Test
    void skipsTheOptionsOfTheHeader() {
        for (int optionWords = 1; optionWords <= 10; optionWords++) {
            byte[] packet = withOptions(ipv4(17, HOST, CE, ports(8)), optionWords);
            assertDestinationSide(0xfffe, packet);
            assertSourceSide(0x04d0, packet);
            packet = withOptions(ipv4(17, HOST, CE, ports(7)), optionWords);
            assertDestinationSide(TRUNCATED, packet);
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, true", "4000, true", "2000, true", "8000, true", "0001, false", "2001, false", "1fff, false"})
    void onlyTheFragmentWithOffsetZeroHasAPort(String flagsAndOffset, boolean hasPort) {
        for (int protocol : new int[] {17, 1, 47}) {
            byte[] packet = ipv4(protocol, HOST, CE, Bytes.hex("080000001234000100000000"));
            System.arraycopy(Bytes.hex(flagsAndOffset), 0, packet, 6, 2);
            int port = protocol == 17 ? 0 : protocol == 1 ? 0x1234 : NO_PORT;
            assertDestinationSide(hasPort ? port : FRAGMENT, packet);
            assertSourceSide(hasPort ? (protocol == 17 ? 0x0800 : port) : FRAGMENT, packet);
        }
    }

    /** RFC 7597 section 8.2: the Identifier of a query; RFC 5508 section 3.1 names the queries. */
    @Test
    void readsTheIdentifierOfEveryQueryAndOfNoOtherType() {
        for (int type = 0; type < 256; type++) {
            byte[] message = Bytes.hex("00ff0000 fedc 0001" + "00".repeat(28)); // a quote of zeros is none
            message[0] = (byte) type;
            int expected = QUERIES.contains(type) ? 0xfedc : ERRORS.contains(type) ? BAD_QUOTE : NO_PORT;
            assertDestinationSide(expected, ipv4(1, HOST, CE, message));
            assertSourceSide(expected, ipv4(1, CE, HOST, message));
            for (int octets = 0; octets < 8; octets++) {
                assertDestinationSide(TRUNCATED, ipv4(1, HOST, CE, Arrays.copyOf(message, octets)));
            }
            assertDestinationSide(
                    QUERIES.contains(type) ? 0xfedc : ERRORS.contains(type) ? BAD_QUOTE : NO_PORT,
                    ipv4(1, HOST, CE, Arrays.copyOf(message, 8)));
        }
    }

    /** An error to the CE quotes what the CE sent; an error from it, what it received (RFC 5508 REQ-3 to REQ-5). */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void readsTheQuotedPortOnTheSubscribersSide(int type) {
        for (int protocol : new int[] {6, 17, 136, 33, 132}) {
            byte[] sent = ipv4(protocol, CE, HOST, ports(8));
            assertDestinationSide(0x04d0, ipv4(1, ROUTER, CE, error(type, sent)));
            byte[] received = ipv4(protocol, HOST, CE, ports(8));
            assertSourceSide(0xfffe, ipv4(1, CE, HOST, error(type, received)));
        }
    }

    @Test
    void readsTheQuotedIdentifierOfQueriesOnly() {
        for (int type = 0; type < 256; type++) {
            byte[] message = Bytes.hex("00000000 fedc 0001");
            message[0] = (byte) type;
            int expected = QUERIES.contains(type) ? 0xfedc : BAD_QUOTE;
            assertDestinationSide(expected, ipv4(1, ROUTER, CE, error(11, ipv4(1, CE, HOST, message))));
            assertSourceSide(expected, ipv4(1, CE, HOST, error(3, ipv4(1, HOST, CE, message))));
        }
    }

    /** Otherwise anyone could steer packets to any subscriber. */
    @Test
    void refusesAQuoteBetweenOtherAddresses() {
        byte[] toCe = ipv4(17, HOST, CE, ports(8));
        byte[] fromCe = ipv4(17, CE, HOST, ports(8));
        assertDestinationSide(BAD_QUOTE, ipv4(1, ROUTER, CE, error(3, toCe)));
        assertSourceSide(BAD_QUOTE, ipv4(1, CE, HOST, error(3, fromCe)));
        for (int bit = 0; bit < 32; bit++) {
            byte[] other = fromCe.clone();
            other[12 + bit / 8] ^= (byte) (0x80 >>> bit % 8);
            assertDestinationSide(BAD_QUOTE, ipv4(1, ROUTER, CE, error(3, other)));
        }
        // the error's other address may be anybody's: a router between reports
        assertDestinationSide(0x04d0, ipv4(1, HOST, CE, error(3, fromCe)));
    }

    /** RFC 5508 REQ-3b. */
    @Test
    void skipsTheOptionsOfTheQuote() {
        for (int optionWords = 1; optionWords <= 10; optionWords++) {
            byte[] sent = withOptions(ipv4(17, CE, HOST, ports(8)), optionWords);
            byte[] error = ipv4(1, ROUTER, CE, error(3, sent));
            assertDestinationSide(0x04d0, error);
            assertDestinationSide(0x04d0, withOptions(error, optionWords));
        }
    }

    /** Four octets following the quoted header are enough for ports, six for an Identifier. */
    @Test
    void refusesAQuoteThatEndsBeforeThePort() {
        for (int optionWords : new int[] {0, 1, 10}) {
            int headerOctets = 20 + 4 * optionWords;
            byte[] udp = withOptions(ipv4(17, CE, HOST, ports(8)), optionWords);
            byte[] echo = withOptions(ipv4(1, CE, HOST, Bytes.hex("08000000fedc0001")), optionWords);
            for (int octets = 0; octets <= udp.length; octets++) {
                assertDestinationSide(
                        octets < headerOctets + 4 ? BAD_QUOTE : 0x04d0,
                        ipv4(1, ROUTER, CE, error(11, Arrays.copyOf(udp, octets))));
                assertDestinationSide(
                        octets < headerOctets + 6 ? BAD_QUOTE : 0xfedc,
                        ipv4(1, ROUTER, CE, error(11, Arrays.copyOf(echo, octets))));
            }
        }
    }

    @Test
    void refusesAQuoteThatIsNotIpv4() {
        byte[] sent = Bytes.concat(ipv4(17, CE, HOST, new byte[0]), ports(4), new byte[56]);
        for (int versionIhl = 0; versionIhl < 256; versionIhl++) {
            byte[] quote = sent.clone();
            quote[0] = (byte) versionIhl;
            // with an IHL above 5 the zeros after the ports are read as the ports
            int expected = versionIhl == 0x45 ? 0x04d0 : versionIhl > 0x45 && versionIhl <= 0x4f ? 0 : BAD_QUOTE;
            assertDestinationSide(expected, ipv4(1, ROUTER, CE, error(3, quote)));
        }
    }

    @ParameterizedTest
    @CsvSource({"0000, true", "4000, true", "2000, true", "0001, false", "2001, false", "1fff, false"})
    void refusesAQuoteOfALaterFragment(String flagsAndOffset, boolean usable) {
        byte[] sent = ipv4(17, CE, HOST, ports(8));
        System.arraycopy(Bytes.hex(flagsAndOffset), 0, sent, 6, 2);
        assertDestinationSide(usable ? 0x04d0 : BAD_QUOTE, ipv4(1, ROUTER, CE, error(3, sent)));
    }

    @Test
    void refusesAQuoteOfAProtocolWithoutPorts() {
        for (int protocol : new int[] {0, 2, 4, 41, 47, 50, 51, 58, 255}) {
            assertDestinationSide(BAD_QUOTE, ipv4(1, ROUTER, CE, error(3, ipv4(protocol, CE, HOST, ports(8)))));
        }
    }

    /** RFC 4884 section 4: octets beyond the given length are not part of the quoted packet. Type 4 and 5 have no length. */
    @Test
    void endsTheQuoteAtTheLengthGiven() {
        byte[] sent = Arrays.copyOf(ipv4(17, CE, HOST, ports(8)), 136);
        for (int type : new int[] {3, 11, 12, 4, 5}) {
            boolean hasLength = type != 4 && type != 5;
            for (int words = 0; words < 256; words++) {
                byte[] error = error(type, sent);
                error[5] = (byte) words;
                boolean enough = !hasLength || words == 0 || words >= 6;
                assertDestinationSide(enough ? 0x04d0 : BAD_QUOTE, ipv4(1, ROUTER, CE, error));
            }
        }
    }

    @Test
    void believesTheTotalLengthAndNotTheBuffer() {
        byte[] packet = ipv4(17, HOST, CE, ports(8));
        byte[] padded = Arrays.copyOf(packet, 46);
        assertEquals(TRUNCATED, TransportPort.destinationSide(Octets.buffer(padded), 0, 27));
        assertEquals(0xfffe, TransportPort.destinationSide(Octets.buffer(padded), 0, 28));
    }

    @Test
    void recognizesIcmpErrorsByTheirType() {
        for (int type = 0; type < 256; type++) {
            byte[] message = {(byte) type};
            assertIcmpError(ERRORS.contains(type), ipv4(1, HOST, CE, message));
            assertIcmpError(ERRORS.contains(type), withOptions(ipv4(1, HOST, CE, message), 10));
            assertIcmpError(false, ipv4(17, HOST, CE, message));
        }
        assertIcmpError(false, ipv4(1, HOST, CE, new byte[0]));
        byte[] firstFragment = ipv4(1, HOST, CE, error(3, ports(40)));
        firstFragment[6] = 0x20;
        assertIcmpError(true, firstFragment);
        byte[] laterFragment = ipv4(1, HOST, CE, error(3, ports(40)));
        laterFragment[7] = 1;
        assertIcmpError(false, laterFragment);
    }

    private static void assertIcmpError(boolean expected, byte[] packet) {
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(expected, TransportPort.isIcmpError(view.buffer(), view.offset(), packet.length));
            view.assertUntouched();
        }
    }

    private static void assertDestinationSide(int expected, byte[] packet) {
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(
                    expected,
                    TransportPort.destinationSide(view.buffer(), view.offset(), packet.length),
                    () -> view.name() + " " + Bytes.hex(packet));
            view.assertUntouched();
        }
    }

    private static void assertSourceSide(int expected, byte[] packet) {
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(
                    expected,
                    TransportPort.sourceSide(view.buffer(), view.offset(), packet.length),
                    () -> view.name() + " " + Bytes.hex(packet));
            view.assertUntouched();
        }
    }

    private static byte[] ipv4(int protocol, String source, String destination, byte[] data) {
        byte[] packet = Bytes.concat(Bytes.hex("45000000 12340000 40000000" + source + destination), data);
        packet[9] = (byte) protocol;
        return withTotalLength(packet);
    }

    private static byte[] withOptions(byte[] packet, int words) {
        byte[] options = new byte[4 * words];
        Arrays.fill(options, (byte) 1);
        byte[] longer = Bytes.concat(Arrays.copyOf(packet, 20), options, Arrays.copyOfRange(packet, 20, packet.length));
        longer[0] += (byte) words;
        return withTotalLength(longer);
    }

    private static byte[] withTotalLength(byte[] packet) {
        ByteBuffer.wrap(packet).putShort(2, (short) packet.length);
        return Octets.withHeaderChecksum(packet);
    }

    private static byte[] error(int type, byte[] quote) {
        byte[] message = Bytes.concat(new byte[8], quote);
        message[0] = (byte) type;
        return message;
    }
}
