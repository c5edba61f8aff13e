package io.softwire46.mape.forward.edge;

import io.softwire46.mape.Document;
import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.domain.NaptSource;
import io.softwire46.mape.provision.format.ReadResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The files of a golden case: two captures, the domain file, and the expectations. */
final class GoldenFiles {
    static final Path FOLDER = Path.of("vectors", "napt");
    static final long SEED = 46;

    private final GoldenCe ce;
    private final ByteArrayOutputStream in = new ByteArrayOutputStream();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PcapWriter inWriter = PcapWriter.to(in);
    private final PcapWriter outWriter = PcapWriter.to(out);
    private final List<String> packets = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    GoldenFiles(GoldenCe ce) {
        this.ce = ce;
    }

    /** Reads a domain file and makes the table of the CE. */
    static EdgeTable table(String domain, String prefix) {
        ReadResult read = JsonDomains.read(Json.parse(domain));
        ConfiguredDomain configured = read.requireDomains().get(0);
        NaptOptions napt =
                NaptSource.of(read.source()).getOrDefault(configured.domain().name(), NaptOptions.defaults());
        return EdgeTable.of(configured, prefix, napt);
    }

    private static void write(PcapWriter writer, byte[] packet, long nowNanos) {
        try {
            writer.write(nowNanos, ByteBuffer.wrap(packet), 0, packet.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void in(byte[] packet, long nowNanos) {
        write(inWriter, packet, nowNanos);
    }

    void expected(Verdict verdict, List<byte[]> sent, long nowNanos) {
        packets.add(json(row -> {
            row.field("verdict", verdict.name()).name("out").beginArray();
            for (byte[] packet : sent) {
                row.value(outWriter.packets());
                write(outWriter, packet, nowNanos);
            }
            row.endArray();
        }));
    }

    void table(String prefix) {
        tables.add(json(row -> row.field("before", packets.size()).field("endUserPrefix", prefix)));
    }

    void request(Consumer<JsonWriter> fields) {
        requests.add(json(row -> {
            row.field("before", packets.size());
            fields.accept(row);
        }));
    }

    private static String json(Consumer<JsonWriter> fields) {
        StringBuilder text = new StringBuilder();
        JsonWriter row = JsonWriter.compact(text).beginObject();
        fields.accept(row);
        row.endObject();
        return text.toString();
    }

    private static void list(StringBuilder text, String name, List<String> rows) {
        text.append(",\n  \"").append(name).append("\": [");
        text.append(rows.isEmpty() ? "" : "\n    ").append(String.join(",\n    ", rows));
        text.append(rows.isEmpty() ? "]" : "\n  ]");
    }

    private String expectations() {
        StringBuilder text = new StringBuilder("{\n  \"endUserPrefix\": \"").append(ce.prefix());
        text.append("\",\n  \"portSet\": \"").append(ce.portSet());
        text.append("\",\n  \"seed\": ").append(SEED);
        if (!tables.isEmpty()) {
            list(text, "tables", tables);
        }
        if (!requests.isEmpty()) {
            list(text, "requests", requests);
        }
        list(text, "packets", packets);
        return text.append("\n}\n").toString();
    }

    /** Writes the files, or compares them. */
    void check(String name, String domain) throws IOException {
        inWriter.commit();
        outWriter.commit();
        Path folder = FOLDER.resolve(name);
        Document.check(folder.resolve("domain.json"), domain);
        Document.check(folder.resolve("expected.json"), expectations());
        Document.check(folder.resolve("in.pcap"), in.toByteArray());
        Document.check(folder.resolve("out.pcap"), out.toByteArray());
    }
}
