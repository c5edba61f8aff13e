package io.softwire46.mape.operate.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One line becomes a query, or the reason why it has none. */
class LineFormTest {
    private static final String HEADER = "time,ip,port,proto";
    private static final String TIME = "2026-11-01T10:00:00Z";
    private static final long MILLIS = Instant.parse(TIME).toEpochMilli();

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static FormOptions options(Map<Role, String> columns, String header, FormOptions.SideChoice side) {
        return new FormOptions(
                columns, FormOptions.Header.valueOf(header), null, null, ZoneId.of("Asia/Tokyo"), 2026, side, false);
    }

    private static LineForm open(InputForm form, FormOptions options, String first) {
        byte[] line = octets(first);
        return form.open(options, line, 0, line.length);
    }

    private static LineForm csv() {
        return open(InputForm.CSV, FormOptions.defaults(), HEADER);
    }

    private static LineQuery read(LineForm form, String line, LineKind expected) {
        byte[] octets = octets("#" + line + "#");
        LineQuery query = new LineQuery();
        LineKind kind = form.read(octets, 1, octets.length - 1, query);
        assertEquals(expected, kind, () -> line + ": " + query.badReason());
        return query;
    }

    private static void assertQuery(String ip, int port, int protocol, LineQuery query) {
        String[] quads = ip.split("\\.");
        int address = 0;
        for (String quad : quads) {
            address = address << 8 | Integer.parseInt(quad);
        }
        assertEquals(address, query.ipv4());
        assertEquals(port, query.port());
        assertEquals(protocol, query.protocol());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::FFFF:192.0.2.1, 192.0.2.1"
    })
    void readsAddresses(String text, String expected) {
        assertQuery(expected, 80, 6, read(csv(), TIME + "," + text + ",80,tcp", LineKind.QUERY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.000.2.1", "192.0.2", "0xc0000212", "192.0.2.256", "192.0.2.1.", ".192.0.2.1", "192.0.2.01",
                        "3221225985",
                "192.0.2.1 ", " 192.0.2.1", "192..2.1", "1920.0.2.1", "::1", "2001:db8::1", "::ffff:192.0.2.01",
                        "::ffff:c000:201",
                "::ffff:", "host", "192.0.2.1/32", "-192.0.2.1", "192.0.2.+1", "\u0661\u0669\u0662.0.2.1", "-", ""
            })
    void refusesOtherAddresses(String text) {
        LineQuery query = read(csv(), TIME + "," + text + ",80,tcp", LineKind.BAD);
        assertTrue(query.badReason().startsWith("ip: "), query.badReason());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "80, 80", "65535, 65535", "'', -1", "-, -1", "8, 8"})
    void readsPorts(String text, int port) {
        assertQuery("192.0.2.1", port, 6, read(csv(), TIME + ",192.0.2.1," + text + ",tcp", LineKind.QUERY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1", "65536", "80 ", " 80", "1e3", "0x50", "80.0", "+80", "99999", "01232", "001232", "00", "http",
                "\u0000"
            })
    void refusesOtherPorts(String text) {
        LineQuery query = read(csv(), TIME + ",192.0.2.1," + text + ",tcp", LineKind.BAD);
        assertTrue(query.badReason().startsWith("port: "), query.badReason());
        assertTrue(
                query.badReason().endsWith("is not a port; use 0 to 65535 without leading zeros, or nothing"),
                query.badReason());
    }

    @ParameterizedTest
    @CsvSource({
        "tcp, 6",
        "UDP, 17",
        "icmp, 1",
        "udplite, 136",
        "dccp, 33",
        "sctp, 132",
        "gre, 47",
        "esp, 50",
        "AH, 51",
        "0, 0",
        "255, 255",
        "'', -1",
        "-, -1"
    })
    void readsProtocols(String text, int protocol) {
        assertQuery("192.0.2.1", 80, protocol, read(csv(), TIME + ",192.0.2.1,80," + text, LineKind.QUERY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256", "06", "igmp", "tcp ", "6.0", "-6", "ipv6-icmp", "t"})
    void refusesOtherProtocols(String text) {
        LineQuery query = read(csv(), TIME + ",192.0.2.1,80," + text, LineKind.BAD);
        assertTrue(query.badReason().startsWith("proto: "), query.badReason());
    }

    @Test
    void portOfIcmpInCsvIsItsIdentifier() {
        LineQuery query = read(csv(), TIME + ",192.0.2.1,1232,icmp", LineKind.QUERY);
        assertQuery("192.0.2.1", 1232, 1, query);
        assertTrue(query.isSimple());
    }

    @Test
    void intervalIsTheSecondOfItsTime() {
        LineQuery query = read(csv(), TIME + ",192.0.2.1,80,tcp", LineKind.QUERY);
        assertEquals(MILLIS, query.firstMillis());
        assertEquals(MILLIS + 999, query.lastMillis());
    }

    /** RFC 4180 section 2, and what is no csv. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"T\",\"192.0.2.1\",\"80\",\"tcp\" | QUERY",
                "\"T\",192.0.2.1,80,\"\" | QUERY",
                "T,192.0.2.1,\"8\"\"0\",tcp | port",
                "T,\"192.0.2.1,80,tcp | column 2",
                "T,\"192.0.2.1\"x,80,tcp | column 2",
                "T,192.0.2\".1,80,tcp | column 2",
                "T,192.0.2.1,80 | line",
                "T,192.0.2.1,80,tcp, | line",
                "T | line",
                "T,192.0.2.1,80,tcp,\"a\"\"b\" | line",
                "T\t192.0.2.1\t80\ttcp | line",
                "T,192.0.2.1,80,\"t\"\"c\"\"p\" | proto",
                "\"T\",\"192.0.2.1\",\"80\",\"tcp | column 4",
                "\" | column 1",
                ",,, | time",
            })
    void readsQuotes(String line, String expected) {
        String text = line.replace("T", TIME);
        if (expected.equals("QUERY")) {
            assertQuery("192.0.2.1", 80, text.endsWith("tcp\"") ? 6 : -1, read(csv(), text, LineKind.QUERY));
        } else {
            LineQuery query = read(csv(), text, LineKind.BAD);
            assertTrue(query.badReason().startsWith(expected + ": "), query.badReason());
        }
    }

    @Test
    void aQuotedFieldMayHaveCommasAndQuotesInOtherColumns() {
        LineForm form = open(InputForm.CSV, FormOptions.defaults(), "note,time,ip");
        read(form, "\"a,\"\"b\"\"\"," + TIME + ",192.0.2.1", LineKind.QUERY);
        read(form, "\u00e4\u0000\t," + TIME + ",192.0.2.1", LineKind.QUERY);
        assertTrue(read(form, "a\rb," + TIME + ",192.0.2.1", LineKind.BAD)
                .badReason()
                .contains("carriage return"));
        assertTrue(read(form, "\"a\rb\"," + TIME + ",192.0.2.1", LineKind.BAD)
                .badReason()
                .contains("carriage return"));
    }

    @Test
    void controlCharactersOfValuesAreEscapedInReasons() {
        String reason = read(csv(), TIME + ",\u001b[2J,80,tcp", LineKind.BAD).badReason();
        assertTrue(reason.contains("\\u001b[2J") && reason.chars().allMatch(c -> c >= ' '), reason);
        String many = read(csv(), TIME + "," + "9".repeat(100_000) + ",80,tcp", LineKind.BAD)
                .badReason();
        assertTrue(many.length() < 200, many);
    }

    @Test
    void tsvHasNoQuotes() {
        LineForm form = open(InputForm.TSV, FormOptions.defaults(), HEADER.replace(',', '\t') + "\tnote");
        read(form, TIME + "\t192.0.2.1\t80\ttcp\t\"a", LineKind.QUERY);
        read(form, TIME + "\t\"192.0.2.1\"\t80\ttcp\t", LineKind.BAD);
    }

    @Test
    void columnsHaveAtMost512() {
        String header = HEADER + ",x".repeat(508);
        LineForm form = open(InputForm.CSV, FormOptions.defaults(), header);
        read(form, TIME + ",192.0.2.1,80,tcp" + ",x".repeat(508), LineKind.QUERY);
        String reason = read(form, TIME + ",192.0.2.1,80,tcp" + ",x".repeat(1_000), LineKind.BAD)
                .badReason();
        assertTrue(reason.contains("more than 512 columns"), reason);
        assertThrows(FormException.class, () -> open(InputForm.CSV, FormOptions.defaults(), header + ",x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // columns by number: a header has no digit in any of them
                "time=1,ip=2 | AUTO | when,who | true",
                "time=1,ip=2 | AUTO | 2026-11-01T10:00:00Z,192.0.2.1 | false",
                "time=1,ip=2 | AUTO | yesterday,192.0.2.1 | false",
                "time=1,ip=2 | AUTO | when,ip4 | false",
                "time=1,ip=2 | YES | when,ip4 | true",
                "time=1,ip=2 | NO | when,who | false",
                "time=when,ip=who | AUTO | when,who | true",
                "'' | AUTO | Time,IP | true",
            })
    void findsTheHeader(String columns, String header, String first, boolean expected) {
        Map<Role, String> map = new EnumMap<>(Role.class);
        for (String each : columns.isEmpty() ? new String[0] : columns.split(",")) {
            map.put(Role.valueOf(each.split("=")[0].toUpperCase(Locale.ROOT)), each.split("=")[1]);
        }
        FormOptions options = options(map, header, FormOptions.SideChoice.AUTO);
        assertEquals(expected, open(InputForm.CSV, options, first).hasHeader());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv | a,b,c | --columns",
                "csv | time,port | --columns ip=N",
                "csv | ip,port | --columns time=N",
                "csv | ip,time,ip | two columns",
                "tsv | time,ip | --columns",
                "nfdump-csv | time,ip | nfdump -o csv",
                "goflow2 | time,ip | JSON object",
                "goflow2 | { | jq -c",
                "goflow2 | [ | JSON object",
                "goflow2 | {\"ip\":1} | none of the members",
                "ipfix-json | {\"src_addr\":\"192.0.2.1\"} | none of the members",
                "xarf | {} | none of the members",
                "combined | 192.0.2.1 - - | time in brackets",
            })
    void refusesFormsThatDoNotFit(String form, String first, String words) {
        FormException e =
                assertThrows(FormException.class, () -> open(InputForm.parse(form), FormOptions.defaults(), first));
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
    }

    @Test
    void refusesLineEndsOfOnlyACarriageReturn() {
        FormException e = assertThrows(
                FormException.class,
                () -> open(InputForm.CSV, FormOptions.defaults(), HEADER + "\r" + TIME + ",a,b,c"));
        assertTrue(String.valueOf(e.getMessage()).contains("carriage returns"), e.getMessage());
    }

    private static LineForm goflow2(FormOptions.SideChoice side) {
        return open(InputForm.GOFLOW2, options(Map.of(), "AUTO", side), "{\"proto\":6}");
    }

    private static String flow(String members) {
        return "{\"time_flow_start_ns\":" + MILLIS + "000000,\"src_addr\":\"192.0.2.1\",\"src_port\":80,"
                + "\"dst_addr\":\"198.51.100.2\",\"dst_port\":90" + members + "}";
    }

    @Test
    void sidesOfAFlow() {
        LineQuery both = read(goflow2(FormOptions.SideChoice.AUTO), flow(""), LineKind.QUERY);
        assertEquals(2, both.sides());
        assertEquals(0xc6336402, both.otherIpv4());
        assertEquals(90, both.otherPort());
        LineQuery destination = read(goflow2(FormOptions.SideChoice.DESTINATION), flow(""), LineKind.QUERY);
        assertEquals(1, destination.sides());
        assertQuery("198.51.100.2", 90, -1, destination);
        assertEquals(
                1,
                read(goflow2(FormOptions.SideChoice.SOURCE), flow(""), LineKind.QUERY)
                        .sides());
    }

    @Test
    void portsOfIcmpFlowsAreIgnored() {
        LineQuery query = read(
                goflow2(FormOptions.SideChoice.AUTO),
                flow(",\"proto\":1").replace(":80", ":\"no\"").replace(":90", ":2048"),
                LineKind.QUERY);
        assertEquals(-1, query.port());
        assertEquals(-1, query.otherPort());
        assertEquals("[icmp-without-identifier]", query.toQuery().reasons().toString());
    }

    /** RFC 8259, strictly; each line is one octet from a line that is read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"x\":01",
                ",\"x\":1.",
                ",\"x\":-",
                ",\"x\":1e",
                ",\"x\":tru",
                ",\"x\":\"a",
                ",\"x\":\"\t\"",
                ",\"x\":\"\\x\"",
                ",\"x\":\"\\ud800\"",
                ",\"x\":\"\\u12g4\"",
                ",\"x\":[1,]",
                ",\"x\":{\"a\"}",
                ",\"x\":{\"a\":1,}",
                ",\"x\"",
                ",",
                ",\"x\":",
                "} ",
                ",\"x\":NaN",
                ",'x':1",
                ",\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
                ",\"dst_port\":1",
                ",\"dst_port\":true",
                ",\"mape\":1",
                ",\"m\\u0061pe\":1"
            })
    void refusesWhatIsNoObject(String members) {
        LineQuery query = read(goflow2(FormOptions.SideChoice.AUTO), flow(members), LineKind.BAD);
        assertEquals(false, query.isObject(), query.badReason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"x\":0",
                ",\"x\":-1.5e+10",
                ",\"x\":null",
                ",\"x\":\"\\ud83d\\ude00\\n\\\"\"",
                ",\"x\":\"\u00e4\ud83d\ude00\"",
                ",\"x\":[1,[],{}]",
                " , \"x\" : { \"a\" : [ ] } ",
                ",\"x\":1,\"x\":2",
                ",\"x\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]",
                ",\"proto\":null",
                ",\"time_flow_end_ns\":\"\"",
                ",\"time_flow_end_ns\":0"
            })
    void readsObjects(String members) {
        LineQuery query = read(goflow2(FormOptions.SideChoice.AUTO), flow(members), LineKind.QUERY);
        assertEquals(true, query.isObject());
        assertEquals(MILLIS, query.firstMillis());
    }

    @Test
    void namesAndValuesMayHaveEscapes() {
        LineQuery query = read(
                goflow2(FormOptions.SideChoice.SOURCE),
                flow("").replace("src_addr", "src\\u005faddr").replace("192.0.2.1", "192\\u002e0.2.1"),
                LineKind.QUERY);
        assertQuery("192.0.2.1", 80, -1, query);
    }

    @Test
    void invalidUtf8IsRefusedInJson() {
        byte[] line = octets(flow(",\"x\":\"?\""));
        for (int octet : new int[] {0x80, 0xc0, 0xff, 0xc3, 0xed}) {
            line[line.length - 3] = (byte) octet;
            LineQuery query = new LineQuery();
            assertEquals(LineKind.BAD, goflow2(FormOptions.SideChoice.AUTO).read(line, 0, line.length, query));
            assertTrue(query.badReason().contains("UTF-8"), query.badReason());
        }
    }

    @Test
    void aFlowThatEndsBeforeItStartsIsRefused() {
        String reason = read(
                        goflow2(FormOptions.SideChoice.AUTO),
                        flow(",\"time_flow_end_ns\":" + (MILLIS - 1) + "000000"),
                        LineKind.BAD)
                .badReason();
        assertTrue(reason.startsWith("time_flow_end_ns: ") && reason.contains("before the start"), reason);
    }

    @Test
    void aFlowOverTheChangeOfClocksIsQueriedAsAWhole() {
        FormOptions options = new FormOptions(
                Map.of(),
                FormOptions.Header.AUTO,
                null,
                null,
                ZoneId.of("Europe/Berlin"),
                null,
                FormOptions.SideChoice.SOURCE,
                false);
        LineForm form = open(InputForm.NFDUMP_JSON, options, "{\"proto\":6}");
        LineQuery query = read(
                form,
                "{\"first\":\"2026-10-25T02:10:00.000\",\"last\":\"2026-10-25T02:20:00.000\",\"src4_addr\":\"192.0.2.1\"}",
                LineKind.QUERY);
        assertEquals(Instant.parse("2026-10-25T00:10:00Z").toEpochMilli(), query.firstMillis());
        assertEquals(Instant.parse("2026-10-25T01:20:00Z").toEpochMilli(), query.lastMillis());
        assertEquals("[local-time-overlap]", query.toQuery().reasons().toString());
    }

    @Test
    void aLocalTimeThatExistsTwiceHasTwoIntervals() {
        FormOptions options = new FormOptions(
                Map.of(),
                FormOptions.Header.AUTO,
                null,
                "iso-local",
                ZoneId.of("Europe/Berlin"),
                null,
                FormOptions.SideChoice.SOURCE,
                false);
        LineQuery query =
                read(open(InputForm.CSV, options, "time,ip"), "2026-10-25 02:10:00,192.0.2.1", LineKind.QUERY);
        assertEquals(2, query.toQuery().intervals().size());
        assertEquals(
                Instant.parse("2026-10-25T01:10:00Z").toEpochMilli(),
                query.toQuery().intervals().get(1).firstMillis());
    }

    @Test
    void anHourWithAPartTwiceHasAReason() {
        FormOptions options = new FormOptions(
                Map.of(),
                FormOptions.Header.AUTO,
                null,
                "pattern:yyyy-MM-dd HH",
                ZoneId.of("Europe/Berlin"),
                null,
                FormOptions.SideChoice.SOURCE,
                false);
        LineForm form = open(InputForm.CSV, options, "time,ip");
        LineQuery twice = read(form, "2026-10-25 02,192.0.2.1", LineKind.QUERY);
        assertEquals("[local-time-overlap]", twice.toQuery().reasons().toString());
        LineQuery once = read(form, "2026-10-25 01,192.0.2.1", LineKind.QUERY);
        assertEquals("[]", once.toQuery().reasons().toString());
    }

    @Test
    void exponentialPatternsEnd() {
        for (String pattern : new String[] {"(a+)+(?<ip>b)", "(a|a)*(?<ip>b)", "((?<ip>a)|b|c)*d"}) {
            FormOptions options = new FormOptions(
                    Map.of(), FormOptions.Header.AUTO, pattern, null, null, null, FormOptions.SideChoice.AUTO, false);
            LineForm form = open(InputForm.SYSLOG, options, "<1>1 " + TIME + " x");
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> read(form, "<1>1 " + TIME + " " + "abc".repeat(1) + "a".repeat(200_000), LineKind.BAD));
        }
    }

    /** RFC 3164 section 4.1.2 has neither a year nor a zone: the options would contradict them. */
    @ParameterizedTest
    @CsvSource({
        "' 2025', BAD",
        "+14:00, BAD",
        "'.000 CST:', BAD",
        "' UTC', BAD",
        "' UTC: ', BAD",
        "Z, BAD",
        "' +0900', BAD",
        "'.123 host', QUERY",
        "' host', QUERY",
        "' utc-host', QUERY"
    })
    void aBsdTimeHasNeitherZoneNorYear(String tail, LineKind expected) {
        FormOptions options = new FormOptions(
                Map.of(),
                FormOptions.Header.AUTO,
                "from (?<ip>[0-9.]+):(?<port>[0-9]+)",
                null,
                ZoneId.of("Asia/Tokyo"),
                2026,
                FormOptions.SideChoice.AUTO,
                false);
        LineForm form = open(InputForm.SYSLOG, options, "<13>Oct 10 13:55:36 host from 192.0.2.1:80");
        LineQuery query = read(form, "<13>Oct 10 13:55:36" + tail + " from 192.0.2.1:80", expected);
        if (expected == LineKind.BAD) {
            assertTrue(query.badReason().startsWith("time: is followed by a zone or a year"), query.badReason());
        } else {
            assertQuery("192.0.2.1", 80, -1, query);
        }
    }

    /** Apache writes a quote in the name of a user as a backslash and a quote. */
    @Test
    void aNameWithAQuoteHidesNoTime() {
        String time = "[10/Oct/2026:13:55:36 +0000]";
        String other = "[10/Oct/2026:15:55:36 +0000]";
        String request = " \"GET / HTTP/1.1\" 200 1";
        LineForm form = open(InputForm.COMBINED, FormOptions.defaults(), "192.0.2.1 - - " + time + request);
        assertEquals(
                Instant.parse("2026-10-10T13:55:36Z").toEpochMilli(),
                read(form, "192.0.2.1 - a\\\"b " + time + request, LineKind.QUERY)
                        .firstMillis());
        LineQuery twice = read(form, "192.0.2.1 - a " + other + "\\\" " + time + request, LineKind.BAD);
        assertTrue(twice.badReason().contains("appears twice"), twice.badReason());
    }

    @Test
    void syslogNeedsAPatternWithAnAddress() {
        for (String pattern : new String[] {
            "(?<port>[0-9]+)",
            "(?<ip>[",
            "(?<ip>a",
            "[(?<ip>]+",
            "\\Q(?<ip>x)\\E",
            "\\Q(?<ip>x)",
            "(?x)a#(?<ip>x)",
            "(?<ip>a)[(?<port>]"
        }) {
            FormOptions options = new FormOptions(
                    Map.of(), FormOptions.Header.AUTO, pattern, null, null, null, FormOptions.SideChoice.AUTO, false);
            assertThrows(FormException.class, () -> InputForm.SYSLOG.check(options));
        }
        assertThrows(FormException.class, () -> InputForm.SYSLOG.check(FormOptions.defaults()));
    }
}
