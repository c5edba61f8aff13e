package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.operate.LookupResult;
import io.softwire46.mape.operate.lookup.Times;
import io.softwire46.mape.operate.time.Zones;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a look-up was made from, as JSON for the reply to an authority. The command keeps no other record.
 *
 * <p>Immutable.
 *
 * @param commandLine the arguments
 * @param inputs options and names of the files that were read, in this order: history or domain, leases
 * @param inputSha256 digest of the log; null for a query on the command line, or a log that was not read to its end
 * @param outputSha256 digest of the output; null if it is not kept
 * @param firstLine first line that was answered, from 1; 0 if there is none
 * @param lastLine last line that was answered; 0 if there is none
 * @param results number of answers by result
 * @param versions beginnings of the versions that were searched
 */
record Evidence(
        List<String> commandLine,
        Inputs inputs,
        @Nullable String inputSha256,
        @Nullable String outputSha256,
        long firstLine,
        long lastLine,
        ToLongFunction<LookupResult> results,
        Collection<Instant> versions) {
    /**
     * Files that were read.
     *
     * @param history history, or null
     * @param domain rules without dates, or null
     * @param leases delegations, or null
     */
    record Inputs(
            @Nullable Path history,
            @Nullable Path domain,
            @Nullable Path leases) {}

    /** Writes the evidence to a file. */
    void write(Path file) throws IOException {
        String version = Evidence.class.getPackage().getImplementationVersion();
        try (TextOutput text = TextOutput.of(file)) {
            String history = sha256(inputs.history);
            String domain = sha256(inputs.domain);
            String leases = sha256(inputs.leases);
            String jar = sha256(jar());
            text.indented(out -> {
                out.beginObject().field("mapeEvidence", 1).field("productVersion", version);
                out.name("commandLine").beginArray();
                commandLine.forEach(out::value);
                out.endArray()
                        .field("inputSha256", inputSha256)
                        .field("outputSha256", outputSha256)
                        .field("historySha256", history)
                        .field("domainSha256", domain)
                        .field("leasesSha256", leases)
                        .field("jarSha256", jar)
                        .field("javaVersion", Runtime.version().toString())
                        .field("zoneDataVersion", Zones.dataVersion())
                        .field("firstLine", firstLine)
                        .field("lastLine", lastLine);
                out.name("results").beginObject();
                for (LookupResult each : LookupResult.values()) {
                    out.field(each.name(), results.applyAsLong(each));
                }
                out.endObject().name("versions").beginArray();
                versions.forEach(each -> out.value(Times.text(each)));
                out.endArray().endObject();
            });
            text.commit();
        }
    }

    /** Returns the file with this program; null if it does not run from one. */
    private static @Nullable Path jar() {
        CodeSource source = Evidence.class.getProtectionDomain().getCodeSource();
        try {
            Path path = source == null ? null : Path.of(source.getLocation().toURI());
            return path != null && Files.isRegularFile(path) ? path : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the digest of a file; null for none, and for standard input, which cannot be read again. */
    private static @Nullable String sha256(@Nullable Path file) throws IOException {
        if (file == null || file.toString().equals("-")) {
            return null;
        }
        MessageDigest digest = Sha256.create();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.hex(digest);
    }
}
