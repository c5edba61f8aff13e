package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.CaptureTarget;
import io.softwire46.mape.conformance.judge.Counts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A product that is started, configured, started anew after each failure, and closed.
 *
 * <p>Not thread-safe.
 */
final class Session implements AutoCloseable {
    private static final int MAX_RESTARTS = 3;

    /** Nanoseconds between the begins of two cases: longer than every time-out and rate limit. */
    static final long CASE_NANOS = 100_000_000_000L;

    private final TargetFactory factory;
    private final Capabilities capabilities;

    private @Nullable Target target;
    private @Nullable Setup setup;
    private int restarts;
    private long cases;

    /** @throws AdapterError if the product cannot be started */
    Session(TargetFactory factory) {
        this.factory = factory;
        this.capabilities = call(Target::capabilities);
    }

    /** The adapter or the kit failed, and not the product. */
    static final class AdapterError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Whether the run cannot go on. */
        private final boolean isLast;

        AdapterError(String message, boolean isLast) {
            super(message);
            this.isLast = isLast;
        }

        boolean isLast() {
            return isLast;
        }
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /** Configures the product, if it does not have this configuration. */
    Configured configure(Setup wanted) {
        if (target != null && wanted.equals(setup)) {
            return Configured.ok();
        }
        Configured configured = call(running -> running.configure(wanted));
        setup = configured.outcome() == Configured.Outcome.OK ? wanted : null;
        return configured;
    }

    /** Tries a configuration that the product may refuse; it has to be configured afterwards. */
    Configured tryOut(Setup wanted) {
        setup = null;
        return call(running ->
                running instanceof CaptureTarget capture ? capture.tryOut(wanted) : running.configure(wanted));
    }

    /** The time at which the next case begins. */
    long nextCaseNanos() {
        return cases++ * CASE_NANOS;
    }

    Exchange exchange(List<Sent> packets, Until until) {
        Exchange exchange = call(running -> running.exchange(packets, until));
        long octets = exchange.outputs().stream()
                .mapToLong(each -> each.octets().length)
                .sum();
        if (exchange.outputs().size() > Exchange.MAX_OUTPUTS || octets > Exchange.MAX_OCTETS) {
            throw failed("exchange: " + exchange.outputs().size() + " outputs of " + octets + " octets are too many");
        }
        return exchange;
    }

    Answer query(Query query) {
        return call(running -> running.query(query));
    }

    /** The values of all counters. */
    Counts counters() {
        List<Counter> counters = call(Target::counters);
        boolean hasLeaves = capabilities.observes().contains("trafficStat");
        return Counts.of(counters, hasLeaves ? call(Target::trafficStat) : Map.of());
    }

    /** Empties what the product remembers; it keeps its configuration. */
    void reset() {
        if (target == null) {
            return;
        }
        boolean done = capabilities.reset() && call(Target::reset);
        if (done) {
            cases = 0;
        } else {
            Setup wanted = setup;
            close();
            if (wanted != null) {
                configure(wanted);
            }
        }
    }

    /** The last lines that the product wrote for people. */
    String stderr() {
        Target running = target;
        return running == null ? "" : running.stderr();
    }

    private <T> T call(Function<Target, T> request) {
        try {
            Target running = target;
            if (running == null) {
                running = factory.start();
                target = running;
            }
            T answer = Objects.requireNonNull(request.apply(running), "the adapter returned null");
            restarts = 0;
            return answer;
        } catch (TargetFailure e) {
            restarts = 0;
            close();
            throw e;
        } catch (AdapterError e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } catch (Exception e) {
            String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            String written = lastLine(stderr());
            throw failed(written.isEmpty() || text.contains(written) ? text : text + "; it wrote: " + written);
        }
    }

    private static String lastLine(String text) {
        String written = text.strip();
        return written.substring(written.lastIndexOf('\n') + 1).strip();
    }

    private AdapterError failed(String problem) {
        close();
        restarts++;
        return new AdapterError(problem, restarts >= MAX_RESTARTS);
    }

    /** Ends the product; the next call starts it anew. */
    @Override
    public void close() {
        Target running = target;
        target = null;
        setup = null;
        cases = 0;
        if (running != null) {
            try {
                running.close();
            } catch (RuntimeException e) {
                // it ends anyway: its answers were judged before
                restarts = Math.max(restarts, 0);
            }
        }
    }
}
