package io.softwire46.mape.throughput;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ResultsTest {
    @Test
    void forkIsTheMedianOfItsIterationsAndRowTheMedianOfItsForks() {
        Results results = new JmhJson()
                .add(
                        "A.b",
                        "\"ring\": \"256\", \"kind\": \"x\"",
                        "avgt",
                        "\"rawData\": [[1, 9, 2], [4, 4], [3, 5, 90]]",
                        "")
                .results();
        Measurement row = results.find("A.b kind=x, ring=256").orElseThrow();
        assertArrayEquals(new double[] {2, 4, 5}, row.forks());
        assertEquals(4, row.median());
        assertEquals(250, row.packetsPerMicrosecond());
        assertTrue(Double.isNaN(row.allocated()));
    }

    @Test
    void notANumberIsAString() {
        Results results = new JmhJson()
                .add("A.b", "", "avgt", "\"rawData\": [[7]]", "\"gc.alloc.rate.norm\": {\"rawData\": [[\"NaN\"]]}")
                .results();
        assertTrue(results.find("A.b").orElseThrow().allocated()
                != results.find("A.b").orElseThrow().allocated());
    }

    /** About 6,000 octets per iteration of 300 ms are 0.14 for each operation of 7 microseconds. */
    @Test
    void whatJmhAllocatesIsNotCounted() {
        Results results = new JmhJson()
                .row("A.slow", "", 0.14, 7000)
                .row("A.fast", "", 0.14, 50)
                .row("A.nothing", "", 0.01, 50)
                .row("A.object", "", 16, 7000)
                .results();
        assertEquals(0, results.find("A.slow").orElseThrow().allocated());
        assertEquals(0.14, results.find("A.fast").orElseThrow().allocated());
        assertEquals(0, results.find("A.nothing").orElseThrow().allocated());
        assertEquals(16, results.find("A.object").orElseThrow().allocated());
    }

    @Test
    void percentilesOfSamplesAreThoseOfAFork() {
        // 2000 samples: 1998 of 10, two of 50 in different iterations; 0.999 of them are 1998
        Results results = new JmhJson()
                .add(
                        "A.b",
                        "",
                        "sample",
                        "\"rawDataHistogram\": [[[[10, 1000], [50, 1]], [[10, 998], [50, 1]]], [[[20, 9], [70, 1]]]]",
                        "")
                .results();
        Measurement row = results.rows().get(0);
        assertArrayEquals(new double[] {10, 20}, row.forks());
        assertArrayEquals(new double[] {10, 70}, row.tails());
    }

    @Test
    void laterRowReplacesAnEarlierOne() {
        Results results =
                new JmhJson().row("A.b", "", 0, 1).row("A.b", "", 0, 2).results();
        assertEquals(1, results.rows().size());
        assertEquals(2, results.rows().get(0).median());
    }
}
