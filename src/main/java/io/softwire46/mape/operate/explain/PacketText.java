package io.softwire46.mape.operate.explain;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A packet written as text, such as {@code udp 203.0.113.9:53 > 192.0.2.18:1232 len 1400 df ttl 3}.
 *
 * <pre>
 * text  = [ "tunnel" ip6 ">" ip6 ":" ] proto ip4[:port] ">" ip4[:port] { field }
 * proto = "tcp" | "udp" | "icmp" | number
 * field = "len" N | "ttl" N | "tos" N | "df" | "mf" | "offset" N | "id" N | "type" N "/" N | "hop" N
 * </pre>
 *
 * <p>Not thread-safe: use one instance per text.
 */
public final class PacketText {
    private static final Map<String, Integer> PROTOCOLS = Map.of("tcp", 6, "udp", 17, "icmp", 1);
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final int MAX_TEXT = 1000;

    /** A word and its place, from 1. Immutable. */
    private record Word(String text, int place) {}

    private final List<Word> words = new ArrayList<>();
    private int at;
    private int length = 64;
    private int timeToLive = 64;
    private int typeOfService;
    private int identification = 1;
    private int flags;
    private int type = 8;
    private int code;
    private int hopLimit = 64;
    private int protocol;

    private PacketText(String text) {
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            words.add(new Word(matcher.group(), matcher.start() + 1));
        }
    }

    /**
     * Returns the packet of a text.
     *
     * @throws IllegalArgumentException with the place and the problem, if the text is not a packet
     */
    public static byte[] parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "packet text has " + text.length() + " characters; use at most " + MAX_TEXT);
        }
        return new PacketText(text).parse();
    }

    private IllegalArgumentException refuse(@Nullable Word word, String problem) {
        return new IllegalArgumentException(
                word == null
                        ? "packet text ends early; " + problem
                        : "packet text, character " + word.place + ": " + printable(word.text) + " " + problem);
    }

    private static String printable(String word) {
        String shown = word.length() > 80 ? word.substring(0, 80) + "..." : word;
        return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
    }

    private @Nullable Word peek() {
        return at < words.size() ? words.get(at) : null;
    }

    private Word take(String expected) {
        Word word = peek();
        if (word == null) {
            throw refuse(null, "add " + expected);
        }
        at++;
        return word;
    }

    private void expect(String text) {
        Word word = take("\"" + text + "\"");
        if (!word.text.equals(text)) {
            throw refuse(word, "is not \"" + text + "\"");
        }
    }

    private byte[] parse() {
        Word first = peek();
        boolean isTunnelled = first != null && first.text.equals("tunnel");
        Ip6 source = new Ip6(0, 0);
        Ip6 destination = source;
        if (isTunnelled) {
            at++;
            source = ipv6(take("the IPv6 source"));
            expect(">");
            Word word = take("the IPv6 destination");
            if (word.text.endsWith(":")) {
                destination = ipv6(new Word(word.text.substring(0, word.text.length() - 1), word.place));
            } else {
                destination = ipv6(word);
                expect(":");
            }
        }
        Word kind = take("a protocol: tcp, udp, icmp or a number");
        protocol = PROTOCOLS.containsKey(kind.text) ? PROTOCOLS.get(kind.text) : number(kind, 0, 255, "a protocol");
        End from = end(take("the IPv4 source"));
        expect(">");
        End to = end(take("the IPv4 destination"));
        while (peek() != null) {
            field(take("a field"), isTunnelled);
        }
        byte[] ipv4 = ipv4(from, to);
        return isTunnelled ? tunnel(source, destination, ipv4) : ipv4;
    }

    /** An IPv4 address with a port or -1. Immutable. */
    private record End(int address, int port, Word word) {}

    private Ip6 ipv6(Word word) {
        try {
            long[] bits = Addresses.bits(Addresses.parseIpv6("packet text", word.text));
            return new Ip6(bits[0], bits[1]);
        } catch (MapConfigurationException e) {
            throw refuse(word, "is not an IPv6 address");
        }
    }

    private End end(Word word) {
        int colon = word.text.indexOf(':');
        String address = colon < 0 ? word.text : word.text.substring(0, colon);
        int port = -1;
        if (colon >= 0) {
            boolean hasPorts = protocol == Ipv4Reading.ICMP || PortReading.minimumOctets(protocol) > 0;
            if (!hasPorts) {
                throw refuse(word, "has a port, and protocol " + protocol + " has none; omit it");
            }
            port = number(new Word(word.text.substring(colon + 1), word.place + colon + 1), 0, 65_535, "a port");
        }
        try {
            return new End(Addresses.bits(Addresses.parseIpv4("packet text", address)), port, word);
        } catch (MapConfigurationException e) {
            throw refuse(word, "is not an IPv4 address, such as 192.0.2.18 or 192.0.2.18:1232");
        }
    }

    private int number(Word word, int least, int most, String what) {
        if (!word.text.matches("[0-9]{1,9}")) {
            throw refuse(word, "is not " + what + "; use " + least + " to " + most);
        }
        int value = Integer.parseInt(word.text);
        if (value < least || value > most) {
            throw refuse(word, "is outside " + least + " to " + most + " of " + what);
        }
        return value;
    }

    private void field(Word name, boolean isTunnelled) {
        switch (name.text) {
            case "len" -> length = number(take("a number"), 20, 65_535, "len");
            case "ttl" -> timeToLive = number(take("a number"), 0, 255, "ttl");
            case "tos" -> typeOfService = number(take("a number"), 0, 255, "tos");
            case "df" -> flags |= 0x4000;
            case "mf" -> flags |= 0x2000;
            case "id" -> identification = number(take("a number"), 0, 65_535, "id");
            case "offset" -> {
                Word word = take("a number");
                int offset = number(word, 0, 65_528, "offset");
                if (offset % 8 != 0) {
                    throw refuse(word, "is not a multiple of 8 octets");
                }
                flags = (flags & 0xe000) | offset / 8;
            }
            case "hop" -> {
                if (!isTunnelled) {
                    throw refuse(name, "is a field of a tunnel packet; begin with \"tunnel\"");
                }
                hopLimit = number(take("a number"), 0, 255, "hop");
            }
            case "type" -> type(name);
            default -> throw refuse(name, "is not a field; use len, ttl, tos, df, mf, offset, id, type or hop");
        }
    }

    private void type(Word name) {
        if (protocol != Ipv4Reading.ICMP) {
            throw refuse(name, "is a field of icmp");
        }
        Word word = take("a type and a code, such as 3/1");
        String[] parts = word.text.split("/", -1);
        if (parts.length == 2) {
            type = number(new Word(parts[0], word.place), 0, 255, "an ICMP type");
            code = number(new Word(parts[1], word.place + parts[0].length() + 1), 0, 255, "an ICMP code");
        } else {
            type = number(word, 0, 255, "an ICMP type");
            expect("/");
            code = number(take("a code"), 0, 255, "an ICMP code");
        }
    }

    private byte[] ipv4(End from, End to) {
        byte[] packet = new byte[length];
        packet[0] = 0x45;
        packet[1] = (byte) typeOfService;
        Octets.put16(packet, 2, length);
        Octets.put16(packet, 4, identification);
        Octets.put16(packet, 6, flags);
        packet[8] = (byte) timeToLive;
        packet[9] = (byte) protocol;
        Octets.put32(packet, 12, from.address);
        Octets.put32(packet, 16, to.address);
        Octets.setHeaderChecksum(packet, 0);
        if ((flags & 0x1fff) == 0) {
            byte[] transport = protocol == Ipv4Reading.ICMP ? icmp(from, to) : ports(from, to);
            System.arraycopy(transport, 0, packet, 20, length - 20);
        }
        return packet;
    }

    /** Ports, the fields that make a header valid, and the checksum. */
    private byte[] ports(End from, End to) {
        byte[] transport = new byte[Math.max(length - 20, 20)];
        if (PortReading.minimumOctets(protocol) == 0) {
            return transport;
        }
        int octets = length - 20;
        Octets.put16(transport, 0, Math.max(from.port, 0));
        Octets.put16(transport, 2, Math.max(to.port, 0));
        int checksumAt = 0;
        if (protocol == Ipv4Reading.TCP) {
            transport[12] = 0x50;
            transport[13] = 0x10;
            checksumAt = 16;
        } else if (protocol == Ipv4Reading.UDP || protocol == 136) {
            Octets.put16(transport, 4, octets);
            checksumAt = 6;
        }
        if (checksumAt > 0 && octets > checksumAt + 1 && (flags & 0x2000) == 0) {
            long pseudo = (from.address >>> 16)
                    + (from.address & 0xffff)
                    + (to.address >>> 16)
                    + (to.address & 0xffff)
                    + (long) protocol
                    + octets;
            int checksum = ~Octets.fold(pseudo + Octets.sum(transport, 0, octets)) & 0xffff;
            Octets.put16(transport, checksumAt, checksum == 0 && protocol != Ipv4Reading.TCP ? 0xffff : checksum);
        }
        return transport;
    }

    /** A query with its Identifier; an error quotes the UDP packet of the opposite direction. */
    private byte[] icmp(End from, End to) {
        byte[] message = new byte[Math.max(length - 20, 36)];
        message[0] = (byte) type;
        message[1] = (byte) code;
        if (Ipv4Reading.isIcmpErrorType(type)) {
            byte[] quote = new byte[28];
            quote[0] = 0x45;
            Octets.put16(quote, 2, 28);
            quote[8] = 64;
            quote[9] = Ipv4Reading.UDP;
            Octets.put32(quote, 12, to.address);
            Octets.put32(quote, 16, from.address);
            Octets.setHeaderChecksum(quote, 0);
            Octets.put16(quote, 20, Math.max(to.port, 0));
            Octets.put16(quote, 22, Math.max(from.port, 0));
            Octets.put16(quote, 24, 8);
            System.arraycopy(quote, 0, message, 8, 28);
        } else {
            if (from.port >= 0 && to.port >= 0 && from.port != to.port) {
                throw refuse(to.word, "has another Identifier than the source; give one of them");
            }
            Octets.put16(message, 4, Math.max(0, Math.max(from.port, to.port)));
        }
        int octets = Math.max(0, length - 20);
        if (octets >= 4) {
            Octets.put16(message, 2, Octets.checksum(message, 0, octets));
        }
        return message;
    }

    private byte[] tunnel(Ip6 source, Ip6 destination, byte[] ipv4) {
        if (ipv4.length > 65_535) {
            throw new IllegalArgumentException("packet text is too long for a tunnel packet");
        }
        byte[] header = new byte[40];
        Octets.put32(header, 0, 6 << 28 | typeOfService << 20);
        Octets.put16(header, 4, ipv4.length);
        header[6] = ExtensionReading.IPV4;
        header[7] = (byte) hopLimit;
        source.put(header, 8);
        destination.put(header, 24);
        return Octets.concat(header, ipv4);
    }
}
