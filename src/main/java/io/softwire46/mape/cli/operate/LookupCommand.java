package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.operate.Answer;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.LookupQuery;
import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.batch.AnswerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code mape lookup}: finds the subscriber's prefix of an IPv4 address and port at a time.
 */
@Command(
        name = "lookup",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Find the subscriber's IPv6 prefix of an IPv4 address and port at a time.",
        footer = {
            "",
            "Exit status: 0 one owner, 1 no owner or a doubt, 2 bad usage or unreadable input.",
            "",
            "Example:",
            "  mape lookup 192.0.2.18:1232 tcp 2026-11-01T10:00:00Z --history history.json"
        })
public final class LookupCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Parameters(arity = "0..3", paramLabel = "QUERY", description = "IPV4[:PORT] [PROTOCOL] [TIME].")
    private List<String> query = List.of();

    @CommandLine.Mixin
    private HistoryOptions rules = new HistoryOptions();

    @CommandLine.Mixin
    private BatchOptions batch = new BatchOptions();

    @CommandLine.Mixin
    private OtherModes other = new OtherModes();

    @Option(
            names = "--full-prefix",
            description = "Print prefixes as eight groups of four digits, as the SQL look-up does.")
    private boolean fullPrefix;

    @Option(
            names = "--evidence",
            paramLabel = "FILE",
            description = "Write what the answers were made from, for the reply to an authority.")
    private @Nullable Path evidence;

    @Option(names = "--json", description = "Print answers as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        checkMode();
        if (other.add != null) {
            return other.addVersion(rules, out(), err());
        }
        if (other.sql != null) {
            return other.writeSql(rules, batch.out, out(), err());
        }
        if (other.serve != null) {
            return other.serve(rules, batch, fullPrefix, out(), err());
        }
        return batch.isRequested() ? lookUpLines() : lookUpOne();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }

    private void checkMode() {
        long modes = Stream.of(
                        !query.isEmpty(),
                        batch.isRequested(),
                        other.serve != null,
                        other.sql != null,
                        other.add != null)
                .filter(isWanted -> isWanted)
                .count();
        if (modes != 1) {
            throw new ToolException(
                    (modes == 0 ? "missing query" : "more than one query")
                            + "; use one of IPV4[:PORT] [PROTOCOL] [TIME], --in FILE, --serve tsv, --sql DIALECT and --add RULES");
        }
        LookupMode mode = other.add != null
                ? LookupMode.ADD
                : other.sql != null
                        ? LookupMode.SQL
                        : other.serve != null
                                ? LookupMode.SERVE
                                : batch.isRequested() ? LookupMode.IN : LookupMode.QUERY;
        mode.check(Objects.requireNonNull(spec).commandLine().getParseResult());
        if (evidence != null) {
            OutputFiles files = new OutputFiles();
            for (Path each : Stream.of(rules.history, rules.domain, rules.leases, batch.in)
                    .filter(Objects::nonNull)
                    .toList()) {
                files.input("an input", each);
            }
            files.output("--out", batch.out).output("--errors", batch.errors).output("--evidence", evidence);
        }
    }

    private LeasedLookup lookup(boolean exact) throws IOException {
        return new LeasedLookup(rules.attribution(err(), exact), rules.leases(), fullPrefix);
    }

    private int lookUpOne() throws IOException {
        rules.check();
        LookupQuery asked = SingleQuery.parse(query, batch.timeForms(), rules.isDated());
        LeasedLookup lookup = lookup(false);
        Answer answer = lookup.find(asked);
        String text = json ? answer.toJson() + "\n" : SingleQuery.text(answer);
        if (evidence != null) {
            MessageDigest digest = Sha256.create();
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            evidence(null, Sha256.hex(digest), 0, 0, result -> result == answer.result() ? 1 : 0, lookup.rules());
        }
        out().print(text);
        return answer.result().isFound() ? ExitStatus.DONE : ExitStatus.NEGATIVE;
    }

    private int lookUpLines() throws IOException {
        LeasedLookup lookup = lookup(false);
        AnswerOptions options =
                new AnswerOptions(json, fullPrefix, lookup.leases() != null, batch.skipLines, batch.errors != null);
        BatchSummary summary = new BatchLookup(
                        batch, lookup.rules(), lookup::find, rules.isDated(), options, evidence != null, err())
                .run(out());
        summary.print(err());
        if (evidence != null) {
            evidence(
                    summary.inputSha256(),
                    summary.outputSha256(),
                    summary.firstLine(),
                    summary.lines(),
                    summary.tally()::answers,
                    lookup.rules());
        }
        if (summary.problem() != null) {
            throw new ToolException(summary.problem());
        }
        return summary.tally().isAllFound() ? ExitStatus.DONE : ExitStatus.NEGATIVE;
    }

    private void evidence(
            @Nullable String inputSha256,
            @Nullable String outputSha256,
            long firstLine,
            long lastLine,
            ToLongFunction<LookupResult> results,
            Attribution used)
            throws IOException {
        CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        new Evidence(
                        root.getParseResult().originalArgs(),
                        new Evidence.Inputs(rules.history, rules.domain, rules.leases),
                        inputSha256,
                        outputSha256,
                        firstLine,
                        lastLine,
                        results,
                        used.beginnings())
                .write(Objects.requireNonNull(evidence));
    }
}
