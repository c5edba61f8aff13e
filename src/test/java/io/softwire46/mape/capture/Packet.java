package io.softwire46.mape.capture;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A copy of one record of a reader. */
record Packet(long timeNanos, int linkType, long originalLength, String hex, long fileOffset) {

    /** Everything that a reader delivered, and how it ended. */
    record Reading(List<Packet> packets, @Nullable CaptureDamage damage) {}

    static Packet of(long timeNanos, int linkType, long originalLength, byte[] data, long fileOffset) {
        return new Packet(timeNanos, linkType, originalLength, HexFormat.of().formatHex(data), fileOffset);
    }

    static Reading readAll(byte[] capture) throws IOException {
        return readAll(new ByteArrayInputStream(capture), 8);
    }

    /** The same from a stream that gives little at a time, as a pipe may. */
    static Reading readAllDribbling(byte[] capture) throws IOException {
        return readAll(
                new FilterInputStream(new ByteArrayInputStream(capture)) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return super.read(target, offset, Math.min(length, 3));
                    }
                },
                0);
    }

    static Reading readAll(InputStream stream, int headroomOctets) throws IOException {
        List<Packet> packets = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.from(stream, headroomOctets)) {
            while (reader.next()) {
                byte[] data = new byte[reader.capturedLength()];
                reader.buffer().get(reader.offset(), data);
                packets.add(Packet.of(
                        reader.timeNanos(), reader.linkType(), reader.originalLength(), data, reader.fileOffset()));
            }
            return new Reading(packets, reader.damage());
        }
    }
}
