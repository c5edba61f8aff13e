package io.softwire46.mape.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BitVecNum;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import com.microsoft.z3.Model;
import com.microsoft.z3.Params;
import com.microsoft.z3.Solver;
import com.microsoft.z3.Status;
import com.microsoft.z3.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A solver for one theorem. A claim is proved if the solver finds no values of its domain for which the claim is false.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Prover implements AutoCloseable {
    private static final int QUERY_MILLIS = Integer.getInteger("proof.millis", 300_000);

    final SolverWords words;
    private final Context context = new Context();
    private long nanos;
    private int queries;

    Prover() {
        words = new SolverWords(context);
    }

    /** Values of a counterexample. */
    interface Values {
        long of(BitVecExpr word);

        boolean of(BoolExpr truth);
    }

    /** Proves a claim for all values of a domain. Fails if a value contradicts it, or if the solver does not decide in time. */
    void prove(String claimed, BoolExpr domain, BoolExpr claim) {
        long start = System.nanoTime();
        Solver solver = solver(domain, claim);
        Status status = solver.check();
        nanos += System.nanoTime() - start;
        if (Boolean.getBoolean("proof.trace")) {
            System.out.println(claimed + ": " + status + ", " + (System.nanoTime() - start) / 1_000_000 + " ms");
        }
        queries++;
        assertEquals(
                Status.UNSATISFIABLE,
                status,
                () -> claimed + (status == Status.SATISFIABLE ? "\n" + solver.getModel() : solver.getReasonUnknown()));
    }

    /** Checks that a domain is not empty: a claim about an empty domain is always proved. */
    void inhabited(BoolExpr domain) {
        assertEquals(
                Status.SATISFIABLE,
                solver(domain, words.opposite(words.always())).check());
    }

    /** Returns values for which a claim is false. Fails if there are none. */
    Values refute(BoolExpr domain, BoolExpr claim) {
        Solver solver = solver(domain, claim);
        assertEquals(Status.SATISFIABLE, solver.check(), "the fault is not detected");
        Model model = solver.getModel();
        return new Values() {
            @Override
            public long of(BitVecExpr word) {
                return ((BitVecNum) model.eval(word, true)).getBigInteger().longValue();
            }

            @Override
            public boolean of(BoolExpr truth) {
                return model.eval(truth, true).isTrue();
            }
        };
    }

    private Solver solver(BoolExpr domain, BoolExpr claim) {
        Solver solver = context.mkSolver("QF_BV");
        Params parameters = context.mkParams();
        parameters.add("timeout", QUERY_MILLIS);
        solver.setParameters(parameters);
        solver.add(domain);
        solver.add(words.opposite(claim));
        return solver;
    }

    /** Returns solver, JDK and processor. */
    static String machine() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        String processor = Files.exists(processors)
                ? Files.readAllLines(processors).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown")
                : System.getProperty("os.arch");
        return "one thread of " + Version.getFullVersion() + " on JDK "
                + Runtime.version().feature() + ", processor " + processor;
    }

    /** Returns the time that the proofs took, without refutations. */
    long millis() {
        return nanos / 1_000_000;
    }

    int queries() {
        return queries;
    }

    @Override
    public void close() {
        context.close();
    }
}
