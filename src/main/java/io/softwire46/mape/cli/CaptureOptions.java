package io.softwire46.mape.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
            description = "Domain file: JSON, or Junos set lines.")
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
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Makes every random choice reproducible; default ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--json", description = "Print the statistics as JSON.")
    boolean json;

    Path domain() {
        return java.util.Objects.requireNonNull(domain);
    }

    Path in() {
        return java.util.Objects.requireNonNull(in);
    }

    Path out() {
        return java.util.Objects.requireNonNull(out);
    }

    boolean readsStandardInput() {
        return in().toString().equals("-");
    }

    /** No output may replace an input or another output. */
    void check() {
        List<Path> written = new ArrayList<>();
        List<String> names = new ArrayList<>();
        add("--out", out(), written, names);
        add("--verdicts", verdicts, written, names);
        add("--stats", stats, written, names);
        for (int i = 0; i < written.size(); i++) {
            refuseSame(names.get(i), written.get(i), "--domain", domain());
            if (!readsStandardInput()) {
                refuseSame(names.get(i), written.get(i), "--in", in());
            }
            for (int j = 0; j < i; j++) {
                refuseSame(names.get(i), written.get(i), names.get(j), written.get(j));
            }
        }
    }

    private static void add(String name, @Nullable Path file, List<Path> files, List<String> names) {
        if (file != null) {
            if (file.toString().equals("-")) {
                throw new ToolException(name + " -: standard output carries the statistics; name a file");
            }
            files.add(file);
            names.add(name);
        }
    }

    private static void refuseSame(String name, Path file, String otherName, Path other) {
        boolean same =
                file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
        try {
            same |= Files.exists(file)
                    && Files.exists(other)
                    && Files.isRegularFile(file)
                    && Files.isSameFile(file, other);
        } catch (IOException e) {
            // What cannot be looked at will be refused when it is opened.
        }
        if (same) {
            throw new ToolException(
                    name + " " + file + ": is also " + otherName + "; choose another file, nothing was written");
        }
    }
}
