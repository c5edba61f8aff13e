package io.softwire46.mape.conformance.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.adapter.JsonSchema;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Result;
import io.softwire46.mape.conformance.engine.RunResult;
import io.softwire46.mape.conformance.judge.Level;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.SampleRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** The files of a run that contains each kind of result, with names that break what does not escape them. */
class ReportFilesTest {
    private static final Path SCHEMA = Path.of("vectors/conformance/report-1.schema.json");

    @TempDir
    private Path directory;

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(
                        directory.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }

    @Test
    void theJsonIsValidAndComplete() throws IOException {
        RunResult run = SampleRun.run();
        JsonValue json = Json.parse(ReportJson.of(run));
        assertEquals(
                "", JsonSchema.parse(Files.readString(SCHEMA)).problem(json).orElse(""));
        JsonObject report = json.asObject();
        List<String> names =
                report.fields().stream().map(JsonObject.Field::name).toList();
        assertEquals(
                List.of("kit", "suite", "target", "seed", "exit", "started", "counts", "notTested", "properties"),
                names);
        assertEquals("0x1f0c33", report.required("seed").asString());
        assertEquals(4, report.required("counts").asObject().required("FAIL").asInt(0, 99));
        List<JsonValue> properties = report.required("properties").asArray();
        assertEquals(run.properties().size(), properties.size());
        JsonObject misdelivered = properties.get(3).asObject();
        assertEquals(
                List.of(
                        "id",
                        "level",
                        "clause",
                        "result",
                        "mode",
                        "differs",
                        "effective",
                        "classes",
                        "notSupported",
                        "seconds",
                        "cases"),
                misdelivered.fields().stream().map(JsonObject.Field::name).toList());
        assertEquals("misdelivered", misdelivered.required("mode").asString());
        assertEquals("1.234", misdelivered.required("seconds").asNumberText());
        assertEquals(
                "cases/DWN-04-misdelivered-1",
                misdelivered
                        .required("cases")
                        .asArray()
                        .get(0)
                        .asObject()
                        .required("directory")
                        .asString());
        // the classes of the failed cases, and those that passed, can be distinguished
        JsonObject classes = misdelivered.required("classes").asObject();
        assertEquals(
                "{\"checks\":20,\"failed\":17}", classes.required("kind=shared").toString());
        assertEquals(
                "{\"checks\":12,\"failed\":0}", classes.required("kind=prefix").toString());
        assertTrue(properties.get(5).asObject().required("differs").asBoolean());
    }

    /** The counts of the suite are those of its cases, and each result has its element. */
    @Test
    void theJunitXmlIsWellFormed() throws Exception {
        Document document = xml(JunitXml.of(SampleRun.run()));
        Element suite = document.getDocumentElement();
        assertEquals("testsuite", suite.getTagName());
        Map<String, String> counts =
                Map.of("testcase", "tests", "failure", "failures", "error", "errors", "skipped", "skipped");
        counts.forEach((element, attribute) -> assertEquals(
                Integer.toString(suite.getElementsByTagName(element).getLength()),
                suite.getAttribute(attribute),
                element));
        Map<String, String> expected = new TreeMap<>();
        expected.put("ALG-03", "failure wrong-answer");
        expected.put("ALG-09", "failure FLAKY");
        expected.put("DWN-01", "");
        expected.put("DWN-04", "failure misdelivered");
        expected.put("DWN-07", "skipped ");
        expected.put("DWN-15", "");
        expected.put("FRG-10", "");
        expected.put("FRG-12", "error NOT_EXERCISED");
        expected.put("SIZ-02", "failure missing-icmp");
        expected.put("HDR-01", "failure wrong-ecn");
        expected.put("HDR-05", "failure FIXED");
        expected.put("CNT-02", "error ERROR");
        Map<String, String> seen = new TreeMap<>();
        for (int i = 0; i < suite.getElementsByTagName("testcase").getLength(); i++) {
            Element test = (Element) suite.getElementsByTagName("testcase").item(i);
            String kind = "";
            for (String element : List.of("failure", "error", "skipped")) {
                if (test.getElementsByTagName(element).item(0) instanceof Element found) {
                    kind = element + " " + found.getAttribute("type");
                }
            }
            seen.put(test.getAttribute("name").substring(0, 6), kind);
            Element clause = (Element) test.getElementsByTagName("property").item(0);
            assertEquals("clause", clause.getAttribute("name"));
            assertTrue(clause.getAttribute("value").startsWith("RFC "), clause.getAttribute("value"));
        }
        assertEquals(expected, seen);
    }

