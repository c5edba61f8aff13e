package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.RuleHistory;
import io.softwire46.mape.operate.RuleVersion;
import io.softwire46.mape.operate.lookup.Leases;
import io.softwire46.mape.operate.lookup.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options that say where rules and delegations are and how exact times are, and the files that they name.
 *
 * <p>Not thread-safe: picocli fills it.
 */
final class HistoryOptions {
    private static final int MAX_FINDINGS = 200;
    private static final int MAX_OCTETS = 1 << 30;

    @Option(names = "--history", paramLabel = "FILE", description = "Versions of the rules with their dates.")
    @Nullable Path history;

    @Option(
            names = "--domain",
            paramLabel = "FILE",
            description = "Rules without dates, in any format that lint reads, instead of --history.")
    @Nullable Path domain;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            description =
                    "How long after the end of a version CEs may still use it. Default: of the version, else PT2H.")
    @Nullable String grace;

    @Option(
            names = "--tolerance",
            paramLabel = "DURATION",
            description = "By how much clocks may differ. Default: PT1S.")
    @Nullable String tolerance;

    @Option(
            names = "--leases",
            paramLabel = "FILE",
            description = "Delegations, to name the subscriber: CSV prefix,from,until,subscriber.")
    @Nullable Path leases;

    boolean isDated() {
        return history != null;
    }

    void check() {
        if (history == null && domain == null) {
            throw new ToolException("missing rules; use --history FILE, or --domain FILE for rules without dates");
        }
        if (history != null && domain != null) {
            throw new ToolException("--domain: conflicts with --history; use one of them");
        }
    }

    /** Returns the look-ups over the rules, with grace and tolerance; {@code exact} is without unless they are given. */
    Attribution attribution(PrintWriter err, boolean exact) throws IOException {
        check();
        Attribution found = domain == null
                ? Attribution.of(history(err, version -> {}))
                : Attribution.always(rules(domain, "--domain", Instant.EPOCH, err));
        Duration ownTolerance = duration("--tolerance", tolerance, exact ? Duration.ZERO : null);
        Duration ownGrace = duration("--grace", grace, exact ? Duration.ZERO : null);
        found = ownTolerance == null ? found : found.withTolerance(ownTolerance);
        return ownGrace == null ? found : found.withGrace(ownGrace);
    }

    private static @Nullable Duration duration(String option, @Nullable String text, @Nullable Duration byDefault) {
        if (text == null) {
            return byDefault;
        }
        return Times.duration(text)
                .orElseThrow(() -> new ToolException(option + " " + JsonText.shorten(text)
                        + ": is not an ISO 8601 duration of at most ten years; use the form PT2H"));
    }

    /** Reads the history; the consumer gets its versions. */
    RuleHistory history(PrintWriter err, Consumer<RuleVersion> consumer) throws IOException {
        Path file = Objects.requireNonNull(history);
        try {
            RuleHistory read = RuleHistory.read(file, consumer);
            read.findings().forEach(finding -> err.println(oneLine(finding, file)));
            return read;
        } catch (MapConfigurationException e) {
            throw refused(e, file, err);
        }
    }

    /** Reads rules in any format. */
    static RuleVersion rules(Path file, String option, Instant from, PrintWriter err) throws IOException {
        return rules(file, option, from, false, err);
    }

    /** Reads rules; {@code isRedacted} keeps addresses out of errors. */
    static RuleVersion rules(Path file, String option, Instant from, boolean isRedacted, PrintWriter err)
            throws IOException {
        try {
            return RuleVersion.read(octets(file, option), from);
        } catch (MapConfigurationException e) {
            if (isRedacted) {
                RedactedErrors.refuse(file.toString(), e.findings());
            }
            throw refused(e, file, err);
        }
    }

    /** Prints all errors but the last one, which the exception has. */
    static ToolException refused(MapConfigurationException e, Path file, PrintWriter err) {
        List<Finding> errors = e.findings().stream().filter(Finding::isError).toList();
        if (errors.size() == 1) {
            return new ToolException(oneLine(errors.get(0), file));
        }
        errors.stream().limit(MAX_FINDINGS).forEach(each -> err.println(oneLine(each, file)));
        return new ToolException(file + ": has " + errors.size() + " errors; correct them");
    }

    /** Returns one line about a finding; one about a whole file has no field and no id. */
    private static String oneLine(Finding finding, Path file) {
        boolean isWhole = finding.field().equals("file") || finding.field().equals("history");
        String place = finding.location().isKnown() ? ":" + finding.location() : "";
        return Paragraph.oneLine(
                isWhole && finding.value().equals(Finding.MISSING)
                        ? file + place + ": " + finding.message()
                        : finding.toString(file.toString()));
    }

    static byte[] octets(Path file, String option) throws IOException {
        boolean isStandardInput = file.toString().equals("-");
        if (!isStandardInput && Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; name the file");
        }
        try (InputStream in = isStandardInput ? System.in : Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS);
            if (octets.length == MAX_OCTETS) {
                throw new ToolException(option + " " + file + ": is larger than 1024 MiB; divide it");
            }
            return octets;
        }
    }

    /** Reads the delegations; null if none are named. */
    @Nullable Leases leases() throws IOException {
        if (leases == null) {
            return null;
        }
        if (Files.isDirectory(leases)) {
            throw new FileSystemException(leases.toString(), null, "is a directory; name the file");
        }
        try (Reader in = new InputStreamReader(
                Files.newInputStream(leases),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT))) {
            return Leases.read(in);
        } catch (Leases.LeaseException e) {
            throw new ToolException(leases + ": " + Paragraph.oneLine(String.valueOf(e.getMessage())));
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new ToolException(leases + ": is not UTF-8 text; save it as UTF-8");
        }
    }
}
