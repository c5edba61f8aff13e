package io.softwire46.mape.operate.explain;

import static io.softwire46.mape.operate.explain.Octets.u16;
import static io.softwire46.mape.operate.explain.Octets.u32;
import static io.softwire46.mape.operate.explain.Octets.u8;

import java.util.ArrayList;
import java.util.List;

/** The fields of a packet that a node has sent. Static methods only. */
public final class OutputFields {
    private OutputFields() {}

    /** Returns the fields of all headers up to the transport header, in order. */
    public static List<Trace.Note> of(byte[] packet) {
        List<Trace.Note> fields = new ArrayList<>();
        if (packet.length >= 40 && u8(packet, 0) >>> 4 == 6) {
            ipv6(packet, fields);
        } else if (packet.length >= 20) {
            ipv4(packet, 0, "", fields);
        }
        return fields;
    }

    private static void add(List<Trace.Note> fields, String name, Object value, int from, int to) {
        fields.add(new Trace.Note(name, String.valueOf(value), from, to - 1));
    }

    private static void ipv6(byte[] packet, List<Trace.Note> fields) {
        add(fields, "IPv6 traffic class", u16(packet, 0) >>> 4 & 0xff, 0, 2);
        add(fields, "IPv6 flow label", "0x" + Integer.toHexString(u32(packet, 0) & 0xf_ffff), 1, 4);
        add(fields, "IPv6 payload length", u16(packet, 4), 4, 6);
        add(fields, "IPv6 hop limit", u8(packet, 7), 7, 8);
        add(fields, "IPv6 source", Ip6.at(packet, 8), 8, 24);
        add(fields, "IPv6 destination", Ip6.at(packet, 24), 24, 40);
        int next = u8(packet, 6);
        int at = 40;
        while ((next == 60 || next == ExtensionReading.FRAGMENT) && packet.length >= at + 8) {
            if (next == 60) {
                add(fields, "Tunnel Encapsulation Limit", u8(packet, at + 4), at + 4, at + 5);
            } else {
                int offset = u16(packet, at + 2) & 0xfff8;
                add(fields, "fragment offset", offset, at + 2, at + 4);
                add(fields, "more fragments", packet[at + 3] & 1, at + 3, at + 4);
                if (offset > 0) {
                    return;
                }
            }
            next = u8(packet, at);
            at += 8;
        }
        if (next == ExtensionReading.IPV4 && packet.length >= at + 20) {
            ipv4(packet, at, "inner ", fields);
        } else if (next == ExtensionReading.ICMPV6 && packet.length >= at + 8) {
            add(fields, "ICMPv6 type", u8(packet, at), at, at + 1);
            add(fields, "ICMPv6 code", u8(packet, at + 1), at + 1, at + 2);
        }
    }

    private static void ipv4(byte[] packet, int at, String inner, List<Trace.Note> fields) {
        int word = u16(packet, at + 6);
        add(fields, inner + "IPv4 type of service", u8(packet, at + 1), at + 1, at + 2);
        add(fields, inner + "IPv4 total length", u16(packet, at + 2), at + 2, at + 4);
        add(fields, inner + "IPv4 identification", u16(packet, at + 4), at + 4, at + 6);
        add(fields, inner + "IPv4 flags", flags(word), at + 6, at + 7);
        add(fields, inner + "IPv4 fragment offset", 8 * (word & 0x1fff), at + 6, at + 8);
        add(fields, inner + "IPv4 TTL", u8(packet, at + 8), at + 8, at + 9);
        add(fields, inner + "IPv4 protocol", u8(packet, at + 9), at + 9, at + 10);
        add(fields, inner + "IPv4 source", Ipv4Reading.text(u32(packet, at + 12)), at + 12, at + 16);
        add(fields, inner + "IPv4 destination", Ipv4Reading.text(u32(packet, at + 16)), at + 16, at + 20);
        int transport = at + 4 * (packet[at] & 15);
        if ((word & 0x1fff) != 0 || packet.length < transport + 8) {
            return;
        }
        if (u8(packet, at + 9) == Ipv4Reading.ICMP) {
            add(fields, inner + "ICMP type", u8(packet, transport), transport, transport + 1);
            add(fields, inner + "ICMP code", u8(packet, transport + 1), transport + 1, transport + 2);
        } else if (PortReading.minimumOctets(u8(packet, at + 9)) > 0) {
            add(fields, inner + "source port", u16(packet, transport), transport, transport + 2);
            add(fields, inner + "destination port", u16(packet, transport + 2), transport + 2, transport + 4);
        }
    }

    private static String flags(int word) {
        String flags = ((word & 0x4000) != 0 ? "DF " : "") + ((word & 0x2000) != 0 ? "MF" : "");
        return flags.isEmpty() ? "none" : flags.strip();
    }
}
