package io.softwire46.mape.conformance.report;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

import io.softwire46.mape.conformance.judge.IpText;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The headers of a packet, field by field, as far as its octets go. Reads any octets and never throws.
 *
 * <p>Static methods only.
 */
final class PacketFields {
    static final String IPV6 = "IPv6";
    static final String IPV4 = "IPv4";
    static final String SOURCE = "Source Address";
    static final String DESTINATION = "Destination Address";
    static final String TRAFFIC_CLASS = "Traffic Class";
    static final String PAYLOAD_LENGTH = "Payload Length";
    static final String NEXT_HEADER = "Next Header";
    static final String VERSION = "Version";
    static final String TYPE_OF_SERVICE = "Type of Service";
    static final String TOTAL_LENGTH = "Total Length";
    static final String TIME_TO_LIVE = "Time to Live";
    static final String CHECKSUM = "Checksum";
    static final String PROTOCOL = "Protocol";
    static final String SOURCE_PORT = "Source Port";
    static final String DESTINATION_PORT = "Destination Port";
    static final String TYPE = "Type";
    static final String CODE = "Code";
    static final String REST = "Rest of Header";
    static final String DATA = "Data";

    /** Headers beyond this number are data: quotes in quotes have no end of their own. */
    private static final int MAX_LAYERS = 10;

    private static final int SHOWN_OCTETS = 24;

    private PacketFields() {}

    /**
     * A header, or the data after the last one.
     *
     * @param name such as {@code IPv4}
     * @param at offset of its first octet in the packet
     * @param fields in their order, without a gap
     */
    record Layer(String name, int at, List<Field> fields) {
        int octets() {
            return fields.stream().mapToInt(Field::bits).sum() / 8;
        }

