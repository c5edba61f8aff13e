package io.softwire46.mape.provision.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any octets as a capture, a packet or a dump of octets. */
public final class DhcpFormsFuzz {
    private DhcpFormsFuzz() {}

    public static void run(byte[] data) {
        FormatReader.Input input = FormatReader.Input.of(data);
        RuleFormat.detect(input);
        ReadResult read = RuleFormat.DHCPV6.read(input);
        assertEquals(read.isRefused(), read.domains().isEmpty());
        for (Finding each : read.findings()) {
            assertEquals(1, each.toString().lines().count());
        }
        read.source().offeredPrefixes().forEach(each -> {
            assertTrue(each.prefix().isPrefixed());
            read.edge(each.prefix());
        });
    }

    /** A reply in all forms, and captures of all kinds. */
    public static List<byte[]> seeds() {
        String reply = DhcpTexts.message(
                7, DhcpTexts.client(1) + DhcpTexts.delegated(60, "3820010db800123400") + S46Octets.MAP_E);
        String packet = DhcpTexts.packet(DhcpTexts.relayed(13, reply));
        Stream<byte[]> texts = DhcpTexts.printers().stream()
                .map(each -> each.print().apply(Bytes.hex(packet)).getBytes(StandardCharsets.UTF_8));
        Stream<byte[]> captures = Stream.of(
                DhcpTexts.pcap(101, List.of(packet, DhcpTexts.packet(reply))),
                DhcpTexts.pcapng(1, List.of(DhcpTexts.ethernet(packet))),
                DhcpTexts.pcap(
                        101,
                        List.of(DhcpTexts.ipv6(
                                "3c00010400000000" + "1101010c" + "0".repeat(24), 0, DhcpTexts.udp(reply)))),
                Bytes.hex(reply),
                Bytes.hex(packet),
                Bytes.hex(DhcpTexts.cooked(packet)));
        return Stream.concat(captures, texts).toList();
    }
}
