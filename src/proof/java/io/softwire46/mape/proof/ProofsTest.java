package io.softwire46.mape.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.softwire46.mape.ProofDocument;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Proves each theorem and refutes its fault. {@code -Dproof=3.1} selects one, and {@code -Ddocuments=write} writes docs/proofs.md. */
class ProofsTest {
    private static final Map<Theorem, ProofDocument.Result> RESULTS = new EnumMap<>(Theorem.class);

    /** Proves a theorem, and returns a counterexample to its fault. */
    private interface Proof {
        String of(Prover prover);
    }

    private static Proof proof(Theorem theorem) {
        return switch (theorem) {
            case PORT_OF_INDEX -> prover -> new PortProofs(prover).index();
            case INDEX_OF_PORT -> prover -> new PortProofs(prover).port();
            case PORT_OWNER -> prover -> new PortProofs(prover).owner();
            case PORT_RANGES -> prover -> new PortProofs(prover).ranges();
        };
    }

    @TestFactory
    Stream<DynamicTest> theorems() {
        String only = System.getProperty("proof", "");
        return Stream.of(Theorem.values())
                .filter(theorem -> theorem.number().startsWith(only))
                .map(theorem -> dynamicTest(
                        theorem.clause() + ", " + theorem.number() + ": " + theorem.statement(), () -> prove(theorem)));
    }

    private static void prove(Theorem theorem) {
        try (Prover prover = new Prover()) {
            String counterexample = proof(theorem).of(prover);
            ProofDocument.Result result =
                    new ProofDocument.Result(prover.queries(), prover.millis(), counterexample);
            RESULTS.put(theorem, result);
            System.out.println(theorem.number() + " " + result);
            assertTrue(prover.queries() > 0);
        }
    }

    @AfterAll
    static void document() throws IOException {
        if (RESULTS.size() == Theorem.values().length) {
            ProofDocument.write(Prover.machine(), RESULTS);
        }
    }
}
