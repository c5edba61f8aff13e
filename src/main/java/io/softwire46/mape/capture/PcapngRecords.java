package io.softwire46.mape.capture;

import static io.softwire46.mape.capture.PcapngLayout.*;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads pcapng. Packet blocks are delivered, section headers and interface descriptions are stored, other blocks are
 * skipped. A packet is delivered only if its whole block is present and both lengths of the block are equal. The section
 * length is ignored.
 *
 * <p>Not thread-safe: use one instance per capture.
 */
final class PcapngRecords implements RecordSource {
    /** Limit that keeps memory bounded for any file. */
    private static final int MAX_INTERFACES = 1 << 16;

    private record Interface(int linkType, long snapLength, TimeScale timeScale) {}

    private final CaptureInput input;
    /** Of the current section, by interface ID. */
    private final List<Interface> interfaces = new ArrayList<>();
    /** Simple Packet Blocks have no time, so they get that of the preceding packet. */
    private long lastTimeNanos;

    /** Opens a capture. The input is at the first block, which must be a Section Header. */
    static PcapngRecords open(CaptureInput input) throws IOException, DamagedException {
        PcapngRecords records = new PcapngRecords(input);
        input.beginRecord();
        long total = records.beginBlock();
        records.sectionHeader(total);
        records.endBlock(total);
        return records;
    }

    private PcapngRecords(CaptureInput input) {
        this.input = input;
    }

    @Override
    public boolean next(CaptureRecord record) throws IOException, DamagedException {
        while (!input.atEnd()) {
            input.beginRecord();
            long total = beginBlock();
            boolean packet = switch (input.getInt(BLOCK_TYPE_OFFSET)) {
                case ENHANCED_PACKET_BLOCK -> enhancedPacket(record, total);
                case SIMPLE_PACKET_BLOCK -> simplePacket(record, total);
                case PACKET_BLOCK -> obsoletePacket(record, total);
                case INTERFACE_DESCRIPTION_BLOCK -> interfaceDescription(total);
                case SECTION_HEADER_BLOCK -> sectionHeader(total);
                default -> false;
            };
            endBlock(total);
            if (packet) {
                lastTimeNanos = record.timeNanos;
                return true;
            }
        }
        return false;
    }