    private static Document xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }

    /** Each failure has the texts that a reader needs, in the report of the test too. */
    @Test
    void failuresAreExplained() {
        PropertyResult misdelivered = SampleRun.properties().get(3);
        String text = FailureText.of(misdelivered);
        for (String part : List.of(
                "configured:\n  role br\n  rule 2001:db8::/40 192.0.2.0/24, EA length 16, PSID offset 6, PSID length 8,",
                "sent:\n  0: from ipv4: IPv4 203.0.113.9 > 192.0.2.18 / UDP (truncated), 24 octets\n",
                "  1: from ipv4: IPv4 203.0.113.9 > 192.0.2.18 / UDP 53 > 1232, 36 octets (control: step 0",
                "allowed:\n  nothing\n  side ipv6, outerSource 2001:db8:ffff::1, outerDestination 2001:db8:12:3400:0:c000:212:34",
                "seen:\n  to ipv6: IPv6 2001:db8:ffff::1 > 2001:db8:12::c000:212:0 / IPv4 203.0.113.9 > 192.0.2.18 /",
                "first difference:\n  outerDestination: allowed 2001:db8:12:3400:0:c000:212:34, seen 2001:db8:12::c000:212:0\n",
                "clause:\n  RFC 7597 section 5.3 https://www.rfc-editor.org/rfc/rfc7597#section-5.3\n",
                "next step:\n  compare the marked bits")) {
            assertTrue(text.contains(part), () -> part + "\nis not in\n" + text);
        }
    }

    @Test
    void eachModeHasANextStep() {
        TreeSet<String> texts = new TreeSet<>();
        for (Mode mode : Mode.values()) {
            texts.add(NextStep.of(mode));
        }
        assertEquals(Mode.values().length, texts.size());
    }

    @Test
    void badges() {
        assertEquals(
                "{\"schemaVersion\":1,\"label\":\"MAP-E 1.0\",\"message\":\"MUST 1/9\",\"color\":\"orange\"}\n",
                Badge.json(SampleRun.run(), List.of()));
        // a property that was not part of the run counts, one of another role or level does not
        assertEquals(
                "{\"schemaVersion\":1,\"label\":\"MAP-E 1.0\",\"message\":\"MUST 1/10\",\"color\":\"orange\"}\n",
                Badge.json(
                        SampleRun.run(),
                        List.of(
                                SampleRun.property("UP-01", Level.MUST, "RFC 7597 section 8.1", "s", Role.BR),
                                SampleRun.property("CE-01", Level.MUST, "RFC 7597 section 8.1", "s", Role.CE),
                                SampleRun.property("UP-02", Level.SHOULD, "RFC 7597 section 8.1", "s", Role.BR))));
        List<PropertyResult> passed = List.of(SampleRun.properties().get(2));
        assertEquals(
                "{\"schemaVersion\":1,\"label\":\"MAP-E 1.0\",\"message\":\"MUST 1/1\",\"color\":\"green\"}\n",
                Badge.json(with(passed), List.of()));
        assertTrue(Badge.json(with(List.of()), List.of()).contains("\"MUST 0/0\",\"color\":\"lightgrey\""));
    }

    private static RunResult with(List<PropertyResult> properties) {
        RunResult run = SampleRun.run();
        return new RunResult(
                run.kit(), run.suite(), run.target(), run.seed(), run.started(), properties, List.of(), List.of(), 0);
    }

    /** A case can be judged again, and its packets opened with other programs. */
    @Test
    void caseDirectories() throws IOException {
        ReportFiles.write(SampleRun.run(), directory);
        Path first = directory.resolve("cases/DWN-04-misdelivered-1");
        CaseJson.Stored stored = CaseJson.read(Files.readString(first.resolve("case.json")));
        FailedCase failed = SampleRun.misdelivered();
        assertEquals(new CaseJson.Stored("1.0", 0x1f0c33L, Mode.MISDELIVERED, failed.testCase()), stored);
        assertEquals(2, packets(first.resolve("in.pcap")));
        assertEquals(2, packets(first.resolve("out.pcap")));
        assertEquals(0, packets(directory.resolve("cases/SIZ-02-missing-icmp-1/out.pcap")));
        assertTrue(Files.readString(first.resolve("expected.txt")).contains("allowed:\n  nothing\n"));
        assertTrue(Files.readString(first.resolve("explain.txt")).startsWith("packet 1, "));
        assertTrue(Files.readString(first.resolve("seen.txt")).contains("first difference:\n  outerDestination"));
        assertTrue(Files.readString(first.resolve("stderr.txt")).endsWith("warning: truncated packet\n"));
    }

    private static int packets(Path capture) throws IOException {
        int count = 0;
        try (CaptureReader reader = CaptureReader.open(capture, 0)) {
            while (reader.next()) {
                count++;
            }
        }
        return count;
    }

    /** A later run replaces the cases of an earlier one, and leaves files of others alone. */
    @Test
    void aLaterRunReplacesAnEarlierOne() throws IOException {
        ReportFiles.write(SampleRun.run(), directory);
        Path notes = Files.writeString(directory.resolve("cases/DWN-04-misdelivered-1/notes.txt"), "mine");
        Path other = Files.createDirectories(directory.resolve("cases/other")).resolve("x");
        Files.writeString(other, "mine");
        ReportFiles.write(with(List.of(SampleRun.properties().get(2))), directory);
        assertTrue(Files.exists(notes));
        assertTrue(Files.exists(other));
        assertFalse(Files.exists(notes.resolveSibling("case.json")));
        assertFalse(Files.exists(directory.resolve("cases/HDR-01-wrong-ecn-1")));
    }

    /** Equal results have equal files; time changes only what says when, and how long. */
    @Test
    void filesDependOnNothingElse() throws IOException {
        ReportFiles.write(SampleRun.run(), directory.resolve("a"));
        RunResult run = SampleRun.run();
        List<PropertyResult> later = new ArrayList<>();
        run.properties()
                .forEach(each -> later.add(new PropertyResult(
                        each.property(),
                        each.result(),
                        each.differs(),
                        each.reason(),
                        each.effective(),
                        each.classes(),
                        each.failedClasses(),
                        each.notSupported(),
                        each.millis() + 4321,
                        each.cases())));
        ReportFiles.write(
                new RunResult(
                        run.kit(),
                        run.suite(),
                        run.target(),
                        run.seed(),
                        Instant.EPOCH,
                        later,
                        run.remarks(),
                        run.unmetKnown(),
                        run.exit()),
                directory.resolve("b"));
        Map<String, String> one = files(directory.resolve("a"));
        Map<String, String> other = files(directory.resolve("b"));
        Pattern time = Pattern.compile("\"seconds\": [0-9.]+|time=\"[0-9.]+\"|[0-9-]{10}T[0-9:]{8}Z");
        one.replaceAll((name, text) -> time.matcher(text).replaceAll("-"));
        other.replaceAll((name, text) -> time.matcher(text).replaceAll("-"));
        assertEquals(one, other);
    }

    /** No text of a product becomes markup, a control character, or something that a browser loads. */
    @Test
    void pagesAreHarmless() throws Exception {
        String page = HtmlReport.of(SampleRun.run());
        String matrix = Matrix.html(List.of(ReportJson.of(SampleRun.run())));
        for (String html : List.of(page, matrix)) {
            assertFalse(html.toLowerCase(Locale.ROOT).contains("<script"), "script");
            assertFalse(html.contains("\"javascript:"), "address");
            assertTrue(html.chars().allMatch(c -> c == '\n' || c >= ' '), "control character");
            assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;q&quot; &#39;a&#39; &amp;"), "name");
            Matcher loads = Pattern.compile("(?:src|srcset|data|action|poster)=\"|url\\(|@import|<link|<base|<iframe")
                    .matcher(html);
            assertFalse(loads.find(), "loads something");
            assertTrue(html.contains("default-src 'none'"), "policy");
            assertTagsMatch(html);
        }
        for (String id : List.of("ALG-03-wrong-answer-1", "DWN-04-misdelivered-1", "FRG-10-crashed-1")) {
            assertTrue(page.contains("id=\"" + id + "\"") && page.contains("href=\"#" + id + "\""), id);
        }
        NotTested.LIST.forEach(each -> assertTrue(page.contains("<li>" + each), each));
    }

    /** Each element that is not empty by nature is closed in its place. */
    private static void assertTagsMatch(String html) {
        List<String> open = new ArrayList<>();
        String body = html.substring(html.indexOf("<body>"), html.indexOf("</html>"));
        Matcher tag = Pattern.compile("<(/?)([a-z0-9]+)(?: [^<>]*?)?(/?)>").matcher(body);
        while (tag.find()) {
            String name = tag.group(2);
            if (tag.group(3).isEmpty() && !List.of("br", "input").contains(name)) {
                if (tag.group(1).isEmpty()) {
                    open.add(name);
                } else {
                    assertEquals(name, open.isEmpty() ? "" : open.remove(open.size() - 1), () -> "near " + tag.start());
                }
            }
        }
        assertEquals(List.of(), open);
    }

    /** The field that differs is marked: once among the fields of the packet, and by its bits in the address. */
    @Test
    void drawingsMarkTheDifference() {
        PropertyResult misdelivered = SampleRun.properties().get(3);
        String html = FailureHtml.of(misdelivered, 0);
        assertTrue(
                html.contains("differs\" style=\"grid-column:span 32\"><i>Destination Address</i>"
                        + "<code>2001:db8:12::c000:212:0</code><em>allowed 2001:db8:12:3400:0:c000:212:34</em>"),
                html);
        assertEquals(1, html.split("class=\"f differs", -1).length - 1);
        assertTrue(
                html.contains(
                        "<div class=\"differs\"><dt><span class=\"key psid\"></span>EA bits: PSID <small>bits 48–55"),
                html);
        assertEquals(2, html.split("<div class=\"differs\">", -1).length - 1);
        String ecn = FailureHtml.of(SampleRun.properties().get(9), 0);
        assertTrue(ecn.contains("<i>Type of Service</i><code>0x02</code><em>allowed [3]</em>"), ecn);
        assertTrue(FailureHtml.of(SampleRun.properties().get(8), 0).contains("<p>no packet</p>"));
    }

    /** A case whose rule is no rule is drawn without its bit fields. */
    @Test
    void drawsNothingOfUnreadableRules() {
        Setup setup = SampleRun.setup(Role.BR);
        Domain.Rule rule = new Domain.Rule("host.example/40", "x", -1, null, null, null, true, null);
        Domain domain = new Domain("", "x", false, List.of(), List.of(rule), Map.of());
        Setup odd = new Setup(Role.BR, List.of(domain), null, Map.of());
        byte[] address = new byte[16];
        assertEquals("", AddressDrawing.html("a", address, null, odd));
        assertEquals("", AddressDrawing.html("a", address, null, setup));
    }

    @Test
    void theMatrixHasAColumnPerProduct() {
        String report = ReportJson.of(SampleRun.run());
        String other = ReportJson.of(with(List.of(SampleRun.properties().get(2))));
        String html = Matrix.html(List.of(report, other));
        assertEquals(3 + 2, html.split("<th>", -1).length - 1);
        assertTrue(html.contains("<b>1/9</b></td><td><b>1/1</b>"), html);
        Matcher row = Pattern.compile("<tr><td>.*<b>DWN-04</b>.*").matcher(html);
        assertTrue(row.find());
        assertTrue(row.group().endsWith("<small>misdelivered</small></td><td></td></tr>"), row.group());
        assertArrayEquals(
                new String[] {"FRG-10", "HDR-05"},
                Pattern.compile("<b>([A-Z]{3}-[0-9]{2})</b>")
                        .matcher(html)
                        .results()
                        .limit(2)
                        .map(each -> each.group(1))
                        .toArray(String[]::new),
                "by the number of the RFC");
    }

    @Test
    void summary() {
        String plain = Summary.of(SampleRun.run(), false);
        assertFalse(plain.contains("\u001b"), plain);
        assertTrue(plain.contains("| MUST | 1 | 4 | 1 | 0 | 0 | 1 | 1 | 1 |"), plain);
        assertTrue(plain.contains("| SIZ-02 | MUST |"), plain);
        assertFalse(plain.contains("| DWN-01 |"), "a property that passes has no row");
        assertTrue(plain.lines().allMatch(line -> line.length() < 700), "long octets are cut");
        String coloured = Summary.of(SampleRun.run(), true);
        assertEquals(plain, coloured.replaceAll("\u001b\\[[0-9]+m", ""));
        assertEquals(4, coloured.split("\u001b\\[", -1).length - 1);
    }

    @Test
    void verdicts() {
        TreeSet<String> texts = new TreeSet<>();
        for (int exit : new int[] {0, 1, 3, 4}) {
            RunResult run = SampleRun.run();
            texts.add(Summary.verdict(new RunResult(
                    run.kit(), run.suite(), run.target(), 1, run.started(), List.of(), List.of(), List.of(), exit)));
        }
        assertEquals(4, texts.size());
        assertEquals(8, Result.values().length);
    }
}
