package io.softwire46.mape.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.ProofDocument;
import io.softwire46.mape.proof.Theorem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands take the counterexamples that docs/proofs.md shows: a query, or a rule file and a packet in hexadecimal. */
class ProofExamplesTest {
    private static final int RAW_IP = 101;

    @ParameterizedTest
    @EnumSource
    void commandTakesCounterexample(Theorem theorem, @TempDir Path directory) throws IOException {
        String example = ProofDocument.results().get(theorem).counterexample();
        List<String> lines = example.lines().toList();
        if (lines.size() == 1) {
            String answer =
                    OracleTest.ask(example.getBytes(StandardCharsets.UTF_8)).get(0);
            // A port that is not assigned and a source that is spoofed are answers; a query that is not understood is
            // not.
            assertTrue(answer.startsWith("{\"ok\":true") || answer.contains("\"code\":\"NO_MAPPING\""), answer);
            return;
        }
        assertEquals(2, lines.size(), example);
        Path domain = Files.writeString(directory.resolve("domain.json"), lines.get(0));
        Path in = Files.write(directory.resolve("in.pcap"), HandMade.pcap(RAW_IP, lines.subList(1, 2)));
        Path out = directory.resolve("out.pcap");
        Tool relay =
                Tool.run("relay", "--domain", domain, "--in", in, "--out", out).done();
        assertTrue(relay.out().contains("1"), relay.out());
    }
}
