package io.softwire46.mape.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets that a node sent because of one packet, parsed without the library and checked against RFC 791, RFC 8200,
 * RFC 2473 and RFC 4443: version, lengths, checksums, and fragments that can be reassembled.
 *
 * <p>Immutable, except for the contents of the arrays.
 */
public final class SentPackets {
    private static final int FRAGMENT = 44;
    private static final int ICMPV6 = 58;
    private static final int DESTINATION_OPTIONS = 60;

    private final List<byte[]> packets;
    private final List<byte[]> ipv4 = new ArrayList<>();
    private final List<byte[]> icmpv6 = new ArrayList<>();

    private SentPackets(List<byte[]> packets) {
        this.packets = packets;
    }

    /** Parses and checks packets in the order in which they were sent. */
    public static SentPackets of(List<byte[]> packets) {
        SentPackets sent = new SentPackets(packets);
        for (int i = 0; i < packets.size(); ) {
            int end = i + 1;
            if (isFragment(packets.get(i))) {
                while (isFragment(packets.get(end - 1))
                        && (packets.get(end - 1)[43] & 1) != 0
                        && end < packets.size()) {
                    end++;
                }
                sent.read(reassemble(packets.subList(i, end)));
            } else {
                sent.read(packets.get(i));
            }
            i = end;
        }
        return sent;
    }

    private static boolean isFragment(byte[] packet) {
        return packet.length >= 48 && packet[0] >>> 4 == 6 && packet[6] == FRAGMENT;
    }

    /** Returns all packets that were sent. */
    public List<byte[]> packets() {
        return packets;
    }

    /** Returns the IPv4 packets that were sent, with or without tunnel header, after reassembly of tunnel packets. */
    public List<byte[]> ipv4() {
        return ipv4;
    }

    /** Returns the IPv6 packets with ICMPv6 that were sent. */
    public List<byte[]> icmpv6() {
        return icmpv6;
    }

    private void read(byte[] packet) {
        if (packet.length > 0 && packet[0] >>> 4 == 4) {
            readIpv4(packet, 0);
            return;
        }
        assertTrue(packet.length > 40 && packet[0] >>> 4 == 6, "neither IPv4 nor IPv6");
        assertEquals(packet.length - 40, Bytes.u16(packet, 4), "payload length");
        switch (packet[6]) {
            case 4 -> readIpv4(packet, 40);
            case DESTINATION_OPTIONS -> { // RFC 2473 section 4.1.1
                assertEquals("04000401", Bytes.hex(Bytes.part(packet, 40, 44)), "encapsulation limit");
                assertEquals("010100", Bytes.hex(Bytes.part(packet, 45, 48)), "padding");
                readIpv4(packet, 48);
            }
            case ICMPV6 -> {
                assertTrue(packet.length >= 48, "ICMPv6 too short");
                assertEquals(0xffff, FuzzSum.icmpv6(packet, 40), "ICMPv6 checksum");
                icmpv6.add(packet);
            }
            default -> throw new AssertionError("next header " + packet[6]);
        }
    }

    private void readIpv4(byte[] packet, int at) {
        byte[] inner = Bytes.part(packet, at, packet.length);
        assertTrue(inner.length >= 20 && inner[0] >>> 4 == 4, "no IPv4 header");
        int header = headerOctets(inner);
        assertTrue(header >= 20 && header <= inner.length, "IPv4 header length");
        assertEquals(inner.length, Bytes.u16(inner, 2), "IPv4 total length");
        assertEquals(0xffff, FuzzSum.sum(inner, 0, header, 0), "IPv4 header checksum");
        ipv4.add(inner);
    }

    public static int headerOctets(byte[] ipv4) {
        return (ipv4[0] & 15) * 4;
    }

    /** RFC 8200 section 4.5, for fragments in order. All but the last are equally long. */
    private static byte[] reassemble(List<byte[]> fragments) {
        byte[] first = fragments.get(0);
        byte[] last = fragments.get(fragments.size() - 1);
        assertTrue(fragments.size() > 1, "an atomic fragment (RFC 8021)");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (byte[] fragment : fragments) {
            assertTrue(isFragment(fragment), "fragments of one packet leave together");
            assertEquals(fragment.length - 40, Bytes.u16(fragment, 4), "payload length of a fragment");
            assertArrayEquals(Bytes.part(first, 8, 41), Bytes.part(fragment, 8, 41), "addresses or next header");
            assertEquals(Bytes.int32(first, 0), Bytes.int32(fragment, 0), "traffic class or flow label");
            assertEquals(Bytes.int32(first, 44), Bytes.int32(fragment, 44), "identification");
            assertEquals(data.size(), Bytes.u16(fragment, 42) & 0xfff8, "fragment offset");
            assertEquals(fragment == last ? 0 : 1, Bytes.u16(fragment, 42) & 7, "M flag");
            if (fragment != last) {
                assertEquals(0, (fragment.length - 48) % 8, "data of a fragment");
                assertEquals(first.length, fragment.length, "length of a fragment");
            }
            assertTrue(fragment.length > 48, "a fragment without data");
            data.write(fragment, 48, fragment.length - 48);
        }
        assertTrue(last.length <= first.length, "the last fragment is the longest");
        byte[] header = Bytes.part(first, 0, 40);
        Bytes.put16(header, 4, data.size());
        header[6] = first[40];
        return Bytes.concat(header, data.toByteArray());
    }

