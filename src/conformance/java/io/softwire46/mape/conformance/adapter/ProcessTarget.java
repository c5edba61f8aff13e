package io.softwire46.mape.conformance.adapter;

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
import io.softwire46.mape.conformance.adapter.AdapterException.Kind;
import io.softwire46.mape.json.JsonException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product behind a process that answers the process protocol. Every error of the adapter is an {@link AdapterException}, and
 * ends the process, except for an answer that has the field {@code error}.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class ProcessTarget implements Target {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration BYE = Duration.ofSeconds(2);

    private final AdapterProcess process;
    private final double timeFactor;
    private final Capabilities capabilities;
    private long requests;

    private ProcessTarget(AdapterProcess process, String suite, double timeFactor) {
        this.process = process;
        this.timeFactor = timeFactor;
        capabilities = ((Reply.Hello) ask(new Request.Hello(suite), START, null)).capabilities();
    }

    /**
     * Returns a factory that starts a command for each target.
     *
     * @param command words of the command, as {@link CommandWords} splits them
     * @param suite version of the suite, such as {@code 1.0}
     */
    public static TargetFactory factory(List<String> command, String suite) {
        return factory(command, suite, 1, (request, sent, line) -> {});
    }

    /** Returns a factory whose time-outs are multiplied, and whose lines are observed. */
    static TargetFactory factory(
            List<String> command, String suite, double timeFactor, AdapterProcess.Observer observer) {
        List<String> words = List.copyOf(command);
        return () -> {
            AdapterProcess process = AdapterProcess.start(words, observer);
            try {
                return new ProcessTarget(process, suite, timeFactor);
            } catch (RuntimeException e) {
                process.kill();
                throw e;
            }
        };
    }

    private Reply ask(Request request, Duration timeout, @Nullable Capabilities known) {
        long seq = ++requests;
        String line = process.ask(request.name(), RequestCodec.write(seq, request), scaled(timeout));
        Reply reply;
        try {
            reply = Protocol.read(seq, request, line, known);
        } catch (JsonException e) {
            throw fail(Kind.GARBAGE, request, "column " + e.column() + ": " + e.problem());
        } catch (IllegalArgumentException e) {
            throw fail(Kind.GARBAGE, request, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            throw fail(Kind.TOO_MUCH, request, "the answer does not fit into memory");
        }
        if (reply instanceof Reply.Refusal error) {
            throw new AdapterException(Kind.ERROR, request.name(), error.text(), process.stderr());
        }
        if (reply instanceof Reply.Failed failed) {
            process.kill();
            throw new TargetFailure(failed.kind(), failed.detail());
        }
        return reply;
    }

    private AdapterException fail(Kind kind, Request request, String problem) {
        process.kill();
        return new AdapterException(kind, request.name(), problem, process.stderr());
    }

    private Duration scaled(Duration timeout) {
        return Duration.ofNanos((long) (timeout.toNanos() * timeFactor));
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Configured configure(Setup setup) {
        return ((Reply.Configure) ask(new Request.Configure(setup), START, capabilities)).result();
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        Duration deadline = Duration.ofMillis(until.deadlineMillis() + 1_000L);
        return ((Reply.Outputs) ask(new Request.Exchange(packets, until), deadline, capabilities)).exchange();
    }

    @Override
    public Answer query(Query query) {
        return ((Reply.Answer) ask(new Request.Query(query), SHORT, capabilities)).answer();
    }

    @Override
    public List<Counter> counters() {
        return allCounters().counters();
    }

    @Override
    public Map<String, Long> trafficStat() {
        Map<String, Long> leaves = allCounters().trafficStat();
        if (leaves == null) {
            throw new AdapterException(Kind.ERROR, "counters", "trafficStat is null", process.stderr());
        }
        return leaves;
    }

    private Reply.Counters allCounters() {
        return (Reply.Counters) ask(new Request.Counters(), SHORT, capabilities);
    }

    @Override
    public Exchange tick(Duration elapsed) {
        return ((Reply.Outputs) ask(new Request.Tick(elapsed.toNanos()), SHORT, capabilities)).exchange();
    }

    @Override
    public boolean reset() {
        return capabilities.reset() && ask(new Request.Reset(), SHORT, capabilities) instanceof Reply.Done;
    }

    /** Returns the end of the adapter's standard error, at most 65,536 octets. */
    @Override
    public String stderr() {
        return process.stderr();
    }

    /**
     * Ends the adapter with a {@code bye}; after an error it has ended before.
     *
     * @throws AdapterException if it does not answer or end in time; then it was ended
     */
    @Override
    public void close() {
        if (!process.hasEnded()) {
            long begin = System.nanoTime();
            try {
                ask(new Request.Bye(), BYE, capabilities);
                process.awaitExit("bye", scaled(BYE).minusNanos(System.nanoTime() - begin));
            } finally {
                process.kill();
            }
        }
    }
}
