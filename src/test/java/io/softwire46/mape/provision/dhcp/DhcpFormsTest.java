package io.softwire46.mape.provision.dhcp;

import static io.softwire46.mape.provision.dhcp.DhcpTexts.client;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.delegated;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.ethernet;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.message;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.packet;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.pcap;
import static io.softwire46.mape.provision.dhcp.DhcpTexts.relayed;
import static io.softwire46.mape.provision.dhcp.S46Octets.MAP_E;
import static io.softwire46.mape.provision.dhcp.S46Octets.option;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Octets in all forms in which people copy them, packets and captures, and what a message offers besides containers. */
class DhcpFormsTest {
    private static final String PREFIX = "3820010db800123400";
    private static final String REPLY = message(7, client(1) + delegated(7200, PREFIX) + MAP_E);

    private static ReadResult read(byte[] octets) {
        FormatReader.Input input = FormatReader.Input.of(octets);
        assertEquals(
                RuleFormat.DHCPV6,
                RuleFormat.detect(input).orElse(null),
                () -> new String(octets, StandardCharsets.ISO_8859_1));
        return RuleFormat.DHCPV6.read(input);
    }

    private static ReadResult read(String text) {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> prefixes(ReadResult read) {
        return read.source().offeredPrefixes().stream()
                .map(each -> each.prefix().toCanonicalString())
                .toList();
    }

    /** RFC 7597 appendix A, example 1. */
    private static void assertExample(ReadResult read, String form) {
        assertEquals(1, read.domains().size(), () -> form + read.findings());
        CeMapping ce =
                read.domains().get(0).domain().rules().ce(Addresses.parseIpv6Prefix("", "2001:db8:12:3400::/56"));
        assertEquals("2001:db8:12:3400:0:c000:212:34", ce.mapAddress().toCanonicalString());
        assertEquals(List.of("2001:db8:12:3400::/56"), prefixes(read), form);
    }

    @Test
    void everyFormOfTextIsRead() {
        String repeated = option(17, "00".repeat(96)) + option(39, "41".repeat(70));
        Random random = new Random(46);
        for (String payload : List.of(
                REPLY,
                message(7, repeated) + REPLY.substring(8),
                message(2, client(1) + MAP_E + delegated(1, PREFIX)),
                relayed(13, relayed(13, REPLY)),
                packet(REPLY),
                ethernet(packet(REPLY)),
                DhcpTexts.udp(REPLY))) {
            byte[] octets = Bytes.hex(payload);
            for (DhcpTexts.Printer printer : DhcpTexts.printers()) {
                byte[] text = DhcpTexts.varied(printer.print().apply(octets), random);
                assertExample(read(text), printer.name() + "\n" + new String(text, StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void everyFormDenotesRandomOctets() {
        Random random = new Random(46);
        for (int i = 0; i < 12; i++) {
            byte[] filler = new byte[1 + random.nextInt(90)];
            random.nextBytes(filler);
            byte[] octets = Bytes.concat(Bytes.hex(MAP_E), Bytes.hex("0011%04x".formatted(filler.length)), filler);
            for (DhcpTexts.Printer printer : DhcpTexts.printers()) {
                String text = printer.print().apply(octets);
                OctetText read = OctetText.read(text);
                assertEquals(1, read.parts().size(), () -> printer.name() + " " + read.error() + "\n" + text);
                assertEquals(Bytes.hex(octets), Bytes.hex(read.parts().get(0)), printer.name());
            }
        }
    }

    @Test
    void capturesOfAllKindsAreRead() throws IOException {
        List<String> packets = List.of(
                packet(message(2, client(1) + S46Octets.LW)),
                packet(REPLY),
                packet(message(7, client(1) + option(13, "0000"))));
        for (byte[] capture : List.of(
                pcap(101, packets),
                pcap(229, packets),
                DhcpTexts.pcapng(101, packets),
                pcap(1, packets.stream().map(DhcpTexts::ethernet).toList()),
                pcap(113, packets.stream().map(DhcpTexts::cooked).toList()))) {
            assertExample(read(capture), "capture");
            assertEquals(
                    "message REPLY of packet 2 is read",
                    note(read(capture), "message").split(";", -1)[0]);
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(capture);
            }
            assertExample(read(zipped.toByteArray()), "gzip");
        }
    }

    private static String note(ReadResult read, String field) {
        return read.findings().stream()
                .filter(each -> each.field().equals(field))
                .findFirst()
                .orElseThrow()
                .sentence();
    }

    /** RFC 8200 section 4: headers before UDP. */
    @Test
    void extensionHeadersAreSkipped() {
        String udp = DhcpTexts.udp(REPLY);
        assertExample(
                read(pcap(101, List.of(DhcpTexts.ipv6("3c00010400000000" + "1101010c" + "0".repeat(24), 0, udp)))), "");
        assertExample(read(pcap(101, List.of(DhcpTexts.ipv6("1100000000000001", 44, udp)))), "atomic fragment");
        ReadResult fragment = read(pcap(101, List.of(DhcpTexts.ipv6("1100000100000001", 44, udp))));
        assertTrue(fragment.isRefused());
        assertTrue(
                note(fragment, "message").contains("1 fragments"),
                () -> fragment.findings().toString());
    }

    @Test
    void theLastReplyOfSeveralIsReadWithAWarning() {
        String other = message(7, client(2) + delegated(7200, "3820010db800560000") + MAP_E);
        ReadResult read = read(pcap(101, List.of(packet(REPLY), packet(other), packet(message(2, client(2) + MAP_E)))));
        assertEquals(List.of("2001:db8:56::/56"), prefixes(read));
        assertTrue(
                read.findings().stream()
                        .anyMatch(each -> each.severity() == Finding.Severity.WARNING
                                && each.value().equals("2 clients")),
                () -> read.findings().toString());
        String both = DhcpTexts.printers().get(0).print().apply(Bytes.hex(packet(REPLY)))
                + DhcpTexts.printers().get(0).print().apply(Bytes.hex(packet(other)));
        assertEquals(List.of("2001:db8:56::/56"), prefixes(read(both)));
    }

    @Test
    void capturesWithoutAMessageAreErrors() {
        for (byte[] capture : List.of(
                pcap(101, List.of()),
                pcap(147, List.of(packet(REPLY))),
                pcap(101, List.of(packet(REPLY).replace("02230222", "00350035"))),
                pcap(101, List.of("4500")),
                Bytes.hex("28b52ffd00000000"),
                Bytes.hex("d4c3b2a1"))) {
            ReadResult read = read(capture);
            assertEquals(1, read.findings().size(), () -> read.findings().toString());
            assertTrue(read.isRefused());
            assertEquals("message", read.findings().get(0).field());
        }
        byte[] truncated = Bytes.part(pcap(101, List.of(packet(REPLY), packet(REPLY))), 0, 300);
        assertTrue(note(read(truncated), "capture").contains("damage"));
    }

    @Test
    void messagesOfRelayAgentsAreUnwrappedUpToABound() {
        String nested = REPLY;
        for (int i = 0; i < S46Message.MAX_RELAYS; i++) {
            nested = relayed(i % 2 == 0 ? 13 : 12, nested);
        }
        assertExample(read(nested), "relayed");
        ReadResult tooDeep = read(relayed(12, nested));
        assertTrue(tooDeep.isRefused());
        ReadResult empty = read("0c00" + DhcpTexts.LINK + option(18, "657468"));
        assertTrue(empty.isRefused());
        assertTrue(empty.findings().get(0).message().contains("OPTION_RELAY_MSG"));
        // Offsets count from the first octet of the outermost message.
        S46Reading reserved = S46Codec.readMessage(
                S46Octets.buffer(relayed(13, message(7, option(94, S46Octets.rule("41", "") + S46Octets.BR)))),
                S46Codec.Dialect.RFC7598);
        assertEquals(
                34 + 7 + 4 + 4 + 4 + 4, reserved.findings().get(0).location().octet());
    }

    /** RFC 8415 section 21.22. */
    @Test
    void delegatedPrefixesAreOffered() {
        String two =
                message(7, delegated(1, PREFIX) + delegated(1, "3c20010db8005678f0") + delegated(1, PREFIX) + MAP_E);
        assertEquals(List.of("2001:db8:12:3400::/56", "2001:db8:56:78f0::/60"), prefixes(read(two)));
        assertTrue(read(two).source().endUserPrefix().isEmpty());
        ReadResult expired = read(message(7, delegated(0, PREFIX) + MAP_E));
        assertEquals(List.of(), prefixes(expired));
        assertEquals(Finding.Severity.INFO, expired.findings().get(0).severity());
        assertEquals(4 + 4 + 12 + 4 + 4, expired.findings().get(0).location().octet());
        // RFC 8415 section 18.2: those of a client are hints.
        assertEquals(List.of(), prefixes(read(message(3, delegated(1, PREFIX) + MAP_E))));
        for (String malformed : List.of(
                option(25, "0000"),
                option(25, "00".repeat(12) + "001a00ff"),
                option(25, "00".repeat(12) + option(26, "00000001")),
                option(25, "00".repeat(12) + option(13, "0006")),
                delegated(1, "8120010db800123400"),
                delegated(1, "3820010db8001234ff"))) {
            ReadResult read = read(message(7, malformed + MAP_E));
            assertEquals(
                    1,
                    read.findings().stream()
                            .filter(each -> each.severity() == Finding.Severity.WARNING)
                            .count(),
                    malformed);
            assertFalse(read.isRefused());
        }
    }

    @Test
    void mapTIsReadWithoutOtherContainers() {
        ReadResult read = read(message(7, delegated(1, PREFIX) + S46Octets.MAP_T));
        assertExample(read, "MAP-T");
        assertEquals(
                List.of("mechanism", "rules[0].psidOffset", "dmr"),
                read.validate().stream().map(Finding::field).toList());
        ReadResult.Edge edge = read.edge(Addresses.parseIpv6Prefix("", "2001:db8:12:3400::/56"));
        assertTrue(edge.domain().isPresent() && edge.obstacle().isEmpty());
        assertTrue(
                edge.findings().stream().noneMatch(Finding::isError),
                () -> edge.findings().toString());
        ReadResult twice = read(S46Octets.MAP_T + S46Octets.MAP_T);
        assertEquals(
                1,
                twice.findings().stream()
                        .filter(each -> each.field().equals("mechanism"))
                        .count());
        ReadResult both = read(MAP_E + S46Octets.MAP_T);
        assertEquals("map-e-1", both.domains().get(0).domain().name());
        assertEquals(Finding.Severity.INFO, both.findings().get(0).severity());
    }

    /** RFC 6052 section 2.4, the table of text representations, for 192.0.2.33. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32,         2001:db8:c000:221::",
        "2001:db8:100::/40,     2001:db8:1c0:2:21::",
        "2001:db8:122::/48,     2001:db8:122:c000:2:2100::",
        "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
        "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100:0",
        "2001:db8:122:344::/96, 2001:db8:122:344::c000:221"
    })
    void defaultMappingRule(String prefix, String address) {
        Finding finding = DefaultMapping.finding(Addresses.parseIpv6Prefix("", prefix));
        assertEquals(Finding.Severity.INFO, finding.severity());
        String shown = Addresses.parseIpv6("", address).toCanonicalString();
        assertTrue(finding.message().endsWith(" is " + shown), finding::toString);
    }

    /** RFC 7599 section 5.1: at most 96; RFC 6052 section 2.2: six lengths, and bits 64 to 71 are zero. */
    @Test
    void lengthsOfTheDefaultMappingRule() {
        for (int length = 0; length <= 128; length++) {
            Finding finding = DefaultMapping.finding(Addresses.parseIpv6Prefix("", "::/" + length));
            boolean embeds = List.of(32, 40, 48, 56, 64, 96).contains(length);
            assertEquals(
                    length > 96 ? Finding.Severity.ERROR : embeds ? Finding.Severity.INFO : Finding.Severity.WARNING,
                    finding.severity());
        }
        assertEquals(
                Finding.Severity.WARNING,
                DefaultMapping.finding(Addresses.parseIpv6Prefix("", "2001:db8:0:0:100::/96"))
                        .severity());
        String tooLong = option(91, "61" + "20010db8000000000000000080");
        S46Reading ignored = S46Octets.read(option(95, S46Octets.RULE + tooLong));
        assertEquals(List.of(), ignored.containers());
        assertTrue(ignored.findings().get(0).message().contains("/96"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "005e 0045 0 0590018 | 1:11 | odd number",
                "005e0045005 | 1:1 | odd number",
                "{0x00, 0x5e, 0x00, 0x145} | 1:20 | not an octet",
                "{0x00, 0x5e, 0x00, 0x45 | 1:1 | no end",
                "{0x00, 0x5e, 0x00, 04} | 1:20 | not an octet",
                "a[] = {0x00, 0x5e, 0x00, 0x45}; a_len = 5; | 1:41 | number of elements",
                "\"\\x00\\x5eE\" | 1:6 | ambiguous",
                "\"\\x00\\x5e\\x00\\x45 | 1:2 | closing",
                "\"\\x00\\x5e\\q\" | 1:10 | not an escape",
                "0000000 5e00 4500 | 1:9 | byte order",
                "0000000 000136 042400 | 1:9 | byte order",
                "00000000: 5e004500 18005900  .^.E.Y.. | 1:11 | byte order",
                "00000000: 005g | 1:11 | two digits"
            })
    void malformedTextsAreErrorsAtTheirPlace(String text, String place, String message) {
        ReadResult read = text.endsWith("005g") ? read("00000000: 005e 0045\n00000004: 005g") : read(text);
        Finding first = read.findings().get(0);
        assertTrue(read.isRefused(), () -> read.domains().toString());
        assertTrue(first.message().contains(message), first::toString);
        assertEquals(text.endsWith("005g") ? "2:11" : place, first.location().toString(), first::toString);
    }

    @Test
    void missingLinesOfADumpAreErrors() {
        String dump = DhcpTexts.printers().get(4).print().apply(Bytes.hex(REPLY));
        List<String> lines = new ArrayList<>(dump.lines().toList());
        lines.remove(2);
        ReadResult read = read(String.join("\n", lines));
        assertTrue(
                read.findings().get(0).message().contains("does not follow"),
                () -> read.findings().toString());
        assertEquals("3:1", read.findings().get(0).location().toString());
        assertTrue(read("00000000  5e 00 00 00 00 00 00 00  |^.......|\n*\n7fffffff\n")
                .isRefused());
    }

    @Test
    void largeTextsTakeLinearTime() {
        byte[] octets = Bytes.concat(Bytes.hex(REPLY), new byte[40_000]);
        String dump = DhcpTexts.printers().get(4).print().apply(octets);
        assertTimeout(Duration.ofSeconds(4), () -> {
            read(dump.repeat(10));
            for (String line : List.of(
                    "00000000: 005e\n",
                    "0x00, 0x5e,\n",
                    "\"\\x00\\x5e\"\n",
                    "005e 0045\n",
                    "{0x00,\n",
                    "/* 0x00, 0x00, 0x00, 0x00, 0x00\n",
                    "AF4ARQBZABAB\n",
                    "user@host:~# x\n0000 5e\n")) {
                byte[] text = line.repeat(15_000).getBytes(StandardCharsets.UTF_8);
                RuleFormat.DHCPV6.reader().orElseThrow().detects(FormatReader.Input.of(text));
                RuleFormat.DHCPV6.read(FormatReader.Input.of(text));
            }
        });
    }
}
