package io.softwire46.mape.cli;

import io.softwire46.mape.capture.CaptureDamage;
import io.softwire46.mape.capture.CaptureReader;
import io.softwire46.mape.capture.LinkLayer;
import io.softwire46.mape.capture.LinkType;
import io.softwire46.mape.capture.PcapWriter;
import io.softwire46.mape.cli.input.CaptureSource;
import io.softwire46.mape.cli.input.Inputs;
import io.softwire46.mape.cli.text.ExitStatus;
import io.softwire46.mape.cli.text.Progress;
import io.softwire46.mape.cli.text.StandardOutput;
import io.softwire46.mape.cli.text.TextOutput;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.wire.Packet;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a capture through a node, packet by packet in constant memory. An output file appears under its name only when the run is
 * complete.
 *
 * <p>Not thread-safe: use one instance per run.
 */
final class CaptureRun {
    /** Length of the longest packet with its tunnel headers. */
    private static final int MAX_PACKET_OCTETS = 0x1_0000 + CaptureSource.HEADROOM_OCTETS;

    /** The node's counters as leaves of RFC 8676. */
    interface TrafficStat {
        String text(CounterSnapshot counters, String since);
    }

    private final CaptureOptions options;
    private final Forwarder node;
    private final TrafficStat trafficStat;
    private final String nodeName;
    private final PrintWriter out;
    private final PrintWriter err;
    private final ByteBuffer pending = ByteBuffer.allocate(MAX_PACKET_OCTETS);
    private final Packet window = new Packet();
    private long clock = Long.MIN_VALUE;
    private long firstNanos;
    private long records;
    private long notIp;
    private long unsupported;
    private int unsupportedType;

    /** The file for the events of the NAPT, and whether they have remote endpoints; null without NAPT. */
    private @Nullable Path eventFile;

    private boolean logsRemotes;
    private @Nullable EventLog events;

    CaptureRun(
            CaptureOptions options,
            Forwarder node,
            TrafficStat trafficStat,
            String nodeName,
            PrintWriter out,
            PrintWriter err) {
        this.options = options;
        this.node = node;
        this.trafficStat = trafficStat;
        this.nodeName = nodeName;
        this.out = out;
        this.err = err;
    }

    /** Writes the events of the NAPT to a file. */
    CaptureRun withEvents(@Nullable Path file, boolean withRemotes) {
        eventFile = file;
        logsRemotes = withRemotes;
        return this;
    }

    int run() {
        CaptureReader reader = CaptureSource.open(options.in());
        try (reader) {
            return forwardAll(reader);
        } catch (FileSystemException e) {
            throw new ToolException(Inputs.describe(e));
        } catch (IOException e) {
            throw new ToolException("cannot close an output file: " + e.getMessage());
        }
    }

    private int forwardAll(CaptureReader reader) throws IOException {
        try (PcapWriter writer = packetOutput();
                TextOutput verdicts = TextOutput.create(options.verdicts);
                TextOutput stats = TextOutput.create(options.stats);
                TextOutput leaves = TextOutput.create(options.trafficStat);
                TextOutput eventOutput = TextOutput.create(eventFile)) {
            if (eventOutput != null && node instanceof CustomerEdge edge) {
                events = new EventLog(eventOutput, edge.napt().orElseThrow(), logsRemotes);
            }
            forwardAll(reader, writer, verdicts);
            CounterSnapshot counters = node.counters().snapshot();
            Statistics statistics =
                    new Statistics(nodeName, node, new Statistics.Capture(records, notIp, writer.packets()));
            if (stats != null) {
                stats.indented(statistics::writeJson);
            }
            if (leaves != null) {
                leaves.text(trafficStat.text(
                        counters, Instant.ofEpochSecond(0, firstNanos).toString()));
            }
            commit(
                    writer,
                    Stream.of(verdicts, stats, leaves, eventOutput)
                            .flatMap(Stream::ofNullable)
                            .toList());
            print(statistics);
        }
        if (unsupported > 0) {
            note(unsupported + " records skipped, such as one of link type " + unsupportedType
                    + "; supported link types are " + LinkType.supportedTypes());
        }
        CaptureDamage damage = reader.damage();
        if (damage == null) {
            return ExitStatus.DONE;
        }
        note(damage.message());
        return ExitStatus.NEGATIVE;
    }