    /** Returns the length of the longest packet that was sent. */
    public int longest() {
        return packets.stream().mapToInt(packet -> packet.length).max().orElse(0);
    }

    /**
     * Checks that the sent IPv4 packets are the received one: the same addresses, protocol, identification and data, with
     * the same or the decremented TTL. Only TOS and segment size may differ.
     *
     * @param mayClamp whether the data of a TCP segment may differ
     * @param mayRewrite whether the identification may differ
     */
    public void assertCarry(byte[] received, boolean mayClamp, boolean mayRewrite) {
        int header = headerOctets(received);
        int word = Bytes.u16(received, 6);
        boolean dataMatter = !(mayClamp && received[9] == 6);
        byte[] data = Bytes.part(received, header, Bytes.u16(received, 2));
        int at = 0;
        for (byte[] fragment : ipv4) {
            boolean last = fragment == ipv4.get(ipv4.size() - 1);
            int fragmentHeader = headerOctets(fragment);
            int octets = fragment.length - fragmentHeader;
            assertArrayEquals(Bytes.part(received, 12, 20), Bytes.part(fragment, 12, 20), "inner addresses");
            assertEquals(received[9], fragment[9], "protocol");
            assertTrue(mayRewrite || Bytes.u16(received, 4) == Bytes.u16(fragment, 4), "identification");
            assertEquals(Bytes.u16(ipv4.get(0), 4), Bytes.u16(fragment, 4), "identification of a fragment");
            int older = Bytes.u8(received, 8) - Bytes.u8(fragment, 8);
            assertTrue(older == 0 || older == 1, "TTL");
            assertTrue(
                    fragment[8] != 0 || older == 0,
                    "TTL 0"); // the next router drops a packet that entered the tunnel with TTL 0
            int more = last ? word & 0x2000 : 0x2000;
            assertEquals((word & 0xc000) + more + (word & 0x1fff) + at / 8, Bytes.u16(fragment, 6), "flags and offset");
            assertTrue(last || octets % 8 == 0, "data of a fragment");
            assertTrue(at + octets <= data.length, "too much data");
            if (at == 0) {
                assertEquals(header, fragmentHeader, "options");
                assertArrayEquals(Bytes.part(received, 20, header), Bytes.part(fragment, 20, header), "options");
            }
            if (dataMatter) {
                assertArrayEquals(
                        Bytes.part(data, at, at + octets),
                        Bytes.part(fragment, fragmentHeader, fragment.length),
                        "data");
            }
            at += octets;
        }
        assertEquals(data.length, at, "data in all fragments");
    }

    /** Checks that one ICMPv4 error or one ICMPv6 error of legal size was sent. */
    public void assertError() {
        assertEquals(1, packets.size(), "one error about one packet");
        if (ipv4.isEmpty()) {
            byte[] error = icmpv6.get(0);
            assertTrue(error[40] >= 1 && error[40] <= 4, "ICMPv6 error type");
            assertTrue(error.length <= 1280, "RFC 4443 section 2.4 c");
            return;
        }
        byte[] error = ipv4.get(0);
        int at = headerOctets(error);
        assertEquals(1, error[9], "protocol");
        assertTrue(error.length <= 576, "RFC 1812 section 4.3.2.3");
        assertTrue(error.length >= at + 8 + 20, "no quote");
        assertEquals(0xffff, FuzzSum.sum(error, at, error.length, 0), "ICMP checksum");
        assertTrue(error[at] == 3 || error[at] == 11, "ICMP error type");
        assertEquals(0, Bytes.u16(error, 6) & 0x3fff, "a fragmented ICMP error");
        assertEquals(4, error[at + 8] >>> 4, "the quote is no IPv4 packet");
        // the destination of an error is the source of the quoted packet
        assertArrayEquals(Bytes.part(error, at + 20, at + 24), Bytes.part(error, 16, 20), "destination");
    }

    /** Returns the quoted packet of the error. */
    public byte[] quote() {
        byte[] error = ipv4.isEmpty() ? icmpv6.get(0) : ipv4.get(0);
        return Bytes.part(error, ipv4.isEmpty() ? 48 : headerOctets(error) + 8, error.length);
    }
}
