package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u32;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;

/**
 * An ICMPv6 error from within the tunnel, as far as its octets show (RFC 2473 section 8). Immutable.
 *
 * @param verdict RELAYED if the error has an equivalent for the IPv4 source, else why it has not
 * @param outerSource of the quoted tunnel packet
 * @param outerDestination of the quoted tunnel packet
 * @param inner the quoted part of the IPv4 packet; empty if none is quoted
 * @param pathMtu that a Packet Too Big message reports; -1 for other messages
 * @param error the ICMP error for the IPv4 source
 */
@SuppressWarnings("ArrayRecordComponent") // no one compares them
record TunnelErrorReading(
        Verdict verdict, Ip6 outerSource, Ip6 outerDestination, byte[] inner, int pathMtu, ErrorType error) {
    private static final Ip6 NOWHERE = new Ip6(0, 0);
    private static final int MAX_MTU = 65_575;

    private static TunnelErrorReading none(Verdict verdict) {
        return new TunnelErrorReading(verdict, NOWHERE, NOWHERE, new byte[0], -1, ErrorType.HOST_UNREACHABLE);
    }

    /** Returns whether rules must be consulted: an IPv4 packet is quoted, and something follows from the error. */
    boolean needsRules() {
        return inner.length > 0 && (verdict != Verdict.DROP_ICMPV6 || pathMtu >= 0);
    }

    /** Returns whether the quoted packet is a later fragment or an ICMP error, so that it shows no port. */
    boolean showsNoPort() {
        return Ipv4Reading.offsetOctets(inner) != 0 || Ipv4Reading.isIcmpError(inner);
    }

    /** Reads a message that begins at an index of the packet. */
    static TunnelErrorReading of(byte[] packet, int at, Trace trace) {
        int end = 40 + u16(packet, 4);
        if (end - at < 8) {
            return none(Verdict.DROP_TRUNCATED);
        }
        if (trace.test(Check.ICMPV6_CHECKSUM, Message.checksumV6(packet, at, end) != 0)) {
            return none(Verdict.DROP_ICMPV6_BAD_CHECKSUM);
        }
        int type = u8(packet, at);
        int code = u8(packet, at + 1);
        long word = u32(packet, at + 4) & 0xffff_ffffL;
        trace.note("ICMPv6 type", type, at, at + 1).note("ICMPv6 code", code, at + 1, at + 2);
        if (type == 0 || type > 4 || (type == 3 && code != 0)) {
            return none(Verdict.DROP_ICMPV6);
        }
        if (type == 2 && word < 1280) {
            trace.note("MTU", Long.toString(word), at + 4, at + 8);
            return none(Verdict.DROP_ICMPV6_MTU_TOO_SMALL);
        }
        int quote = at + 8;
        boolean hasLength = (type == 1 || type == 3) && packet[at + 4] != 0; // RFC 4884 section 4
        int quoteEnd = hasLength ? Math.min(end, quote + 8 * u8(packet, at + 4)) : end;
        return ofQuote(packet, quote, quoteEnd, type, word, trace);
    }

    private static TunnelErrorReading ofQuote(byte[] packet, int quote, int end, int type, long word, Trace trace) {
        TunnelErrorReading bad = none(Verdict.DROP_ICMPV6_BAD_QUOTE);
        if (end - quote < 40
                || u8(packet, quote) >>> 4 != 6
                || trace.test(Check.QUOTED_TUNNEL, !Ip6.at(packet, quote + 8).equals(Ip6.at(packet, 24)))) {
            return bad;
        }
        int quotedEnd = Math.min(end, quote + 40 + u16(packet, quote + 4));
        int at = quote + 40;
        int next = u8(packet, quote + 6);
        boolean fragment = false;
        int limitAt = 0;
        while (next != ExtensionReading.IPV4) {
            if (quotedEnd - at < 8) {
                return bad;
            }
            if (next == ExtensionReading.FRAGMENT && !fragment && u16(packet, at + 2) >>> 3 == 0) {
                fragment = true;
            } else if (next == 60 && limitAt == 0 && packet[at + 1] == 0 && u16(packet, at + 2) == 0x0401) {
                limitAt = at + 4;
            } else {
                return bad;
            }
            next = u8(packet, at);
            at += 8;
        }
        if (quotedEnd - at < 28 || u8(packet, at) >>> 4 != 4) {
            return bad;
        }
        byte[] inner = Octets.part(packet, at, Math.min(quotedEnd, at + u16(packet, at + 2)));
        int header = 4 * (packet[at] & 15);
        if (header < 20 || inner.length < header + 8 || Octets.checksum(inner, 0, header) != 0) {
            return bad;
        }
        boolean isZeroLimit = limitAt > 0 && packet[limitAt] == 0 && word == limitAt - quote;
        boolean isSilent = Ipv4Reading.isSilent(inner);
        boolean isTooBig = type == 2;
        Verdict verdict = isSilent ? Verdict.DROP_ICMPV6_SUPPRESSED : Verdict.RELAYED;
        if ((isTooBig && !isSilent && !Ipv4Reading.dontFragment(inner)) || (type == 4 && !isZeroLimit)) {
            verdict = Verdict.DROP_ICMPV6; // the IPv4 packet may be fragmented, or the problem is not that of the limit
        }
        return new TunnelErrorReading(
                verdict,
                Ip6.at(packet, quote + 8),
                Ip6.at(packet, quote + 24),
                inner,
                isTooBig ? (int) Math.min(MAX_MTU, word) : -1,
                isTooBig ? ErrorType.fragmentationNeeded(word - (at - quote)) : ErrorType.HOST_UNREACHABLE);
    }
}