    private PcapWriter packetOutput() throws IOException {
        return options.writesStandardOutput()
                ? PcapWriter.to(new FileOutputStream(FileDescriptor.out))
                : PcapWriter.create(options.out());
    }

    /** Whoever reads standard output gets packets as soon as there are no more to read. */
    private void flush(PcapWriter writer) {
        try {
            writer.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private void forwardAll(CaptureReader reader, PcapWriter writer, @Nullable TextOutput verdicts) throws IOException {
        if (options.writesStandardOutput()) {
            reader.onPause(() -> flush(writer));
        }
        LinkLayer link = LinkLayer.create();
        Packet packet = new Packet();
        try (Progress progress = Progress.of(options.in(), options.readsStandardInput(), err)) {
            while (CaptureSource.next(reader, options.in())) {
                forward(reader, link, packet, writer, verdicts);
                progress.at(reader.fileOffset());
            }
        }
    }

    private void forward(
            CaptureReader reader, LinkLayer link, Packet packet, PcapWriter writer, @Nullable TextOutput verdicts) {
        LinkLayer.Payload payload =
                link.find(reader.linkType(), reader.buffer(), reader.offset(), reader.capturedLength());
        if (records == 0) {
            firstNanos = reader.timeNanos();
        }
        clock = Math.max(clock, reader.timeNanos());
        boolean more;
        do {
            more = node.expire(clock);
            writePending(writer, reader.timeNanos());
            drainEvents();
        } while (more);
        long first = writer.packets();
        Verdict verdict = Verdict.NOT_MAP;
        if (payload == LinkLayer.Payload.IPV4 || payload == LinkLayer.Payload.IPV6) {
            packet.attach(reader.buffer(), link.ipOffset(), link.ipLength(), CaptureSource.HEADROOM_OCTETS);
            verdict = payload == LinkLayer.Payload.IPV4 ? node.fromIpv4(packet, clock) : node.fromIpv6(packet, clock);
        } else {
            notIp++;
            if (payload == LinkLayer.Payload.UNSUPPORTED) {
                unsupported++;
                unsupportedType = reader.linkType();
            }
        }
        if (verdict.leaves()) {
            write(writer, reader.timeNanos(), packet);
        }
        writePending(writer, reader.timeNanos());
        drainEvents();
        if (verdicts != null) {
            Verdict result = verdict;
            verdicts.line(json -> verdictJson(json, result, first, writer.packets()));
        }
        records++;
    }

    private void drainEvents() {
        if (events != null) {
            events.drain(firstNanos);
        }
    }

    private void writePending(PcapWriter writer, long timeNanos) {
        while (node.next(window.attach(pending, 0, pending.capacity(), 0))) {
            write(writer, timeNanos, window);
        }
    }

    private void verdictJson(JsonWriter json, Verdict verdict, long from, long end) {
        json.beginObject().field("index", records).field("verdict", verdict.name());
        json.name("out").beginArray();
        for (long i = from; i < end; i++) {
            json.value(i);
        }
        json.endArray().endObject();
    }

    private void write(PcapWriter writer, long timeNanos, Packet packet) {
        try {
            writer.write(timeNanos, packet.buffer(), packet.offset(), packet.length());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private ToolException cannotWrite(IOException e) {
        if (!options.writesStandardOutput()) {
            return TextOutput.cannotWrite(options.out(), e);
        }
        return StandardOutput.isReaderGone(e)
                ? ToolException.readerGone()
                : TextOutput.cannotWrite(Path.of("standard output"), e);
    }

    /** Writes all outputs to the end before the first one gets its name: if the disk is full, none appears. */
    private void commit(PcapWriter writer, List<TextOutput> texts) {
        texts.forEach(TextOutput::flush);
        try {
            writer.flush();
            writer.commit();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        texts.forEach(TextOutput::commit);
    }

    private void print(Statistics statistics) {
        PrintWriter report = options.writesStandardOutput() ? err : out;
        if (options.json) {
            statistics.writeJson(JsonWriter.indented(report)).endLine();
        } else {
            statistics.print(report);
        }
        report.flush();
    }

    private void note(String text) {
        out.flush();
        err.println("mape " + nodeName + ": " + Inputs.name(options.in()) + ": " + text);
    }
}
