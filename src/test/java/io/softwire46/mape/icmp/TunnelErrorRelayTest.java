package io.softwire46.mape.icmp;

import static io.softwire46.mape.conformance.model.Bytes.checksum;
import static io.softwire46.mape.conformance.model.Bytes.concat;
import static io.softwire46.mape.conformance.model.Bytes.counting;
import static io.softwire46.mape.conformance.model.Bytes.hex;
import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.put16;
import static io.softwire46.mape.conformance.model.Bytes.withHeaderChecksum;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.icmp.Messages.BR;
import static io.softwire46.mape.icmp.Messages.CE;
import static io.softwire46.mape.icmp.Messages.ROUTER;
import static io.softwire46.mape.icmp.Messages.high;
import static io.softwire46.mape.icmp.Messages.icmp;
import static io.softwire46.mape.icmp.Messages.icmpv6Packet;
import static io.softwire46.mape.icmp.Messages.low;
import static io.softwire46.mape.icmp.Messages.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.icmp.TunnelErrorRelay.Result;
import io.softwire46.mape.testing.GuardedOctets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 2473 section 8, row by row, as a border relay sees it: it sent the quoted packet to a CE. */
class TunnelErrorRelayTest {
    private static final String HOST = "198.51.100.7";
    private static final String SHARED = "192.0.2.18";
    private static final String NO_LIMIT = "";
    private static final String LIMIT_0 = "00 00 04 01 00 01 01 00";
    private static final String LIMIT_4 = "00 00 04 01 04 01 01 00";
    private static final String FIRST_FRAGMENT = "00 00 0001 12345678";

    private static final int ERROR_SOURCE = number("192.0.0.8");

    private final TunnelErrorRelay relay = new TunnelErrorRelay();

    private static Ipv4PacketBuilder inner() {
        return ipv4(HOST, SHARED).udp(443, 1232, 80);
    }

    private static byte[] tunnel(byte[] inner) {
        return ipv6(BR, CE).inner(inner).octets();
    }

    private static byte[] error(int type, int code, long word, byte[] quote) {
        return icmpv6Packet(ROUTER, BR, type, code, word, quote);
    }

