package io.softwire46.mape.cli;

import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.OutputFiles;
import io.softwire46.mape.cli.text.Terminal;
import io.softwire46.mape.cli.text.ToolException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Options of {@code relay} and {@code edge} that name files, and the checks before any file is opened.
 */
final class CaptureOptions {
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "FILE",
            description = "Domain file: JSON or Junos set lines; - for standard input.")
    private @Nullable Path domain;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "CAPTURE",
            description = "Capture to forward: pcap or pcapng, gzip too; - for standard input, which may be a pipe.")
    private @Nullable Path in;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "CAPTURE",
            description =
                    "Pcap file (raw IP) for all packets that the node sends; - for standard output: the report then goes to"
                            + " standard error.")
    private @Nullable Path out;

    @Option(
            names = "--verdicts",
            paramLabel = "FILE",
            description = "File for the verdict of each packet, one JSON object per line. Default: none.")
    @Nullable Path verdicts;

    @Option(names = "--stats", paramLabel = "FILE", description = "File for all counters as JSON. Default: none.")
    @Nullable Path stats;

    @Option(
            names = "--traffic-stat",
            paramLabel = "FILE",
            description =
                    "File for the traffic-stat leaves of RFC 8676, as RESTCONF returns them; counting starts with the"
                            + " first packet. Default: none.")
    @Nullable Path trafficStat;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of all random choices. Default: ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--json", description = "Print the statistics as JSON. Default: as a table.")
    boolean json;

    Path domain() {
        return Objects.requireNonNull(domain);
    }

    Path in() {
        return Objects.requireNonNull(in);
    }

    Path out() {
        return Objects.requireNonNull(out);
    }

    boolean readsStandardInput() {
        return Inputs.isStandardInput(in());
    }

    /** Whether packets go to standard output, so that nothing else may. */
    boolean writesStandardOutput() {
        return out().toString().equals("-");
    }

    /** Checks that no output replaces an input or another output, and that standard input is read only once. */
    OutputFiles check() {
        if (readsStandardInput() && Inputs.isStandardInput(domain())) {
            throw new ToolException("--domain -: conflicts with --in -, which reads standard input; name a file");
        }
        if (writesStandardOutput() && Terminal.isPresent()) {
            throw new ToolException("--out -: is a terminal, which cannot show a capture; use a pipe or name a file");
        }
        return new OutputFiles()
                .input("--domain", domain())
                .input("--in", in())
                .output("--out", writesStandardOutput() ? null : out())
                .output("--verdicts", verdicts)
                .output("--stats", stats)
                .output("--traffic-stat", trafficStat);
    }
}
