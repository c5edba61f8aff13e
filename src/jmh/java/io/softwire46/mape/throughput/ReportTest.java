package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final String DIRECT = "\"memory\": \"direct\"";

    private static Report report() {
        Properties machine = new Properties();
        machine.setProperty(Machine.PROCESSOR, "Fast & <Cheap>");
        Results results = new JmhJson()
                .row("BatchBenchmark.storeFloor", DIRECT, 0, 4, 5, 6)
                .row("BatchBenchmark.encapBatch", DIRECT, 0.0004, 9, 10, 11)
                .row("BatchBenchmark.decapBatch", DIRECT, 24, 16, 16, 16)
                .row("OtherBenchmark.thing", "", 0, 3)
                .add(
                        "PublishBenchmark.burst",
                        "\"published\": \"nothing\"",
                        "sample",
                        "\"rawDataHistogram\": [[[[640, 999], [6400, 1]]]]",
                        "")
                .results();
        return Report.of(results, machine);
    }

    @Test
    void pageNeedsNothingBesideItself() {
        String page = HtmlReport.text(report());
        assertFalse(page.contains("<script"));
        assertFalse(page.contains("<link"));
        assertFalse(page.contains("<img"));
        assertFalse(page.contains("@import"));
        assertFalse(page.contains("url(http"));
        assertTrue(page.contains("prefers-color-scheme: dark"));
    }

    /** A colour that is not a variable of the style sheet would not follow light and dark. */
    @Test
    void visibleColoursOfChartsAreVariablesThatTheStyleSheetHas() {
        String page = HtmlReport.text(report());
        assertTrue(page.contains("<svg "));
        String opaque = page.replaceAll("rgb\\(0,0,0\\);fill-opacity:0\\.0", "");
        assertFalse(opaque.contains("rgb("), "a fixed colour");
        var used = Pattern.compile("var\\((--[a-z0-9]+)\\)").matcher(page);
        while (used.find()) {
            assertEquals(
                    3, page.split(Pattern.quote(used.group(1) + ":"), -1).length, used.group(1) + " light and dark");
        }
    }

    @Test
    void textIsEscaped() {
        String page = HtmlReport.text(report());
        assertTrue(page.contains("Fast &amp; &lt;Cheap&gt;"));
        assertFalse(page.contains("<Cheap>"));
    }

    @Test
    void goalsRatesAndRatiosStandInTheMarkdown() {
        String text = MarkdownReport.text(report());
        assertTrue(
                text.contains(
                        "| encap, one rule, batches, direct | store floor | at most 2.20 x floor | 2 (1.50 to 2.75) | met |"),
                text);
        assertTrue(
                text.contains(
                        "| decap, one rule, batches, direct | store floor | at most 2.20 x floor | 3.20 (2.67 to 4) | missed |"),
                text);
        // 10 ns per packet are 100 million packets per second, each 1000 bits of a 100 Gbit/s line: 125 octets, 20 of
        // them gap, 40 tunnel
        // header
        assertTrue(
                text.contains(
                        "| encap, one rule | 100.0 | every frame; 1 core | every frame; 1 core | every frame; 1 core | from 65 octets; 2 cores |"),
                text);
        assertTrue(text.contains("| encapBatch | direct | 10.0 | 9.00 to 11.0 | 100 | 2.00 | storeFloor | 0 |"), text);
        assertTrue(
                text.contains("| decapBatch | direct | 16.0 | 16.0 to 16.0 | 62.5 | 3.20 | storeFloor | 24.0 |"), text);
    }

    @Test
    void classThatNobodyNamedHasASectionTooAndSamplesTheirTail() {
        String text = MarkdownReport.text(report());
        assertTrue(text.contains("## OtherBenchmark"));
        // 640 ns per burst of 64 packets
        assertTrue(text.contains("| nothing | 10.0 | 0.64 |"), text);
    }

    @Test
    void emptyRunHasAReport() {
        Report report = Report.of(Results.parse("[]"), new Properties());
        assertTrue(MarkdownReport.text(report).contains("not measured"));
        assertTrue(HtmlReport.text(report).contains("0 of 0"));
    }
}
