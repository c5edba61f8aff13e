package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.conformance.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Naive encoder of DHCPv6 messages and packets, and printers of octets as programs print them. Static methods only. */
public final class DhcpTexts {
    static final String LINK = "fe800000000000000000000000000001" + "fe800000000000000000000000000002";

    private DhcpTexts() {}

    static String message(int type, String options) {
        return "%02x010203".formatted(type) + options;
    }

    static String client(int number) {
        return S46Octets.option(1, "00030001%012x".formatted(number));
    }

    /** IA_PD with one prefix of lifetimes in seconds, such as {@code 38 20010db8001234...}. */
    static String delegated(int valid, String lengthAndPrefix) {
        String prefix = (lengthAndPrefix + "0".repeat(34)).substring(0, 34);
        return S46Octets.option(
                25,
                "00000001" + "00000000" + "00000000"
                        + S46Octets.option(26, "%08x%08x".formatted(valid, valid) + prefix));
    }

    /** A message of a relay agent with an Interface-Id before the message. */
    static String relayed(int type, String inner) {
        return "%02x00".formatted(type) + LINK + S46Octets.option(18, "657468") + S46Octets.option(9, inner);
    }

    static String udp(String message) {
        return "02230222%04x0000".formatted(8 + message.length() / 2) + message;
    }

    static String ipv6(String extension, int next, String udp) {
        String payload = extension + udp;
        return "60000000%04x%02x40".formatted(payload.length() / 2, next) + LINK + payload;
    }

    static String packet(String message) {
        return ipv6("", 17, udp(message));
    }

    static String ethernet(String packet) {
        return "020000000001" + "020000000002" + "86dd" + packet;
    }

    static String cooked(String packet) {
        return "0000" + "0001" + "0006" + "0200000000020000" + "86dd" + packet;
    }

    /** A capture of pcap 2.4 with little-endian headers. */
    static byte[] pcap(int linkType, List<String> packets) {
        StringBuilder all =
                new StringBuilder("d4c3b2a1" + "02000400" + "00000000" + "00000000" + "ffff0000" + little(linkType));
        for (String each : packets) {
            String length = little(each.length() / 2);
            all.append("00000000")
                    .append("00000000")
                    .append(length)
                    .append(length)
                    .append(each);
        }
        return Bytes.hex(all.toString());
    }

    private static String little(int value) {
        return "%08x".formatted(Integer.reverseBytes(value));
    }

    /** A capture of pcapng with one interface. */
    static byte[] pcapng(int linkType, List<String> packets) {
        StringBuilder all = new StringBuilder("0a0d0d0a0000001c1a2b3c4d00010000ffffffffffffffff0000001c");
        all.append("0000000100000014%04x00000000000000000014".formatted(linkType));
        for (String each : packets) {
            String padded = each + "0".repeat((8 - each.length() % 8) % 8);
            int total = 32 + padded.length() / 2;
            all.append("00000006%08x000000000000000000000000%08x%08x%s%08x"
                    .formatted(total, each.length() / 2, each.length() / 2, padded, total));
        }
        return Bytes.hex(all.toString());
    }

    /** A form in which octets are printed, with its name for failures. */
    record Printer(String name, Function<byte[], String> print) {}

    static List<Printer> printers() {
        List<Printer> all = new ArrayList<>();
        for (int width : List.of(8, 16, 20, 32)) {
            for (int group : List.of(1, 2, 4)) {
                all.add(new Printer(
                        "xxd " + width + " " + group, octets -> lines(octets, width, "%08x: ", group, "", "  ", "")));
            }
            all.add(new Printer("od octal " + width, octets -> od(octets, width, "%07o", "", "")));
            all.add(new Printer("od decimal " + width, octets -> od(octets, width, "%07d", "", "")));
            all.add(new Printer("od hex " + width, octets -> od(octets, width, "%06x", "  >", "<")));
        }
        all.add(new Printer(
                "hexdump -C",
                octets -> lines(octets, 16, "%08x  ", 1, " ", "  |", "|") + "%08x%n".formatted(octets.length)));
        all.add(new Printer(
                "tcpdump -X",
                octets -> "12:00:00.000000 IP6 fe80::1.547 > fe80::2.546: dhcp6 reply\n"
                        + lines(octets, 16, "\t0x%04x:  ", 2, "", "  ", "")));
        all.add(new Printer(
                "tcpdump -x",
                octets -> "12:00:00.000000 IP6 fe80::1.547 > fe80::2.546: dhcp6 reply\n"
                        + lines(octets, 16, "\t0x%04x:  ", 2, "", null, "")));
        all.add(new Printer("Wireshark", octets -> lines(octets, 16, "%04x   ", 1, "", "   ", "")));
        all.add(new Printer("Wireshark 1", octets -> lines(octets, 16, "%04x  ", 1, " ", "  ", "")));
        all.add(new Printer(
                "PowerShell",
                octets -> "\n           00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n\n"
                        + lines(octets, 16, "%08X   ", 1, "", "  ", "")));
        all.add(new Printer(
                "prompt",
                octets -> "user@host:~# xxd reply.bin\r\n"
                        + lines(octets, 16, "%08x: ", 2, "", "  ", "").replace("\n", "\r\n")));
        for (String separator : List.of("", ":", " ", ",", ", ", "-", "\t", "\n")) {
            all.add(new Printer("separator " + separator, octets -> joined(octets, "", separator)));
            all.add(new Printer(
                    "upper case " + separator,
                    octets -> joined(octets, "", separator).toUpperCase(Locale.ROOT)));
        }
        for (int width : List.of(29, 30, 60)) {
            all.add(new Printer("xxd -p " + width, octets -> wrapped(Bytes.hex(octets), 2 * width)));
        }
        all.add(new Printer("0x", octets -> "0x" + Bytes.hex(octets)));
        all.add(new Printer("comment", octets -> "# reply\n" + wrapped(Bytes.hex(octets), 60)));
        all.add(new Printer("dotted", octets -> Bytes.hex(octets).replaceAll("(....)(?=.)", "$1.")));
        all.add(new Printer(
                "xxd -i",
                octets -> "unsigned char a_bin[] = {\n  " + joined(octets, "0x", ", ")
                        + "\n};\nunsigned int a_bin_len = " + octets.length + ";\n"));
        all.add(new Printer(
                "Wireshark C",
                octets -> "/* Frame (1 bytes) */\nstatic const unsigned char pkt1[" + octets.length + "] = {\n"
                        + joined(octets, "0x", ", ").toUpperCase(Locale.ROOT).replace("0X", "0x")
                        + " /* {0x12} */\n};\n"));
        all.add(new Printer("elements", octets -> joined(octets, "0x", ",")));
        all.add(new Printer("blanks", octets -> joined(octets, "0x", " ")));
        all.add(new Printer("Java", octets -> "byte[] a = {" + joined(octets, "(byte) 0x", ", ") + "};"));
        all.add(new Printer("Python list", octets -> "a = bytes([" + joined(octets, "0x", ", ") + "])"));
        all.add(new Printer("escapes", octets -> "\"" + joined(octets, "\\x", "") + "\""));
        all.add(new Printer("bare escapes", octets -> joined(octets, "\\x", "") + "\n"));
        all.add(new Printer(
                "Wireshark escapes",
                octets -> "\"" + joined(octets, "\\x", "").replaceAll("(.{64})(?=.)", "$1\" \\\\\n\"") + "\""));
        all.add(new Printer("Python", octets -> "b'" + python(octets) + "'\n"));
        all.add(new Printer("base64", octets -> Base64.getEncoder().encodeToString(octets)));
        all.add(new Printer("base64 lines", octets -> Base64.getMimeEncoder().encodeToString(octets) + "\n"));
        all.add(new Printer(
                "base64url", octets -> Base64.getUrlEncoder().withoutPadding().encodeToString(octets)));
        return all;
    }

