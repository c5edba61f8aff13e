package io.softwire46.mape.cli;

import io.softwire46.mape.testing.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The capture reader of the Wireshark project, which is independent of this library. */
final class Tshark {
    private static final int WARNING = 0x600000;

    /** Checks checksums, but not connections, which a single capture cannot show. */
    private static final List<String> PREFERENCES = List.of(
            "ip.check_checksum:TRUE",
            "tcp.check_checksum:TRUE",
            "udp.check_checksum:TRUE",
            "ip.defragment:TRUE",
            "ipv6.defragment:TRUE",
            "tcp.analyze_sequence_numbers:FALSE");

    private static final List<String> FIELDS = List.of(
            "frame.protocols",
            "_ws.malformed",
            "_ws.expert.severity",
            "_ws.expert.message",
            "ip.checksum.status",
            "icmp.checksum.status",
            "icmpv6.checksum.status",
            "tcp.checksum.status",
            "udp.checksum.status",
            "ipv6.reassembled.data",
            "ip.reassembled.data",
            "tcp.options.mss_val",
            "icmp.mtu");

    private Tshark() {}

    static boolean isThere() {
        return Program.works("tshark", "--version");
    }

    /** The output for each packet of a capture, in the order of {@link #FIELDS}. */
    static List<Reading> read(Path capture) {
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-T", "fields"));
        PREFERENCES.forEach(preference -> command.addAll(List.of("-o", preference)));
        FIELDS.forEach(field -> command.addAll(List.of("-e", field)));
        return Program.run("", command).stream()
                .map(line -> new Reading(Arrays.asList(line.split("\t", -1))))
                .toList();
    }

    /** The values of one packet; those of quoted packets follow its own, separated by commas. */
    record Reading(List<String> values) {
        String field(String name) {
            return values.get(FIELDS.indexOf(name));
        }

        /** Such as {@code ipv6:ip:udp:data}. */
        String protocols() {
            return field("frame.protocols").replaceFirst("^raw:", "");
        }

        /** Expert messages of severity warning or higher, and wrong checksums; empty if there are none. */
        String problems() {
            StringBuilder problems = new StringBuilder(field("_ws.malformed"));
            for (String severity : list("_ws.expert.severity")) {
                if (Integer.parseInt(severity) >= WARNING) {
                    problems.append(field("_ws.expert.message"));
                }
            }
            for (String name : FIELDS) {
                if (name.endsWith(".checksum.status") && list(name).contains("0")) {
                    problems.append(name);
                }
            }
            return problems.toString();
        }

        /** Checksums that were found right. */
        long rightChecksums() {
            return FIELDS.stream()
                    .filter(name -> name.endsWith(".checksum.status"))
                    .flatMap(name -> list(name).stream())
                    .filter("1"::equals)
                    .count();
        }

        private List<String> list(String name) {
            return Arrays.stream(field(name).split(","))
                    .filter(value -> !value.isEmpty())
                    .toList();
        }
    }
}
