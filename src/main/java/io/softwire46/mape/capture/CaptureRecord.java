package io.softwire46.mape.capture;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The one record of a reader, which every packet overwrites.
 *
 * <p>Not thread-safe: one per capture.
 */
final class CaptureRecord {
    /** The largest snapshot length that libpcap and Wireshark write; a record that claims more is nonsense. */
    static final int MAX_CAPTURED_OCTETS = 262_144;

    final int headroomOctets;
    final ByteBuffer buffer;
    long timeNanos;
    int linkType;
    int capturedLength;
    long originalLength;
    long fileOffset;

    CaptureRecord(int headroomOctets) {
        this.headroomOctets = headroomOctets;
        this.buffer = ByteBuffer.allocate(headroomOctets + MAX_CAPTURED_OCTETS);
    }

    /** Takes over the lengths and reads the packet's octets, which are next in the input. */
    void read(CaptureInput input, long capturedLength, long originalLength) throws IOException, DamagedException {
        if (capturedLength > MAX_CAPTURED_OCTETS) {
            throw input.corrupt(
                    "captured length " + capturedLength + " is more than " + MAX_CAPTURED_OCTETS + " octets");
        }
        this.fileOffset = input.recordOffset();
        this.capturedLength = (int) capturedLength;
        this.originalLength = originalLength;
        input.read(buffer.array(), headroomOctets, this.capturedLength, "the packet data");
    }
}