    /** Printed with variants that mean the same: a byte order mark, blank lines at the end, line ends. */
    static byte[] varied(String text, Random random) {
        String varied = text;
        if (random.nextInt(4) == 0) {
            varied = varied.replace("\r\n", "\n").replace("\n", "\r\n");
        }
        if (random.nextInt(4) == 0) {
            varied = "\ufeff" + varied;
        }
        if (random.nextInt(4) == 0) {
            varied = varied + "\n\n";
        }
        return varied.getBytes(StandardCharsets.UTF_8);
    }

    private static String joined(byte[] octets, String prefix, String separator) {
        return IntStream.range(0, octets.length)
                .mapToObj(i -> prefix + "%02x".formatted(octets[i]))
                .collect(Collectors.joining(separator));
    }

    private static String wrapped(String text, int width) {
        return text.replaceAll("(.{" + width + "})", "$1\n") + "\n";
    }

    private static String python(byte[] octets) {
        StringBuilder out = new StringBuilder();
        for (byte each : octets) {
            if (each == '\\' || each == '\'') {
                out.append('\\').append((char) each);
            } else if (each == '\n') {
                out.append("\\n");
            } else if (each == '\t') {
                out.append("\\t");
            } else if (each == '\r') {
                out.append("\\r");
            } else if (each >= ' ' && each <= '~') {
                out.append((char) each);
            } else {
                out.append("\\x%02x".formatted(each));
            }
        }
        return out.toString();
    }

    /** Lines of od, which repeats no equal lines. */
    private static String od(byte[] octets, int width, String offset, String open, String close) {
        StringBuilder out = new StringBuilder();
        String before = "";
        boolean star = false;
        for (int at = 0; at < octets.length; at += width) {
            byte[] line = Bytes.part(octets, at, Math.min(octets.length, at + width));
            String digits = joined(line, " ", "");
            if (digits.equals(before) && line.length == width) {
                out.append(star ? "" : "*\n");
                star = true;
                continue;
            }
            star = false;
            before = digits;
            out.append(offset.formatted(at)).append(digits);
            if (!open.isEmpty()) {
                out.append("   ".repeat(width - line.length))
                        .append(open)
                        .append(characters(line))
                        .append(close);
            }
            out.append('\n');
        }
        return out.append(offset.formatted(octets.length)).append('\n').toString();
    }

    private static String lines(
            byte[] octets, int width, String offset, int group, String middle, @Nullable String open, String close) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < octets.length; at += width) {
            StringBuilder digits = new StringBuilder();
            int full = 0;
            for (int i = 0; i < width; i++) {
                String space = (i > 0 && i % group == 0 ? " " : "") + (i == 8 ? middle : "");
                full += space.length() + 2;
                if (at + i < octets.length) {
                    digits.append(space).append("%02x".formatted(octets[at + i]));
                }
            }
            out.append(offset.formatted(at)).append(digits);
            if (open != null) {
                out.append(" ".repeat(full - digits.length())).append(open);
                out.append(characters(Bytes.part(octets, at, Math.min(octets.length, at + width))))
                        .append(close);
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static String characters(byte[] octets) {
        StringBuilder out = new StringBuilder();
        for (byte each : octets) {
            out.append(each >= ' ' && each <= '~' ? (char) each : '.');
        }
        return out.toString();
    }
}
