package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u8;

import io.softwire46.mape.forward.counter.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 header and the walk along extension headers (RFC 8200 sections 3 and 4). Immutable.
 *
 * @param refusal FORWARDED if a payload was reached, else the reason to drop the packet
 * @param error the ICMPv6 error that is due, or null
 * @param next the kind of payload
 * @param at index of the payload in the packet
 * @param atomicOctets octets of the Fragment header of a packet that was never fragmented (RFC 6946 section 4), or 0
 */
record ExtensionReading(Verdict refusal, @Nullable ErrorType error, int next, int at, int atomicOctets) {
    static final int IPV4 = 4;
    static final int FRAGMENT = 44;
    static final int ICMPV6 = 58;
    static final int NO_NEXT_HEADER = 59;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    static final int MAX_HEADERS = 8;

    /** Checks the header; returns FORWARDED or the reason to drop the packet. */
    static Verdict checkHeader(byte[] packet, Trace trace) {
        trace.step(StepName.IPV6_HEADER, "RFC 8200 section 3").note("octets", packet.length);
        if (packet.length < 40) {
            return trace.drop(Verdict.DROP_TRUNCATED);
        }
        int payload = u16(packet, 4);
        trace.note("version", u8(packet, 0) >>> 4, 0, 1).note("payload length", payload, 4, 6);
        if (trace.test(Check.IPV6_HEADER, u8(packet, 0) >>> 4 != 6 || payload == 0)) {
            return trace.drop(Verdict.DROP_BAD_IPV6_HEADER);
        }
        if (trace.isDetailed()) {
            trace.note("next header", u8(packet, 6), 6, 7)
                    .note("source", Ip6.at(packet, 8).toString(), 8, 24)
                    .note("destination", Ip6.at(packet, 24).toString(), 24, 40);
        }
        return trace.test(Check.IPV6_TRUNCATED, payload > packet.length - 40)
                ? trace.drop(Verdict.DROP_TRUNCATED)
                : Verdict.FORWARDED;
    }

    private static ExtensionReading drop(Verdict verdict, @Nullable ErrorType error, Trace trace) {
        return new ExtensionReading(trace.drop(verdict), error, -1, 0, 0);
    }

    private static boolean isExtension(int next) {
        return next == HOP_BY_HOP
                || next == ROUTING
                || next == AUTHENTICATION
                || next == DESTINATION_OPTIONS
                || next == FRAGMENT;
    }

    static int octets(int next, int length) {
        return next == FRAGMENT ? 8 : next == AUTHENTICATION ? 4 * (length + 2) : 8 * (length + 1);
    }

    /** Walks to the payload of a packet whose header has been checked. */
    static ExtensionReading of(byte[] packet, Trace trace) {
        int end = 40 + u16(packet, 4);
        int next = u8(packet, 6);
        int namedAt = 6;
        int at = 40;
        int atomic = 0;
        boolean begun = false;
        for (int passed = 0; isExtension(next); passed++) {
            if (!begun) {
                trace.step(StepName.EXTENSION_HEADERS, "RFC 8200 section 4");
                begun = true;
            }
            if (next == FRAGMENT && atomic > 0) {
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, null, trace);
            }
            if (next == FRAGMENT && end - at >= 8 && (u16(packet, at + 2) & 0xfff9) != 0) {
                break;
            }
            if (next == HOP_BY_HOP && at != 40) {
                return drop(Verdict.DROP_UNSUPPORTED_NEXT_HEADER, new ErrorType(4, 1, namedAt), trace);
            }
            if (passed == MAX_HEADERS || end - at < 8) {
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, null, trace);
            }
            int octets = octets(next, u8(packet, at + 1));
            atomic += next == FRAGMENT ? 8 : 0;
            trace.note(name(next), octets + " octets", at, Math.min(end, at + octets));
            if (trace.test(Check.EXTENSION_HEADER_OCTETS, octets > end - at) || octets > end - at) {
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, null, trace);
            }
            if (next == ROUTING && packet[at + 3] != 0) { // section 4.4
                trace.note("segments left", u8(packet, at + 3), at + 3, at + 4);
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, new ErrorType(4, 0, at + 2), trace);
            }
            if (next == HOP_BY_HOP || next == DESTINATION_OPTIONS) {
                ExtensionReading refused = options(packet, at + 2, at + octets, trace);
                if (refused != null) {
                    return refused;
                }
            }
            next = u8(packet, at);
            namedAt = at;
            at += octets;
        }
        if (next != IPV4 && next != FRAGMENT && trace.test(Check.NEXT_HEADER, next != ICMPV6)) {
            if (!begun) {
                trace.step(StepName.EXTENSION_HEADERS, "RFC 8200 section 4");
            }
            trace.note("next header", next, namedAt, namedAt + 1);
            ErrorType error = next == NO_NEXT_HEADER ? null : new ErrorType(4, 1, namedAt);
            return drop(Verdict.DROP_UNSUPPORTED_NEXT_HEADER, error, trace);
        }
        return new ExtensionReading(Verdict.FORWARDED, null, next, at, atomic);
    }

    private static String name(int next) {
        return switch (next) {
            case HOP_BY_HOP -> "Hop-by-Hop Options";
            case ROUTING -> "Routing";
            case AUTHENTICATION -> "Authentication";
            case DESTINATION_OPTIONS -> "Destination Options";
            default -> "Fragment, of an unfragmented packet";
        };
    }

    /** Section 4.2: the two highest bits of an unknown option determine what is done. Null if all options may be skipped. */
    private static @Nullable ExtensionReading options(byte[] packet, int from, int end, Trace trace) {
        int at = from;
        while (at < end) {
            int octets = packet[at] == 0 ? 1 : at + 1 < end ? 2 + u8(packet, at + 1) : Integer.MAX_VALUE;
            if (octets > end - at) {
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, null, trace);
            }
            int action = u8(packet, at) >>> 6;
            if (trace.test(Check.OPTION_ACTION, action != 0)) {
                trace.note("option", u8(packet, at), at, at + 1);
                ErrorType error = action == 1 ? null : new ErrorType(4, 2, at);
                return drop(Verdict.DROP_BAD_EXTENSION_HEADER, error, trace);
            }
            at += octets;
        }
        return null;
    }

    /** RFC 4443 section 2.4 e: returns whether no ICMPv6 error may be sent about a packet to this node. */
    static boolean isSilent(byte[] packet) {
        if (!Ip6.at(packet, 8).isOfNode()) {
            return true;
        }
        int end = Math.min(packet.length, 40 + u16(packet, 4));
        int next = u8(packet, 6);
        int at = 40;
        for (int passed = 0; passed <= MAX_HEADERS; passed++) {
            if (next == ICMPV6) {
                return at >= end || u8(packet, at) < 128 || u8(packet, at) == 137;
            }
            if (!isExtension(next) || end - at < 8) {
                return false;
            }
            int kind = next;
            next = u8(packet, at);
            if (kind == FRAGMENT && u16(packet, at + 2) >>> 3 != 0) {
                return next == ICMPV6; // its type is in another fragment
            }
            at += octets(kind, u8(packet, at + 1));
        }
        return true;
    }
}
