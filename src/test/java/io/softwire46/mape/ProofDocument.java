package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.proof.Theorem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * docs/proofs.md: theorems from {@link Theorem}; times and counterexamples from the run of the profile {@code proof} that wrote it.
 *
 * <p>Static methods only.
 */
public final class ProofDocument {
    private static final Path FILE = Path.of("docs", "proofs.md");
    private static final Pattern FIGURES =
            Pattern.compile("(?m)^\\| ([0-9.]+) \\|.* \\| (\\d+) \\| (\\d+\\.\\d) s \\|$");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^\\* ([0-9.]+): .*\\R\\R```\\R((?:.+\\R)+?)```$");
    private static final Pattern MACHINE = Pattern.compile("(?m)^Times are of (.*)\\.$");

    private ProofDocument() {}

    /**
     * What a run determined about a theorem.
     *
     * @param queries number of claims that the solver decided
     * @param millis time of the solver
     * @param counterexample lines that a command reads
     */
    public record Result(int queries, long millis, String counterexample) {}

    /**
     * Writes the document if documents are to be written.
     *
     * @param machine solver, JDK and processor of the run
     */
    public static void write(String machine, Map<Theorem, Result> results) throws IOException {
        if (Document.WRITE) {
            Document.check(FILE, text(machine, results));
        }
    }

    /** Checks the document: all but times and counterexamples is as in {@link Theorem}. */
    static void check() throws IOException {
        Matcher machine = MACHINE.matcher(Files.exists(FILE) ? Files.readString(FILE) : "");
        assertTrue(machine.find(), FILE + " has no times");
        Document.check(FILE, text(machine.group(1), results()));
    }

    /** Returns the results in the document. */
    public static Map<Theorem, Result> results() throws IOException {
        String text = Files.exists(FILE) ? Files.readString(FILE) : "";
        Map<String, String> examples = new HashMap<>();
        Matcher example = EXAMPLE.matcher(text);
        while (example.find()) {
            examples.put(example.group(1), example.group(2).strip());
        }
        Map<Theorem, Result> results = new EnumMap<>(Theorem.class);
        Matcher figures = FIGURES.matcher(text);
        while (figures.find()) {
            for (Theorem theorem : Theorem.values()) {
                if (theorem.number().equals(figures.group(1))) {
                    results.put(
                            theorem,
                            new Result(
                                    Integer.parseInt(figures.group(2)),
                                    Math.round(Double.parseDouble(figures.group(3)) * 1000),
                                    examples.getOrDefault(theorem.number(), "")));
                }
            }
        }
        return results;
    }

    private static String text(String machine, Map<Theorem, Result> results) {
        StringBuilder out = new StringBuilder("# Proofs\n\n").append(DocumentsTest.NOTICE);
        out.append("""

                Each theorem is a claim about formulas in `io.softwire46.mape.proof` (src/test), which are written once over 64-bit words and have
                two interpretations:

                * As numbers: the tests of `mvn verify` named `*ComparisonTest` compare the formulas with the methods of the library, for edges and up
                  to 100,000 random inputs each (ten times as many with `mvn -Plong verify`), fewer where an input is a whole domain.
                * As bit vectors: `mvn -Pproof verify` proves the claims with the solver z3, for all inputs of the domain. A wrong formula fails its
                  proof. A claim is proved if the solver finds that no input of the domain contradicts it.

                So the formulas of the theorems are proved, and tests compare them with the library. A theorem may need several claims, of which
                some are lemmas: a lemma about a part of a formula is proved first, and the theorem then for any value of the part that has this
                property. If a lemma is proved for each bit of two words, it holds for the words. The rules of a domain are all that can be built,
                and more: prefixes outside unicast address space are included.

                """);
        out.append("Times are of ").append(machine).append(".\n\n");
        out.append("""
                | No. | Theorem | Clause | For all inputs of | Compared methods | Claims | Time |
                |---|---|---|---|---|---|---|
                """);
        for (Theorem theorem : Theorem.values()) {
            Result result = results.get(theorem);
            assertTrue(
                    result != null,
                    () -> theorem + " is not in " + FILE + "; run mvn -Pproof verify -Ddocuments=write");
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %d | %.1f s |\n",
                    theorem.number(),
                    theorem.statement(),
                    theorem.clause(),
                    theorem.domain(),
                    theorem.methods(),
                    result.queries,
                    result.millis / 1000.0));
        }
        out.append("""

                ## Not proved

                All theorems are decided. These are outside the theorems, and covered by tests only:

                * reads and writes of buffers, look-ups in tables, the walk along TCP options and extension headers, sums over payloads and over
                  IPv4 options;
                * that the steps of a batch are composed as the theorems assume, and that the rule of the inner source is that of the outer source
                  if no rule is nested inside (`BurstProperties`, `NestedRulesModelProperties`);
                * the forms of the data plane that fragments need: `RuleLines.isMapAddress`, `portOf` and `eaBits`, which comparisons run,
                  and `ownsAddress`, which none runs;
                * the path MTU and the limits of `Encapsulator` that come before the arithmetic of theorem 8.2;
                * the slow path beyond the conditions of theorems 7.1 and 7.2, which are sufficient and not necessary; the fast path of a customer
                  edge beyond the steps that it shares with the border relay; SYNs whose MSS is lowered;
                * UDP checksums of 0, which the library neither reads nor writes in IPv4, and NAPT, which it does not have.

                ## Refuted faults

                Each theorem can fail: for a formula with one deliberate fault, the solver finds a counterexample. It is printed as a query for
                `mape oracle`, or as a rule file and a packet for `mape relay`.
                """);
        for (Theorem theorem : Theorem.values()) {
            out.append("\n* ").append(theorem.number()).append(": ").append(theorem.fault());
            out.append("\n\n```\n").append(results.get(theorem).counterexample).append("\n```\n");
        }
        return out.toString();
    }
}
