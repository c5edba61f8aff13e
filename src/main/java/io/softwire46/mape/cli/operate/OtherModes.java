package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.lookup.Times;
import io.softwire46.mape.operate.sql.BoxRows;
import io.softwire46.mape.operate.sql.SqlDialect;
import io.softwire46.mape.operate.sql.SqlScript;
import io.softwire46.mape.operate.time.TimeForm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code mape lookup} does besides queries and logs: it serves rows, writes SQL, and adds a version to a history.
 *
 * <p>Not thread-safe: picocli fills it.
 */
final class OtherModes {
    @Option(
            names = "--serve",
            paramLabel = "tsv",
            description = "Answer rows on standard input, one row per row, as a co-process of a database.")
    @Nullable String serve;

    @Option(
            names = "--fields",
            paramLabel = "LIST",
            description =
                    "Columns of --serve: result, prefix, mapAddress, psid, rule, version, reason, answer. Default: prefix.")
    private @Nullable String fields;

    @Option(names = "--chunk-header", description = "Each chunk of rows of --serve begins with their number.")
    private boolean chunkHeader;

    @Option(
            names = "--sql",
            paramLabel = "DIALECT",
            description = "Write the look-up as SQL: duckdb, sqlite, postgres, spark, trino or clickhouse.")
    @Nullable String sql;

    @Option(
            names = "--sql-data",
            paramLabel = "FILE",
            description = "Write the rows of --sql to this CSV file; needed for more than 10,000.")
    private @Nullable Path sqlData;

    @Option(
            names = "--add",
            paramLabel = "RULES",
            description = "Add these rules to the history as a version that begins at --from.")
    @Nullable Path add;

    @Option(names = "--from", paramLabel = "TIME", description = "Beginning of the version of --add.")
    private @Nullable String from;

    @Option(names = "--note", paramLabel = "TEXT", description = "Remark in the version of --add.")
    private @Nullable String note;

    /** Adds a version to the history file. */
    int addVersion(HistoryOptions rules, PrintWriter out, PrintWriter err) throws IOException {
        Path history = rules.history;
        if (history == null || from == null || rules.domain != null) {
            throw new ToolException("--add: needs --from TIME and --history FILE, and no --domain");
        }
        String begin = from;
        Instant time = Times.instant(begin)
                .filter(Times::isWholeMillis)
                .orElseThrow(() -> new ToolException("--from " + JsonText.shorten(begin)
                        + ": is not an RFC 3339 time with offset and at most milliseconds; use the form"
                        + " 2026-11-01T03:00:00Z"));
        Path file = Objects.requireNonNull(add);
        RuleVersion version = HistoryOptions.rules(file, "--add", time, err).withNote(note == null ? "" : note);
        boolean isNew = !Files.exists(history);
        String text = isNew ? null : text(history, rules, err);
        String changed;
        try {
            changed = RuleHistory.add(text, version);
        } catch (MapConfigurationException e) {
            throw HistoryOptions.refused(e, history, err);
        }
        if (changed.equals(text)) {
            out.println("no change: the last version has these rules and begins then");
            return ExitStatus.DONE;
        }
        try (TextOutput output = TextOutput.of(history)) {
            output.text(changed);
            output.commit();
        }
        out.println((isNew ? "created " : "changed ") + history);
        out.println("the rules are valid from " + Times.text(time));
        return ExitStatus.DONE;
    }

    /** Returns the text of a history without errors; one without versions is accepted. */
    private static @Nullable String text(Path history, HistoryOptions rules, PrintWriter err) throws IOException {
        byte[] octets = HistoryOptions.octets(history, "--history");
        String text = new String(octets, StandardCharsets.UTF_8);
        String content = text.startsWith("\ufeff") ? text.substring(1) : text;
        if (!isWithoutVersions(content)) {
            rules.history(err, version -> {});
        }
        return content;
    }

    private static boolean isWithoutVersions(String text) {
        return text.replaceAll("\\s", "").matches("\\{\"mapeHistory\":1,\"versions\":\\[\\]\\}");
    }

    /** Answers rows on standard input. */
    int serve(HistoryOptions rules, BatchOptions batch, boolean fullPrefix, PrintWriter out, PrintWriter err)
            throws IOException {
        if (!"tsv".equals(serve)) {
            throw new ToolException("--serve " + JsonText.shorten(String.valueOf(serve)) + ": is not a form; use tsv");
        }
        RowColumns columns = RowColumns.parse(batch.columns, fields);
        TimeForm form = batch.time == null
                ? TimeForm.of("epoch-ms", null, null)
                : batch.timeForms().get(0);
        LeasedLookup lookup = new LeasedLookup(rules.attribution(err, true), rules.leases(), fullPrefix);
        RowServer server = new RowServer(columns, form, rules.isDated(), lookup::find);
        OutputStream octets = StandardOutput.octets(out);
        try {
            return server.serve(System.in, octets, chunkHeader);
        } catch (IOException e) {
            throw StandardOutput.isReaderGone(e)
                    ? ToolException.readerGone()
                    : new ToolException("standard input or output: " + e.getMessage());
        }
    }

    /** Writes the look-up as SQL. */
    int writeSql(HistoryOptions rules, @Nullable Path output, PrintWriter out, PrintWriter err) throws IOException {
        String name = String.valueOf(sql);
        SqlDialect dialect = SqlDialect.named(name)
                .orElseThrow(() -> new ToolException("--sql " + JsonText.shorten(name) + ": is not a dialect; use "
                        + Arrays.stream(SqlDialect.values())
                                .map(SqlDialect::toString)
                                .collect(Collectors.joining(", "))));
        rules.check();
        OutputFiles files = new OutputFiles();
        if (rules.history != null) {
            files.input("--history", rules.history);
        }
        if (rules.domain != null) {
            files.input("--domain", rules.domain);
        }
        files.output("--out", output).output("--sql-data", sqlData);
        SqlScript script = new SqlScript(dialect);
        BoxRows boxes = new BoxRows();
        try (TextOutput data = TextOutput.create(sqlData)) {
            List<List<Object>> rows = new ArrayList<>();
            if (data != null) {
                data.text(SqlScript.csvHeader());
            }
            Consumer<List<Object>> sink = row -> {
                if (data != null) {
                    data.text(script.csv(row));
                } else if (rows.size() == SqlScript.MAX_ROWS) {
                    throw new ToolException("the rules need more than " + SqlScript.MAX_ROWS
                            + " boxes; use --sql-data FILE.csv for them");
                } else {
                    rows.add(row);
                }
            };
            read(rules, boxes, sink, err);
            String text = script.text(rows, boxes.count(), sqlData == null ? null : sqlData.toString());
            if (data != null) {
                data.commit();
            }
            write(text, output, out);
        }
        return ExitStatus.DONE;
    }

    private static void read(HistoryOptions rules, BoxRows boxes, Consumer<List<Object>> sink, PrintWriter err)
            throws IOException {
        try {
            if (rules.domain == null) {
                rules.history(err, version -> boxes.add(version, true, sink));
            } else {
                boxes.add(HistoryOptions.rules(rules.domain, "--domain", Instant.EPOCH, err), false, sink);
            }
        } catch (MapConfigurationException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new ToolException(String.valueOf(e.getMessage()));
        }
    }

    private static void write(String text, @Nullable Path output, PrintWriter out) throws IOException {
        if (output == null) {
            out.print(text);
            return;
        }
        try (TextOutput file = TextOutput.of(output)) {
            file.text(text);
            file.commit();
        }
    }
}