        /** The value of a field, "" if the packet ends before it. */
        String value(String field) {
            return fields.stream()
                    .filter(each -> each.name.equals(field))
                    .map(Field::value)
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * A field.
     *
     * @param name as in the RFC
     * @param bits its length
     * @param value as text
     */
    record Field(String name, int bits, String value) {}

    /** Returns the headers of a packet that begins with an IP header. */
    static List<Layer> of(byte[] octets) {
        List<Layer> layers = new ArrayList<>();
        int version = octets.length == 0 ? 0 : u8(octets, 0) >>> 4;
        ip(layers, octets, 0, version);
        return layers;
    }

    private static void ip(List<Layer> layers, byte[] octets, int at, int version) {
        if (layers.size() >= MAX_LAYERS || at >= octets.length) {
            data(layers, octets, at);
        } else if (version == 4) {
            ipv4(layers, octets, at);
        } else if (version == 6) {
            ipv6(layers, octets, at);
        } else {
            data(layers, octets, at);
        }
    }

    private static void ipv6(List<Layer> layers, byte[] octets, int at) {
        Header header = new Header(octets, at);
        header.number(VERSION, 4).hex(TRAFFIC_CLASS, 8).hex("Flow Label", 20);
        header.number(PAYLOAD_LENGTH, 16).protocol(NEXT_HEADER).number("Hop Limit", 8);
        header.address(SOURCE, 16).address(DESTINATION, 16);
        if (header.finish(layers, IPV6)) {
            next(layers, octets, at + 40, u8(octets, at + 6));
        }
    }

    private static void ipv4(List<Layer> layers, byte[] octets, int at) {
        Header header = new Header(octets, at);
        header.number(VERSION, 4).number("IHL", 4).hex(TYPE_OF_SERVICE, 8).number(TOTAL_LENGTH, 16);
        header.hex("Identification", 16).bits("Flags", 3).number("Fragment Offset", 13);
        header.number(TIME_TO_LIVE, 8).protocol(PROTOCOL).hex(CHECKSUM, 16);
        header.address(SOURCE, 4).address(DESTINATION, 4);
        int length = 4 * (u8(octets, at) & 15);
        if (length > 20) {
            header.octets("Options", length - 20);
        }
        if (header.finish(layers, IPV4)) {
            boolean later = (u16(octets, at + 6) & 0x1fff) != 0;
            next(layers, octets, at + Math.max(20, length), later ? -1 : u8(octets, at + 9));
        }
    }

    private static void next(List<Layer> layers, byte[] octets, int at, int kind) {
        if (layers.size() >= MAX_LAYERS || at >= octets.length) {
            data(layers, octets, at);
            return;
        }
        Header header = new Header(octets, at);
        switch (kind) {
            case 4 -> ip(layers, octets, at, 4);
            case 41 -> ip(layers, octets, at, 6);
            case 44 -> {
                header.protocol(NEXT_HEADER)
                        .hex("Reserved", 8)
                        .number("Fragment Offset", 13)
                        .bits("Res M", 3);
                header.hex("Identification", 32);
                if (header.finish(layers, "Fragment header")) {
                    boolean later = u16(octets, at + 2) >>> 3 != 0;
                    next(layers, octets, at + 8, later ? -1 : u8(octets, at));
                }
            }
            case 0, 43, 60 -> {
                int length = at + 1 < octets.length ? 8 * (u8(octets, at + 1) + 1) : 8;
                header.protocol(NEXT_HEADER).number("Length", 8).octets("Options", length - 2);
                String name = kind == 0 ? "Hop-by-Hop Options" : kind == 43 ? "Routing header" : "Destination Options";
                if (header.finish(layers, name)) {
                    next(layers, octets, at + length, u8(octets, at));
                }
            }
            case 6 -> {
                header.number(SOURCE_PORT, 16).number(DESTINATION_PORT, 16).hex("Sequence Number", 32);
                header.hex("Acknowledgment Number", 32)
                        .number("Offset", 4)
                        .hex("Flags", 12)
                        .number("Window", 16);
                header.hex(CHECKSUM, 16).number("Urgent Pointer", 16);
                end(layers, header, "TCP", octets, at + 20);
            }
            case 17 -> {
                header.number(SOURCE_PORT, 16)
                        .number(DESTINATION_PORT, 16)
                        .number("Length", 16)
                        .hex(CHECKSUM, 16);
                end(layers, header, "UDP", octets, at + 8);
            }
            case 1, 58 -> {
                header.number(TYPE, 8).number(CODE, 8).hex(CHECKSUM, 16).hex(REST, 32);
                boolean error = kind == 58
                        ? u8(octets, at) < 128
                        : List.of(3, 4, 5, 11, 12).contains(u8(octets, at));
                if (header.finish(layers, kind == 1 ? "ICMP" : "ICMPv6")) {
                    int version = error && at + 8 < octets.length ? u8(octets, at + 8) >>> 4 : 0;
                    ip(layers, octets, at + 8, version);
                }
            }
            default -> data(layers, octets, at);
        }
    }

    private static void end(List<Layer> layers, Header header, String name, byte[] octets, int at) {
        if (header.finish(layers, name)) {
            data(layers, octets, at);
        }
    }

    private static void data(List<Layer> layers, byte[] octets, int at) {
        if (at < octets.length) {
            int count = octets.length - at;
            layers.add(new Layer(
                    DATA, at, List.of(new Field(count + " octets", 8 * count, shown(octets, at, octets.length)))));
        }
    }

    private static String shown(byte[] octets, int from, int to) {
        int end = Math.min(to, from + SHOWN_OCTETS);
        return Bytes.hex(part(octets, from, end)) + (end < to ? "…" : "");
    }

    /** Collects fields until the octets end. */
    private static final class Header {
        private final byte[] octets;
        private final int at;
        private final List<Field> fields = new ArrayList<>();
        private int bit;
        private boolean cut;

        Header(byte[] octets, int at) {
            this.octets = octets;
            this.at = at;
        }

        private boolean has(int bits) {
            cut |= 8L * at + bit + bits > 8L * octets.length;
            return !cut;
        }

        private long next(int bits) {
            long value = 0;
            for (int i = 0; i < bits; i++, bit++) {
                value = value << 1 | (u8(octets, at + bit / 8) >>> (7 - bit % 8) & 1);
            }
            return value;
        }

        Header number(String name, int bits) {
            if (has(bits)) {
                fields.add(new Field(name, bits, Long.toString(next(bits))));
            }
            return this;
        }

        Header hex(String name, int bits) {
            if (has(bits)) {
                String form = "0x%0" + (bits + 3) / 4 + "x";
                fields.add(new Field(name, bits, String.format(Locale.ROOT, form, next(bits))));
            }
            return this;
        }

        Header bits(String name, int bits) {
            if (has(bits)) {
                String text = Long.toBinaryString(next(bits) | 1L << bits).substring(1);
                fields.add(new Field(name, bits, text));
            }
            return this;
        }

        Header protocol(String name) {
            if (has(8)) {
                int number = (int) next(8);
                String known = ProtocolName.of(number);
                fields.add(new Field(name, 8, known.isEmpty() ? Integer.toString(number) : number + " " + known));
            }
            return this;
        }

        Header address(String name, int count) {
            if (has(8 * count)) {
                int from = at + bit / 8;
                fields.add(new Field(name, 8 * count, IpText.of(part(octets, from, from + count))));
                bit += 8 * count;
            }
            return this;
        }

        Header octets(String name, int count) {
            if (has(8 * count)) {
                int from = at + bit / 8;
                fields.add(new Field(name, 8 * count, shown(octets, from, from + count)));
                bit += 8 * count;
            }
            return this;
        }

        /** Adds the header, with the octets of a field that is not complete; returns whether all fields are. */
        boolean finish(List<Layer> layers, String name) {
            int rest = 8 * (octets.length - at) - bit;
            if (cut && rest > 0) {
                fields.add(new Field("ends here", rest, shown(octets, at + bit / 8, octets.length)));
            }
            layers.add(new Layer(cut ? name + " (truncated)" : name, at, List.copyOf(fields)));
            return !cut;
        }
    }
}
