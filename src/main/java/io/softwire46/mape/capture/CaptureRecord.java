package io.softwire46.mape.capture;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The record of a reader, which each packet overwrites.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
final class CaptureRecord {
    /** The largest snapshot length that libpcap and Wireshark write; a record with a larger value is corrupt. */
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

    /** Stores the lengths and reads the octets of the packet, which are next in the input. */
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
