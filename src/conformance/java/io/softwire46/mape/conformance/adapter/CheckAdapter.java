package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks an adapter without judging its product: sends each message once, and one with an unknown field, and checks each answer
 * against the schema.
 *
 * <p>Not thread-safe: use one instance per adapter.
 */
public final class CheckAdapter {
    /** Exit status if all answers are valid. */
    public static final int VALID = 0;

    /** Exit status if the adapter has an error. */
    public static final int ERROR = 3;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BYE = Duration.ofSeconds(2);
    private static final String SUITE = "1.0";

    private final JsonSchema schema = KitResource.protocolSchema();
    private final AdapterProcess process;
    private final PrintWriter out;
    private final double timeFactor;
    private @Nullable Capabilities capabilities;
    private long requests;
    private boolean valid = true;

    private CheckAdapter(AdapterProcess process, PrintWriter out, double timeFactor) {
        this.process = process;
        this.out = out;
        this.timeFactor = timeFactor;
    }

    /**
     * Checks an adapter.
     *
     * @param command words of its command
     * @param out takes one line per message
     * @return exit status: {@link #VALID} or {@link #ERROR}
     */
    public static int run(List<String> command, PrintWriter out) {
        return run(command, out, 1, (request, sent, line) -> {});
    }

    static int run(List<String> command, PrintWriter out, double timeFactor, AdapterProcess.Observer observer) {
        try (AdapterProcess process = AdapterProcess.start(command, observer)) {
            CheckAdapter check = new CheckAdapter(process, out, timeFactor);
            check.all();
            return check.valid ? VALID : ERROR;
        } catch (AdapterException e) {
            out.println("error: " + e.getMessage());
            return ERROR;
        } finally {
            out.flush();
        }
    }

    private void all() {
        send("hello", new Request.Hello(SUITE), true);
        Capabilities of = capabilities;
        if (of == null) {
            return; // without capabilities, no other request has a right answer
        }
        Setup setup = Example.setup(of);
        boolean forwards = setup.role() != Role.CALC && setup.role() != Role.DHCPV6;
        send("configure", new Request.Configure(setup), true);
        Until until = new Until(List.of(), 200, 1_000);
        send(
                "exchange (RFC 7597 A example 2)",
                new Request.Exchange(List.of(Example.packet(setup.role())), until),
                forwards);
        String op = of.queries().keySet().stream().findFirst().orElse("owner");
        send("query", new Request.Query(Example.query(op)), !of.queries().isEmpty());
        send("counters", new Request.Counters(), of.observes().contains("counters"));
        send("tick", new Request.Tick(1_000_000_000), of.virtualClock() && forwards);
        send("reset", new Request.Reset(), of.reset());
        unknownField();
        send("bye", new Request.Bye(), true);
        if (!process.hasEnded()) {
            end();
        }
    }

    private void end() {
        try {
            process.awaitExit("bye", scaled(BYE));
            print("exit", Optional.empty(), "");
        } catch (AdapterException e) {
            print("exit", Optional.of(String.valueOf(e.getMessage())), "");
        }
    }

    private Duration scaled(Duration timeout) {
        return Duration.ofNanos((long) (timeout.toNanos() * timeFactor));
    }

    private void print(String message, Optional<String> problem, String note) {
        valid &= problem.isEmpty();
        out.println(message + ": " + problem.map(text -> "invalid: " + text).orElse("valid" + note));
    }

    /**
     * Sends a message and prints its verdict.
     *
     * @param declared whether the capabilities declare it; else the answer may be an error
     */
    private void send(String message, Request request, boolean declared) {
        long seq = ++requests;
        Reply reply = ask(message, seq, request, RequestCodec.write(seq, request));
        if (reply instanceof Reply.Refusal error) {
            print(
                    message,
                    declared ? Optional.of("error: " + error.text()) : Optional.empty(),
                    " (error: " + error.text() + ")");
        } else if (reply instanceof Reply.Failed failed) {
            print(message, Optional.of("failed: " + failed.kind() + ", " + failed.detail()), "");
        } else if (reply instanceof Reply.Outputs outputs) {
            print(message, Optional.empty(), " (" + outputs.exchange().outputs().size() + " packets)");
        } else if (reply != null) {
            print(message, Optional.empty(), "");
            if (reply instanceof Reply.Hello hello) {
                capabilities = hello.capabilities();
            }
        }
    }

    /** Sends a request whose field is unknown, which the adapter has to refuse. */
    private void unknownField() {
        long seq = ++requests;
        Request request = new Request.Reset();
        String line = RequestCodec.write(seq, request);
        line = line.substring(0, line.length() - 1) + ",\"colour\":\"red\"}";
        Reply reply = ask("unknown field", seq, request, line);
        if (reply != null) {
            print(
                    "unknown field",
                    reply instanceof Reply.Refusal
                            ? Optional.empty()
                            : Optional.of("the field \"colour\" was accepted; answer with \"error\""),
                    "");
        }
    }

    /** Returns the answer; null after a problem, which was printed. */
    private @Nullable Reply ask(String message, long seq, Request request, String line) {
        try {
            String answer = process.ask(request.name(), line, scaled(request instanceof Request.Bye ? BYE : TIMEOUT));
            Optional<String> problem = schema.problem(request.name() + "Answer", Json.parse(answer));
            if (problem.isEmpty()) {
                return Protocol.read(seq, request, answer, capabilities);
            }
            print(message, problem, "");
        } catch (JsonException e) {
            print(message, Optional.of("column " + e.column() + ": " + e.problem()), "");
        } catch (IllegalArgumentException e) {
            print(message, Optional.of(String.valueOf(e.getMessage())), "");
        } catch (AdapterException e) {
            print(message, Optional.of(String.valueOf(e.getMessage())), "");
        }
        return null;
    }
}
