package io.softwire46.mape.cli.operate;

import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.operate.Evidence;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of observed CEs: CSV with the header {@code ce6,ipv4,port}, or one JSON object per line.
 *
 * <p>Static methods only.
 */
final class SeenFile {
    private static final String HEADER = "ce6,ipv4,port";
    private static final List<String> FIELDS = List.of("ce6", "ipv4", "ports", "prefix");
    private static final int MAX_LINE_OCTETS = 1 << 20;
    private static final int MAX_PORT = 0xffff;

    private SeenFile() {}

    /** Adds the observations of a file to evidence. */
    static void read(Path file, Evidence.Builder evidence) {
        Inputs.refuseDirectory(file);
        try (InputStream in = new BufferedInputStream(
                Inputs.isStandardInput(file) ? System.in : Files.newInputStream(file), 1 << 16)) {
            Consumer<String> reader = null;
            int number = 0;
            for (String line = line(in, file, 1); line != null; line = line(in, file, number + 1)) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    if (reader == null) {
                        reader = reader(line, evidence);
                        if (!line.startsWith("{")) {
                            continue;
                        }
                    }
                    reader.accept(line);
                } catch (JsonException e) {
                    throw new ToolException(Inputs.name(file) + ":" + number + ":" + e.column() + ": " + e.problem());
                } catch (ToolException e) {
                    throw new ToolException(Inputs.name(file) + ":" + number + ": " + e.getMessage());
                } catch (MapConfigurationException e) {
                    throw new ToolException(Inputs.name(file) + ":" + number + ": " + ObservationText.describe(e));
                }
            }
        } catch (FileSystemException e) {
            throw new ToolException(Inputs.describe(e));
        } catch (IOException e) {
            throw new ToolException(Inputs.name(file) + ": cannot be read: " + e.getMessage());
        }
    }

    private static Consumer<String> reader(String first, Evidence.Builder evidence) {
        if (first.startsWith("{")) {
            return line -> readObject(Json.parse(line).asObject(), evidence);
        }
        if (first.equals(HEADER)) {
            return line -> readRow(line, evidence);
        }
        throw new ToolException("is neither the header " + HEADER + " nor a JSON object; use one of them");
    }

    private static void readRow(String line, Evidence.Builder evidence) {
        String[] values = line.split(",", -1);
        if (values.length != 3) {
            throw new ToolException("has " + values.length + " values; use 3: " + HEADER);
        }
        ObservationText.seen(evidence, values[0], values[1], values[2].isEmpty() ? List.of() : List.of(values[2]));
    }

    private static void readObject(JsonObject object, Evidence.Builder evidence) {
        object.refuseUnknown(FIELDS);
        List<String> ports = object.optional("ports").filter(value -> !value.isNull()).stream()
                .flatMap(value -> value.asArray().stream())
                .map(value -> Integer.toString(value.asInt(0, MAX_PORT)))
                .toList();
        ObservationText.seen(
                evidence,
                object.required("ce6").asString(),
                object.required("ipv4").asString(),
                ports);
        object.optional("prefix")
                .filter(value -> !value.isNull())
                .map(JsonValue::asString)
                .ifPresent(text -> ObservationText.prefix(evidence, "prefix", text));
    }

    /** Returns the next line without its end; null at the end of the file. */
    private static @Nullable String line(InputStream in, Path file, int number) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octets.size() == MAX_LINE_OCTETS) {
                throw new ToolException(Inputs.name(file) + ":" + number + ": is longer than " + MAX_LINE_OCTETS
                        + " octets; use one observation per line");
            }
            octets.write(octet);
        }
        String line = Inputs.utf8(octets.toByteArray());
        if (line == null) {
            throw new ToolException(Inputs.name(file) + ":" + number + ": is not UTF-8; save the file as UTF-8");
        }
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
