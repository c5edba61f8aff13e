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
            case DECODE_DERIVE -> prover -> new DerivationProofs(prover).identity();
            case PLACES -> prover -> new DerivationProofs(prover).places();
            case ROTATED_EA_BITS -> prover -> new ShapeProofs(prover).prefix();
            case ROTATED_ADDRESS -> prover -> new ShapeProofs(prover).address();
            case PORT_OF_INDEX -> prover -> new PortProofs(prover).index();
            case INDEX_OF_PORT -> prover -> new PortProofs(prover).port();
            case PORT_OWNER -> prover -> new PortProofs(prover).owner();
            case PORT_RANGES -> prover -> new PortProofs(prover).ranges();
            case STRICT_IMPLIES_EA -> prover -> new SourceProofs(prover).strictImpliesEa();
            case EQUAL_BITS -> prover -> new SourceProofs(prover).equalBits();
            case DATA_PLANE_EA -> prover -> new DataPlaneProofs(prover).source();
            case FOLD -> prover -> new ChecksumProofs(prover).fold();
            case COLUMN_CHECKSUM -> prover -> new ChecksumProofs(prover).columns();
            case UPDATE -> prover -> new ChecksumProofs(prover).update();
            case HOP -> prover -> new ChecksumProofs(prover).hop();
            case ODD_OFFSET -> prover -> new ChecksumProofs(prover).odd();
            case ORDINARY_IPV4 -> prover -> new ClassificationProofs(prover).ipv4();
            case ORDINARY_TUNNEL -> prover -> new ClassificationProofs(prover).tunnel();
            case ECN -> prover -> new ClassificationProofs(prover).ecn();
            case MARTIANS -> prover -> new ClassificationProofs(prover).martians();
            case EQUAL_SOURCE -> prover -> new ClassificationProofs(prover).source();
            case FAST_ENTRY -> prover -> new PathProofs(prover).entry();
            case FAST_EXIT -> prover -> new PathProofs(prover).exit();
            case IPV4_FRAGMENTS -> prover -> new FragmentProofs(prover).ipv4();
            case IPV6_FRAGMENTS -> prover -> new FragmentProofs(prover).ipv6();
            case PATH_MTU -> prover -> new FragmentProofs(prover).pathMtu();
            case FLOW_LABEL -> prover -> new ClassificationProofs(prover).label();
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
            ProofDocument.Result result = new ProofDocument.Result(prover.queries(), prover.millis(), counterexample);
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
