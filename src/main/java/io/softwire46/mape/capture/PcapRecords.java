package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.PcapLayout.*;

import java.io.IOException;

/**
 * Reads classic pcap. A fraction of a whole second or more is added unchanged, as libpcap's readers do: it
 * indicates a fault of the clock of the capturing machine, not of the octets. A captured length above the snapshot length
 * or the original length is accepted, too.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
final class PcapRecords implements RecordSource {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final CaptureInput input;
    private final int linkType;
    private final long nanosPerUnit;

    /** Opens a capture. The input is at the file header and has the byte order of the magic number. */
    static PcapRecords open(CaptureInput input) throws IOException, DamagedException {
        input.require(FILE_HEADER_OCTETS, "the pcap file header");
        int major = input.getUnsignedShort(VERSION_MAJOR_OFFSET);
        int minor = input.getUnsignedShort(VERSION_MINOR_OFFSET);
        if (major != VERSION_MAJOR || minor != VERSION_MINOR) {
            throw new CaptureFormatException("pcap version " + major + "." + minor
                    + " is not supported, 2.4 is; convert it with editcap -F pcap");
        }
        int linkType = input.getInt(LINK_TYPE_OFFSET) & LINK_TYPE_MASK;
        if (!LinkType.isSupported(linkType)) {
            throw new CaptureFormatException("link type " + linkType + " is not supported; capture on, or convert to, "
                    + LinkType.supportedTypes());
        }
        long nanosPerUnit = input.getInt(MAGIC_OFFSET) == MAGIC_NANOSECONDS ? 1 : 1_000;
        input.advance(FILE_HEADER_OCTETS);
        return new PcapRecords(input, linkType, nanosPerUnit);
    }

    private PcapRecords(CaptureInput input, int linkType, long nanosPerUnit) {
        this.input = input;
        this.linkType = linkType;
        this.nanosPerUnit = nanosPerUnit;
    }

    @Override
    public boolean next(CaptureRecord record) throws IOException, DamagedException {
        if (input.atEnd()) {
            return false;
        }
        input.beginRecord();
        input.require(RECORD_HEADER_OCTETS, "the record header");
        record.linkType = linkType;
        record.timeNanos = input.getUnsignedInt(SECONDS_OFFSET) * NANOS_PER_SECOND
                + input.getUnsignedInt(FRACTION_OFFSET) * nanosPerUnit;
        long capturedLength = input.getUnsignedInt(CAPTURED_LENGTH_OFFSET);
        long originalLength = input.getUnsignedInt(ORIGINAL_LENGTH_OFFSET);
        input.advance(RECORD_HEADER_OCTETS);
        record.read(input, capturedLength, originalLength);
        return true;
    }
}