    /** Takes the byte order if this is a Section Header, and returns the checked total length. */
    private long beginBlock() throws IOException, DamagedException {
        input.require(MIN_BLOCK_OCTETS, "a block header");
        if (input.getInt(BLOCK_TYPE_OFFSET) == SECTION_HEADER_BLOCK) {
            int magic = input.getInt(BYTE_ORDER_MAGIC_OFFSET);
            if (magic == BYTE_ORDER_MAGIC_SWAPPED) {
                input.order(input.order() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            } else if (magic != BYTE_ORDER_MAGIC) {
                throw input.corrupt("section header without byte-order magic 0x1a2b3c4d");
            }
        }
        long total = input.getUnsignedInt(BLOCK_TOTAL_LENGTH_OFFSET);
        if (total < MIN_BLOCK_OCTETS || total > MAX_BLOCK_OCTETS || total % 4 != 0) {
            throw input.corrupt("block length " + total + " is not a multiple of 4 between " + MIN_BLOCK_OCTETS
                    + " and " + MAX_BLOCK_OCTETS);
        }
        return total;
    }

    /** Skips the rest of the block and compares its trailing length with its leading length. */
    private void endBlock(long total) throws IOException, DamagedException {
        long read = input.fileOffset() - input.recordOffset();
        input.skip(total - BLOCK_TRAILER_OCTETS - read, "the block");
        input.require(BLOCK_TRAILER_OCTETS, "the block's second length");
        long trailer = input.getUnsignedInt(0);
        if (trailer != total) {
            throw input.corrupt("block begins with length " + total + " and ends with length " + trailer);
        }
        input.advance(BLOCK_TRAILER_OCTETS);
    }

    private void requireFixedPart(int bodyEnd, long total, String what) throws IOException, DamagedException {
        if (total < bodyEnd + BLOCK_TRAILER_OCTETS) {
            throw input.corrupt(what + " of " + total + " octets is shorter than its fixed fields");
        }
        input.require(bodyEnd, what);
    }

    private boolean sectionHeader(long total) throws IOException, DamagedException {
        requireFixedPart(SECTION_OPTIONS_OFFSET, total, "a section header");
        int major = input.getUnsignedShort(MAJOR_VERSION_OFFSET);
        int minor = input.getUnsignedShort(MINOR_VERSION_OFFSET);
        // draft-ietf-opsawg-pcapng section 4.1: some programs write 1.2, which has the same meaning as 1.0
        if (major != 1 || (minor != 0 && minor != 2)) {
            throw input.corrupt("pcapng version " + major + "." + minor + " is not supported, 1.0 is");
        }
        interfaces.clear();
        return false;
    }

    private boolean interfaceDescription(long total) throws IOException, DamagedException {
        requireFixedPart(INTERFACE_OPTIONS_OFFSET, total, "an interface description");
        int linkType = input.getUnsignedShort(LINK_TYPE_OFFSET);
        long snapLength = input.getUnsignedInt(SNAP_LENGTH_OFFSET);
        input.advance(INTERFACE_OPTIONS_OFFSET);
        TimeScale timeScale = timeScaleOption(total - INTERFACE_OPTIONS_OFFSET - BLOCK_TRAILER_OCTETS);
        if (interfaces.size() == MAX_INTERFACES) {
            throw input.corrupt("more than " + MAX_INTERFACES + " interfaces in one section");
        }
        interfaces.add(new Interface(linkType, snapLength, timeScale));
        return false;
    }

    private TimeScale timeScaleOption(long optionsOctets) throws IOException, DamagedException {
        int resolution = TimeScale.DEFAULT_RESOLUTION;
        long offsetSeconds = 0;
        long left = optionsOctets; // whole words, as the block is
        while (left > 0) {
            input.require(OPTION_HEADER_OCTETS, "an interface option");
            int code = input.getUnsignedShort(OPTION_CODE_OFFSET);
            int length = input.getUnsignedShort(OPTION_LENGTH_OFFSET);
            input.advance(OPTION_HEADER_OCTETS);
            left -= OPTION_HEADER_OCTETS + padded(length);
            if (code == OPT_ENDOFOPT) {
                break;
            }
            if (left < 0) {
                throw input.corrupt("interface option " + code + " of " + length + " octets exceeds its block");
            }
            if (code == IF_TSRESOL) {
                requireOption("if_tsresol", length, IF_TSRESOL_OCTETS);
                resolution = input.getUnsignedByte(0);
            } else if (code == IF_TSOFFSET) {
                requireOption("if_tsoffset", length, IF_TSOFFSET_OCTETS);
                offsetSeconds = input.getLong(0);
            }
            input.skip(padded(length), "an interface option");
        }
        return TimeScale.of(resolution, offsetSeconds);
    }

    private void requireOption(String name, int length, int expected) throws IOException, DamagedException {
        if (length != expected) {
            throw input.corrupt("option " + name + " has " + length + " octets instead of " + expected);
        }
        input.require((int) padded(expected), name);
    }

    private boolean enhancedPacket(CaptureRecord record, long total) throws IOException, DamagedException {
        requireFixedPart(DATA_OFFSET, total, "a packet block");
        return packet(record, total, input.getUnsignedInt(INTERFACE_ID_OFFSET));
    }

    private boolean obsoletePacket(CaptureRecord record, long total) throws IOException, DamagedException {
        requireFixedPart(DATA_OFFSET, total, "a packet block");
        return packet(record, total, input.getUnsignedShort(INTERFACE_ID_OFFSET));
    }

    private boolean packet(CaptureRecord record, long total, long interfaceId) throws IOException, DamagedException {
        Interface from = interfaceOf(interfaceId);
        long units = input.getUnsignedInt(TIMESTAMP_HIGH_OFFSET) << 32 | input.getUnsignedInt(TIMESTAMP_LOW_OFFSET);
        long capturedLength = input.getUnsignedInt(CAPTURED_LENGTH_OFFSET);
        long originalLength = input.getUnsignedInt(ORIGINAL_LENGTH_OFFSET);
        record.linkType = from.linkType();
        record.timeNanos = from.timeScale().nanos(units);
        input.advance(DATA_OFFSET);
        return data(record, capturedLength, originalLength, total - DATA_OFFSET - BLOCK_TRAILER_OCTETS);
    }

    private boolean simplePacket(CaptureRecord record, long total) throws IOException, DamagedException {
        requireFixedPart(SIMPLE_DATA_OFFSET, total, "a simple packet block");
        Interface from = interfaceOf(0);
        long originalLength = input.getUnsignedInt(SIMPLE_ORIGINAL_LENGTH_OFFSET);
        // the block has no captured length: the snapshot length bounds it, and 0 is no limit
        long capturedLength = from.snapLength() == 0 ? originalLength : Math.min(originalLength, from.snapLength());
        record.linkType = from.linkType();
        record.timeNanos = lastTimeNanos;
        input.advance(SIMPLE_DATA_OFFSET);
        return data(record, capturedLength, originalLength, total - SIMPLE_DATA_OFFSET - BLOCK_TRAILER_OCTETS);
    }

    private boolean data(CaptureRecord record, long capturedLength, long originalLength, long room)
            throws IOException, DamagedException {
        if (padded(capturedLength) > room) {
            throw input.corrupt("captured length " + capturedLength + " exceeds the " + room + " octets of its block");
        }
        record.read(input, capturedLength, originalLength);
        return true;
    }

    private Interface interfaceOf(long id) throws DamagedException {
        if (id >= interfaces.size()) {
            throw input.corrupt("packet of interface " + id + ", but the section describes " + interfaces.size());
        }
        return interfaces.get((int) id);
    }
}