    /** Reads a packet in every kind of buffer. */
    private Result read(byte[] packet) {
        GuardedOctets first = GuardedOctets.all(packet).get(0);
        Result result = relay.read(first.buffer(), 0, 40, packet.length - 40);
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            assertEquals(result, relay.read(view.buffer(), view.offset(), view.offset() + 40, packet.length - 40));
            view.assertUntouched();
        }
        return result;
    }

    /** Reads a packet, and the ICMP error that follows. */
    private byte[] relayed(byte[] packet) {
        assertEquals(Result.RELAY, read(packet));
        byte[] all = {};
        for (GuardedOctets view : GuardedOctets.all(packet)) {
            relay.read(view.buffer(), view.offset(), view.offset() + 40, packet.length - 40);
            for (GuardedOctets out : GuardedOctets.allEmpty(28 + Math.min(548, relay.innerOctets()))) {
                assertEquals(out.length(), Messages.write(relay, view.buffer(), ERROR_SOURCE, out.packet(), 0x4646));
                out.assertOnlyWritten();
                all = out.octets();
            }
        }
        return all;
    }

    /** RFC 791 and 792 by hand: 192.0.0.8 to the inner source, about the packet from its IPv4 header on. */
    private static byte[] expected(int code, int word, byte[] quote) {
        byte[] icmp = icmp(3, code, word, quote);
        byte[] header = hex("45c0 0000 4646 0000 40 01 0000 c0000008 c6336407");
        put16(header, 2, 20 + icmp.length);
        return concat(withHeaderChecksum(header, 0), icmp);
    }

    @ParameterizedTest
    @CsvSource({"3,0", "1,0", "1,1", "1,2", "1,3", "1,4", "1,5", "1,6", "1,255"})
    void unreachableAndHopLimitBecomeHostUnreachable(int type, int code) {
        byte[] inner = inner().octets();
        assertArrayEquals(expected(1, 0, inner), relayed(error(type, code, 0, tunnel(inner))));
        assertEquals(TunnelErrorRelay.NO_PATH_MTU, relay.pathMtu());
        byte[] withDf = inner().flagsOffset(DONT_FRAGMENT).octets();
        assertArrayEquals(expected(1, 0, withDf), relayed(error(type, code, 0, tunnel(withDf))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void zeroEncapsulationLimitBecomesHostUnreachable(int code) {
        byte[] inner = inner().octets();
        byte[] quote = ipv6(BR, CE).header(60, LIMIT_0).inner(inner).octets();
        assertArrayEquals(expected(1, 0, inner), relayed(error(4, code, 44, quote)));
        byte[] behindFragment = ipv6(BR, CE)
                .header(44, FIRST_FRAGMENT)
                .header(60, LIMIT_0)
                .inner(inner)
                .octets();
        assertArrayEquals(expected(1, 0, inner), relayed(error(4, code, 52, behindFragment)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 6, 40, 43, 45, 52, 0x1_0000L, 0x2c00_0000L, 0xffff_ffffL})
    void otherParameterProblemsBecomeNothing(long pointer) {
        byte[] quote = ipv6(BR, CE).header(60, LIMIT_0).inner(inner().octets()).octets();
        assertEquals(Result.NOTHING, read(error(4, 0, pointer, quote)));
    }

    @Test
    void parameterProblemAboutALimitAboveZeroOrNoneBecomesNothing() {
        byte[] four = ipv6(BR, CE).header(60, LIMIT_4).inner(inner().octets()).octets();
        assertEquals(Result.NOTHING, read(error(4, 0, 44, four)));
        assertEquals(Result.NOTHING, read(error(4, 0, 44, tunnel(inner().octets()))));
        assertEquals(Result.NOTHING, read(error(4, 0, 0, tunnel(inner().octets()))));
    }

    /** The MTU less 40, never below 1240, never more than 16 bits hold. */
    @ParameterizedTest
    @CsvSource({
        "1280,1240",
        "1281,1241",
        "1319,1279",
        "1320,1280",
        "1500,1460",
        "65535,65495",
        "65575,65535",
        "65576,65535",
        "65616,65535",
        "66816,65535",
        "16777216,65535",
        "2147483648,65535",
        "4294967295,65535"
    })
    void packetTooBigBecomesFragmentationNeeded(long reported, int relayedMtu) {
        byte[] inner = inner().flagsOffset(DONT_FRAGMENT).octets();
        assertArrayEquals(expected(4, relayedMtu, inner), relayed(error(2, 0, reported, tunnel(inner))));
        assertEquals((int) Math.min(reported, 65575), relay.pathMtu());
    }

    @ParameterizedTest
    @CsvSource({"1280,1232,1224", "1500,1452,1444", "65616,65535,65535", "65582,65534,65526"})
    void everyTunnelHeaderIsSubtracted(long reported, int withOne, int withBoth) {
        byte[] inner = inner().flagsOffset(DONT_FRAGMENT).octets();
        byte[] limit = ipv6(BR, CE).header(60, LIMIT_4).inner(inner).octets();
        byte[] fragment = ipv6(BR, CE).header(44, FIRST_FRAGMENT).inner(inner).octets();
        byte[] both = ipv6(BR, CE)
                .header(60, LIMIT_4)
                .header(44, FIRST_FRAGMENT)
                .inner(inner)
                .octets();
        assertArrayEquals(expected(4, withOne, inner), relayed(error(2, 0, reported, limit)));
        assertEquals(48, relay.tunnelHeaderOctets());
        assertArrayEquals(expected(4, withOne, inner), relayed(error(2, 0, reported, fragment)));
        assertEquals(48, relay.tunnelHeaderOctets());
        assertArrayEquals(expected(4, withBoth, inner), relayed(error(2, 0, reported, both)));
        assertEquals(56, relay.tunnelHeaderOctets());
    }

    /** RFC 8201 section 4. Elsewhere 20 less 40 was seen to become 65516. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 20, 39, 40, 68, 1240, 1279})
    void packetTooBigBelow1280IsIgnored(long reported) {
        byte[] inner = inner().flagsOffset(DONT_FRAGMENT).octets();
        assertEquals(Result.MTU_TOO_SMALL, read(error(2, 0, reported, tunnel(inner))));
        assertEquals(TunnelErrorRelay.NO_PATH_MTU, relay.pathMtu());
    }

    @Test
    void packetTooBigWithoutDfOnlyReportsThePathMtu() {
        assertEquals(Result.NOTHING, read(error(2, 0, 1400, tunnel(inner().octets()))));
        assertEquals(1400, relay.pathMtu());
    }

    /** RFC 4443 section 3.2: the code is ignored by the receiver. */
    @Test
    void codeOfPacketTooBigIsIgnored() {
        byte[] inner = inner().flagsOffset(DONT_FRAGMENT).octets();
        assertArrayEquals(expected(4, 1460, inner), relayed(error(2, 9, 1500, tunnel(inner))));
    }

    @Test
    void everythingElseBecomesNothing() {
        byte[] quote = tunnel(inner().flagsOffset(DONT_FRAGMENT).octets());
        assertEquals(Result.NOTHING, read(error(3, 1, 0, quote)), "reassembly time exceeded");
        assertEquals(Result.NOTHING, read(error(3, 255, 0, quote)));
        for (int type = 0; type < 256; type++) {
            if (type < 1 || type > 4) {
                assertEquals(Result.NOTHING, read(error(type, 0, 1500, quote)), "type " + type);
                assertEquals(TunnelErrorRelay.NO_PATH_MTU, relay.pathMtu());
            }
        }
    }

    @Test
    void returnsTheValuesThatTheCallerVerifies() {
        byte[] inner = inner().octets();
        byte[] quote = ipv6(BR, CE).header(60, LIMIT_4).inner(inner).octets();
        assertEquals(Result.RELAY, read(concat(error(1, 0, 0, quote))));
        assertEquals(high(BR), relay.outerSourceHi());
        assertEquals(low(BR), relay.outerSourceLo());
        assertEquals(high(CE), relay.outerDestinationHi());
        assertEquals(low(CE), relay.outerDestinationLo());
        assertEquals(new Icmpv4Error(3, 1), relay.error());
        assertEquals(0, relay.secondWord());
        assertEquals(inner.length, relay.innerOctets());
        GuardedOctets atZero = GuardedOctets.all(error(1, 0, 0, quote)).get(0);
        relay.read(atZero.buffer(), 0, 40, atZero.length() - 40);
        assertEquals(40 + 8 + 40 + 8, relay.innerOffset());
    }

    /** Everybody can send an error: without the checksum's and the quote's verification this node reflects. */
    @Test
    void wrongChecksumIsNotRelayed() {
        byte[] packet = error(1, 0, 0, tunnel(inner().octets()));
        for (int at = 8; at < packet.length; at++) {
            for (int change : new int[] {1, 0x80, 0xff}) {
                byte[] damaged = packet.clone();
                damaged[at] ^= (byte) change;
                assertEquals(Result.BAD_CHECKSUM, read(damaged), "octet " + at);
            }
        }
        byte[] zero = packet.clone();
        put16(zero, 42, 0);
        assertEquals(Result.BAD_CHECKSUM, read(zero));
    }

    @Test
    void quoteThatThisNodeDidNotSendIsNotRelayed() {
        byte[] inner = inner().octets();
        assertEquals(
                Result.BAD_QUOTE,
                read(error(1, 0, 0, ipv6("2001:db8:ffff::2", CE).inner(inner).octets())));
        assertEquals(
                Result.BAD_QUOTE,
                read(error(1, 0, 0, ipv6("2001:db8:fffe::1", CE).inner(inner).octets())));
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, concat(inner, counting(40)))), "IPv4");
        assertEquals(
                Result.BAD_QUOTE,
                read(error(1, 0, 0, ipv6(BR, CE).payload(17, inner).octets())),
                "not a tunnel");
        assertEquals(
                Result.BAD_QUOTE,
                read(error(1, 0, 0, ipv6(BR, CE).payload(41, inner).octets())),
                "IPv6 in IPv6");
    }

    @ParameterizedTest
    @CsvSource({
        "0,00 00 01 04 00000000", "43,00 00 00 00 00000000", "51,00 00 0000 00000000", "60,00 00 01 04 00000000",
        "60,00 01 04 01 04 01 01 00", "60,00 00 04 02 00 00 01 00", "44,00 00 0008 12345678", "44,00 00 0009 12345678",
        "44,00 00 fff8 12345678"
    })
    void quoteWithHeadersThatTheTunnelDoesNotWriteIsNotRelayed(int kind, String header) {
        byte[] quote = ipv6(BR, CE).header(kind, header).inner(inner().octets()).octets();
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, quote)));
    }

    @Test
    void quoteWithTheSameHeaderTwiceIsNotRelayed() {
        byte[] inner = inner().octets();
        Ipv6PacketBuilder limits = ipv6(BR, CE).header(60, LIMIT_4).header(60, LIMIT_4);
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, limits.inner(inner).octets())));
        Ipv6PacketBuilder fragments = ipv6(BR, CE).header(44, FIRST_FRAGMENT).header(44, FIRST_FRAGMENT);
        assertEquals(
                Result.BAD_QUOTE, read(error(1, 0, 0, fragments.inner(inner).octets())));
    }

    /** The quote is read as far unchanged there, and relayed from an IPv4 header and eight octets on. */
    @ParameterizedTest
    @ValueSource(strings = {NO_LIMIT, LIMIT_4})
    void quoteTruncatedAtEveryLength(String limit) {
        byte[] inner = ipv4(HOST, SHARED)
                .options("94040000")
                .flagsOffset(DONT_FRAGMENT)
                .udp(443, 1232, 700)
                .octets();
        Ipv6PacketBuilder builder =
                limit.isEmpty() ? ipv6(BR, CE) : ipv6(BR, CE).header(60, limit);
        byte[] quote = builder.inner(inner).octets();
        int headers = quote.length - inner.length;
        for (int there = 0; there <= quote.length; there++) {
            byte[] packet = error(2, 0, 1500, part(quote, 0, there));
            if (there < headers + 24 + 8) {
                assertEquals(Result.BAD_QUOTE, read(packet), "length " + there);
            } else {
                byte[] quoted = part(inner, 0, Math.min(548, there - headers));
                assertArrayEquals(expected(4, 1500 - headers, quoted), relayed(packet), "length " + there);
            }
        }
    }

    @Test
    void messageTruncatedBeforeTheQuote() {
        byte[] packet = error(1, 0, 0, new byte[0]);
        for (int there = 40; there < 48; there++) {
            assertEquals(Result.TRUNCATED, read(part(packet, 0, there)));
        }
        assertEquals(Result.BAD_QUOTE, read(packet));
    }

    /** RFC 4884 section 4: extension objects follow the given length. Types 2 and 4 have no length. */
    @Test
    void extensionObjectsAreNotQuoted() {
        byte[] inner = inner().octets(); // 108 octets: with 40 before them 148, padded to 152 = 19 * 8
        byte[] body = concat(tunnel(inner), new byte[4], hex("20000000 0008 01 01 00000000"));
        assertArrayEquals(expected(1, 0, inner), relayed(error(1, 0, 19L << 24, body)));
        byte[] longer = inner().udp(443, 1232, 600).octets();
        byte[] truncated = concat(part(tunnel(longer), 0, 128), hex("20000000 0008 01 01 00000000"));
        assertArrayEquals(expected(1, 0, part(longer, 0, 88)), relayed(error(3, 0, 16L << 24, truncated)));
        assertArrayEquals(
                expected(1, 0, part(longer, 0, 88)), relayed(error(1, 0, 255L << 24, part(tunnel(longer), 0, 128))));
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 8L << 24, tunnel(longer))), "64 octets");
    }

    /** Octets after the end of the tunnel packet or of its IPv4 packet are not quoted. */
    @Test
    void quoteEndsWhereThePacketsEnd() {
        byte[] inner = inner().octets();
        assertArrayEquals(expected(1, 0, inner), relayed(error(1, 0, 0, concat(tunnel(inner), counting(9)))));
        assertArrayEquals(expected(1, 0, inner), relayed(error(1, 0, 0, tunnel(concat(inner, counting(9))))));
        byte[] shorter = tunnel(inner);
        put16(shorter, 4, 50);
        assertArrayEquals(expected(1, 0, part(inner, 0, 50)), relayed(error(1, 0, 0, shorter)));
    }

    @Test
    void invalidInnerHeaderIsNotRelayed() {
        byte[] inner = inner().octets();
        for (int at = 0; at < 20; at++) {
            byte[] damaged = inner.clone();
            damaged[at] ^= 0x11;
            assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, tunnel(damaged))), "octet " + at);
        }
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, tunnel(valid(inner, 0, 0x55)))), "version");
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, tunnel(valid(inner, 3, 27)))), "total length");
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, tunnel(valid(inner, 3, 0)))), "total length");
        byte[] shortHeader = inner.clone();
        shortHeader[0] = 0x44;
        put16(shortHeader, 10, 0);
        put16(shortHeader, 10, checksum(part(shortHeader, 0, 16)));
        assertEquals(Result.BAD_QUOTE, read(error(1, 0, 0, tunnel(shortHeader))), "IHL");
    }

    private static byte[] valid(byte[] packet, int at, int value) {
        byte[] copy = packet.clone();
        copy[at] = (byte) value;
        return withHeaderChecksum(copy, 0);
    }

    /** RFC 1812 section 4.3.2.7 for the IPv4 packet; elsewhere errors were seen to go to 224.0.0.1. */
    @Test
    void forbiddenErrorsAreNotSent() {
        byte[][] forbidden = {
            ipv4("224.0.0.1", SHARED).flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            ipv4("0.0.0.0", SHARED).flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            ipv4("127.0.0.1", SHARED).flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            ipv4("255.255.255.255", SHARED).flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            ipv4(HOST, "224.0.0.1").flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            ipv4(HOST, "255.255.255.255").flagsOffset(DONT_FRAGMENT).udp(1, 2).octets(),
            inner().flagsOffset(DONT_FRAGMENT | 185).octets(),
            ipv4(HOST, SHARED)
                    .flagsOffset(DONT_FRAGMENT)
                    .icmpError(3, inner().octets())
                    .octets(),
        };
        for (byte[] inner : forbidden) {
            assertEquals(Result.FORBIDDEN, read(error(1, 0, 0, tunnel(inner))));
            assertEquals(Result.FORBIDDEN, read(error(2, 0, 1500, tunnel(inner))));
            assertEquals(1500, relay.pathMtu());
        }
        byte[] echo = ipv4(HOST, SHARED).icmpQuery(8, 1232).octets();
        assertArrayEquals(expected(1, 0, echo), relayed(error(1, 0, 0, tunnel(echo))));
    }

    /** The same without DF: the reason that no error may be sent outweighs that none is due. */
    @Test
    void laterFragmentsAndIcmpErrorsShowNoPort() {
        byte[][] portless = {
            inner().flagsOffset(185).octets(),
            ipv4(HOST, SHARED).icmpError(11, inner().octets()).octets()
        };
        for (byte[] inner : portless) {
            assertEquals(Result.FORBIDDEN, read(error(2, 0, 1400, tunnel(inner))));
            assertEquals(1400, relay.pathMtu());
            assertTrue(relay.showsNoPort());
        }
        for (byte[] inner : new byte[][] {
            inner().octets(),
            inner().flagsOffset(0x2000).octets(),
            ipv4(HOST, SHARED).icmpQuery(8, 1232).octets()
        }) {
            assertEquals(Result.RELAY, read(error(1, 0, 0, tunnel(inner))));
            assertFalse(relay.showsNoPort());
        }
    }

    /** Values of one message are not used for the next. */
    @Test
    void pathMtuIsOfTheLastMessageOnly() {
        byte[] inner = inner().flagsOffset(DONT_FRAGMENT).octets();
        byte[] tooBig = error(2, 0, 1500, tunnel(inner));
        byte[][] others = {
            part(tooBig, 0, 47),
            error(1, 0, 0, tunnel(inner)),
            error(2, 0, 1200, tunnel(inner)),
            error(2, 0, 1500, part(tunnel(inner), 0, 60)),
            part(tooBig, 0, tooBig.length - 1)
        };
        for (byte[] other : others) {
            assertEquals(Result.RELAY, read(tooBig));
            assertEquals(1500, relay.pathMtu());
            read(other);
            assertEquals(TunnelErrorRelay.NO_PATH_MTU, relay.pathMtu());
        }
    }
}
