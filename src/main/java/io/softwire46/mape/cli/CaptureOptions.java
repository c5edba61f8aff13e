package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ToolException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code relay} and {@code edge} are told about files, and the checks before any of them is touched.
 */
final class CaptureOptions {
    @Option(
            names = "--domain",
            required = true,
            paramLabel = "FILE",
            description = "Domain file: JSON, or Junos set lines; - for standard input.")
    private @Nullable Path domain;

    @Option(
            names = "--in",
            required = true,
            paramLabel = "CAPTURE",
            description = "Packets to forward: pcap or pcapng, - for standard input.")
    private @Nullable Path in;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "CAPTURE",
            description = "Where the packets that leave are written, as pcap of raw IP.")
    private @Nullable Path out;

    @Option(
            names = "--verdicts",
            paramLabel = "FILE",
            description = "What became of each packet, one JSON object a line.")
    @Nullable Path verdicts;

    @Option(names = "--stats", paramLabel = "FILE", description = "All counters as JSON.")
    @Nullable Path stats;

    @Option(
            names = "--traffic-stat",
            paramLabel = "FILE",
            description = "The traffic-stat leaves of RFC 8676 as RESTCONF returns them; their counting began with the"
                    + " first packet.")
    @Nullable Path trafficStat;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Makes every random choice reproducible; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--json", description = "Print the statistics as JSON.")
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

    /** No output may replace an input or another output, and standard input can be read once. */
    void check() {
        if (readsStandardInput() && Inputs.isStandardInput(domain())) {
            throw new ToolException("--domain -: --in reads standard input already; name a file");
        }
        new OutputFiles()
                .input("--domain", domain())
                .input("--in", in())
                .output("--out", out())
                .output("--verdicts", verdicts)
                .output("--stats", stats)
                .output("--traffic-stat", trafficStat);
    }
}
