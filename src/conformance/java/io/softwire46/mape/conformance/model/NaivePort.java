package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Which number is "the port" of an IPv4 packet (RFC 7597 section 8.2, RFC 7596 section 8.1, RFC 5508 REQ-3).
 *
 * @param number 0 to 65535, or -1 for none
 * @param refusal the name of the verdict where there is none
 */
record NaivePort(int number, String refusal) {
    /** Minimum header octets of the protocols that have ports. */
    private static final Map<Integer, Integer> MINIMUM = Map.of(6, 20, 17, 8, 136, 8, 33, 12, 132, 12);

    private static final Set<Integer> QUERIES = Set.of(0, 8, 13, 14, 15, 16, 17, 18);
    private static final Set<Integer> ERRORS = Set.of(3, 4, 5, 11, 12);
    private static final Set<Integer> EXTENSIBLE = Set.of(3, 11, 12);

    private static NaivePort none(String reason) {
        return new NaivePort(-1, "DROP_" + reason);
    }

    /**
     * Of a packet or fragment from the NAPT: none and no refusal for a later fragment (RFC 1858 section 3, RFC 3128
     * section 3).
     */
    static NaivePort ofFragment(byte[] packet) {
        int protocol = u8(packet, 9);
        int octets = packet.length - 4 * (packet[0] & 15);
        int start = 8 * (u16(packet, 6) & 0x1fff);
        boolean fragment = (u16(packet, 6) & 0x3fff) != 0;
        if (fragment && protocol != 1 && !MINIMUM.containsKey(protocol)) {
            return none("UNSUPPORTED_PROTOCOL");
        }
        boolean shortTcp = protocol == 6 && (start == 8 || (start == 0 && octets < 20));
        boolean shortOther = (protocol == 17 || protocol == 1) && start == 0 && octets < 8;
        if (fragment && mayBeRemembered(packet) && (shortTcp || shortOther)) {
            return none("FRAGMENT_TINY");
        }
        return start > 0 ? new NaivePort(-1, "") : of(packet, false);
    }

    /** Ports of ICMP errors and of packets that are always dropped are never stored. */
    static boolean mayBeRemembered(byte[] packet) {
        int header = 4 * (packet[0] & 15);
        boolean error = (u16(packet, 6) & 0x1fff) == 0 && packet.length > header && ERRORS.contains(u8(packet, header));
        return u8(packet, 9) == 1 ? !error : MINIMUM.containsKey(u8(packet, 9));
    }

    /** Of a valid packet without octets following its total length. */
    static NaivePort of(byte[] packet, boolean destinationSide) {
        if ((u16(packet, 6) & 0x1fff) != 0) {
            return none("FRAGMENT_IPV4");
        }
        byte[] transport = Arrays.copyOfRange(packet, 4 * (packet[0] & 15), packet.length);
        int protocol = u8(packet, 9);
        if (MINIMUM.containsKey(protocol)) {
            return transport.length < MINIMUM.get(protocol)
                    ? none("TRUNCATED")
                    : new NaivePort(u16(transport, destinationSide ? 2 : 0), "");
        }
        if (protocol != 1) {
            return none("UNSUPPORTED_PROTOCOL");
        }
        if (transport.length < 8) {
            return none("TRUNCATED");
        }
        int type = u8(transport, 0);
        if (QUERIES.contains(type)) {
            return new NaivePort(u16(transport, 4), "");
        }
        if (!ERRORS.contains(type)) {
            return none("UNSUPPORTED_PROTOCOL");
        }
        int quoteEnd = transport.length;
        if (EXTENSIBLE.contains(type) && transport[5] != 0) { // RFC 4884 section 4
            quoteEnd = Math.min(quoteEnd, 8 + 4 * u8(transport, 5));
        }
        int at = destinationSide ? 16 : 12;
        byte[] partner = Arrays.copyOfRange(packet, at, at + 4);
        int quoted = quoted(Arrays.copyOfRange(transport, 8, quoteEnd), partner, destinationSide);
        return quoted < 0 ? none("ICMP_BAD_QUOTE") : new NaivePort(quoted, "");
    }

    /** Of a valid packet of which only the start is here, at least 8 octets following its header; -1 for none. */
    static int ofStart(byte[] packet, boolean destinationSide) {
        return quoted(
                packet,
                Arrays.copyOfRange(packet, destinationSide ? 16 : 12, destinationSide ? 20 : 16),
                !destinationSide);
    }

    /** The quoted packet has the opposite direction: its source is the CE to which the error is sent. */
    private static int quoted(byte[] quote, byte[] ce, boolean toCe) {
        if (quote.length < 20) {
            return -1;
        }
        int octets = 4 * (quote[0] & 15);
        boolean readable = quote[0] >>> 4 == 4
                && octets >= 20
                && quote.length >= octets + 4
                && (u16(quote, 6) & 0x1fff) == 0
                && Arrays.equals(Arrays.copyOfRange(quote, toCe ? 12 : 16, toCe ? 16 : 20), ce);
        if (!readable) {
            return -1;
        }
        int protocol = u8(quote, 9);
        if (protocol == 1) {
            return quote.length >= octets + 6 && QUERIES.contains(u8(quote, octets)) ? u16(quote, octets + 4) : -1;
        }
        return MINIMUM.containsKey(protocol) ? u16(quote, octets + (toCe ? 0 : 2)) : -1;
    }
}
