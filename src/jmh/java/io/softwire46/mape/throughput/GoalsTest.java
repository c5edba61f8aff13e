package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GoalsTest {
    private static final String DIRECT = "\"memory\": \"direct\"";

    private static Goal goal(JmhJson json, String name) {
        return Goals.of(json.results()).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratioIsOfMediansAndItsRangeOfExtremes() {
        JmhJson json = new JmhJson()
                .row("BatchBenchmark.encapBatch", DIRECT, 0, 10, 12, 11)
                .row("BatchBenchmark.storeFloor", DIRECT, 0, 4, 5, 6);
        Goal goal = goal(json, "encap, one rule, batches, direct");
        assertEquals(11.0 / 5, goal.value().orElseThrow());
        assertEquals(10.0 / 6, goal.low());
        assertEquals(12.0 / 4, goal.high());
        assertTrue(goal.isMet());
        assertEquals("2.20 (1.67 to 3)", goal.valueText());
    }

    @Test
    void missedBeyondTheLimitAndMetOnIt() {
        JmhJson json = new JmhJson().row("BatchBenchmark.storeFloor", DIRECT, 0, 4);
        assertTrue(goal(json.row("BatchBenchmark.decapBatch", DIRECT, 0, 8.8), "decap, one rule, batches, direct")
                .isMet());
        Goal missed = goal(json.row("BatchBenchmark.decapBatch", DIRECT, 0, 8.9), "decap, one rule, batches, direct");
        assertFalse(missed.isMet());
        assertEquals("missed", missed.outcome());
    }

    @Test
    void goalWithoutRowsIsNotMeasured() {
        Goal goal = goal(new JmhJson(), "encap, one rule, batches, direct");
        assertEquals("not measured", goal.outcome());
        assertFalse(goal.isMet());
    }

    @Test
    void joinIsHeldAgainstCopyAndTwoFragments() {
        String params = "\"memory\": \"direct\", \"order\": \"paired\"";
        JmhJson json = new JmhJson()
                .row("ReassemblyBenchmark.copyFloor", params, 0, 40)
                .row("ReassemblyBenchmark.portCache", params, 0, 30)
                .row("ReassemblyBenchmark.joinIpv6", params, 0, 90);
        assertEquals(0.9, goal(json, "two IPv6 fragments reassembled").value().orElseThrow(), 1e-12);
    }

    @Test
    void allocationIsThatOfTheWorstPacketPath() {
        JmhJson json = new JmhJson()
                .row("EdgeBenchmark.encap", "", 0.01, 5)
                .add(
                        "TableBuildBenchmark.build",
                        "",
                        "ss",
                        "\"rawData\": [[5]]",
                        "\"gc.alloc.rate.norm\": {\"rawData\": [[1e9]]}");
        assertTrue(goal(json, "allocation, any packet path").isMet());
        Goal missed = goal(json.row("EdgeBenchmark.decap", "", 24, 5), "allocation, any packet path");
        assertEquals(24, missed.value().orElseThrow());
        assertFalse(missed.isMet());
    }

    @Test
    void memoryIsThatOfAMillionBindings() {
        JmhJson json = new JmhJson()
                .add(
                        "forward.TableBuildBenchmark.build",
                        "\"rules\": \"BINDINGS/1000000\"",
                        "ss",
                        "\"rawData\": [[3000]]",
                        "\"octetsPerRule\": {\"rawData\": [[101]]}");
        assertEquals("missed", goal(json, "memory of 1,000,000 bindings").outcome());
    }

    /** The slower of two numbers of domains counts; one triple is a row of its own. */
    @Test
    void searchIsThatOfTheSlowestRow() {
        JmhJson json = new JmhJson()
                .add(
                        "DiagnoseBenchmark.search",
                        "\"domains\": \"1\", \"triples\": \"65536\"",
                        "ss",
                        "\"rawData\": [[700]]",
                        "")
                .add(
                        "DiagnoseBenchmark.search",
                        "\"domains\": \"3\", \"triples\": \"65536\"",
                        "ss",
                        "\"rawData\": [[5001]]",
                        "")
                .add(
                        "DiagnoseBenchmark.search",
                        "\"domains\": \"1\", \"triples\": \"1\"",
                        "ss",
                        "\"rawData\": [[50]]",
                        "");
        assertEquals(5001, goal(json, "diagnose, 65,536 triples").value().orElseThrow());
        assertEquals("missed", goal(json, "diagnose, 65,536 triples").outcome());
        assertEquals("met", goal(json, "diagnose, one triple").outcome());
        assertEquals("not measured", goal(json, "plan, 64 blocks").outcome());
    }
}
