package io.softwire46.mape.capture;

/**
 * pcapng (draft-ietf-opsawg-pcapng): blocks, in the byte order of the section that they are in.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  0|                          Block Type                           |
 *  4|                      Block Total Length                       |
 *  8|                          Block Body ...       (whole words)
 *   |                      Block Total Length                       |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Section Header          8| Byte-Order Magic | 12| Major | 14| Minor | 16| Section Length (64 bits) | 24| options
 * Interface Description   8| LinkType | 10| Reserved | 12| SnapLen | 16| options
 * Simple Packet           8| Original Packet Length | 12| data
 * Enhanced Packet         8| Interface ID | 12| Timestamp (high, low) | 20| Captured | 24| Original | 28| data, options
 * Packet (obsolete)       8| Interface ID | 10| Drops | 12| Timestamp (high, low) | 20| Captured | 24| Original | 28| …
 * option                  0| Code | 2| Length | 4| value, padded to a whole word
 * </pre>
 *
 * <p>Offsets count from the start of the block.
 */
final class PcapngLayout {
    /** The same in both byte orders. */
    static final int SECTION_HEADER_BLOCK = 0x0a0d0d0a;

    static final int INTERFACE_DESCRIPTION_BLOCK = 1;
    static final int PACKET_BLOCK = 2;
    static final int SIMPLE_PACKET_BLOCK = 3;
    static final int ENHANCED_PACKET_BLOCK = 6;

    static final int BLOCK_TYPE_OFFSET = 0;
    static final int BLOCK_TOTAL_LENGTH_OFFSET = 4;
    static final int BLOCK_BODY_OFFSET = 8;
    static final int BLOCK_TRAILER_OCTETS = 4;
    static final int MIN_BLOCK_OCTETS = 12;
    /** The limit of libpcap, far above the length of blocks of packets, names or statistics. */
    static final int MAX_BLOCK_OCTETS = 1 << 24;

    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    static final int BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;
    static final int BYTE_ORDER_MAGIC_OFFSET = 8;
    static final int MAJOR_VERSION_OFFSET = 12;
    static final int MINOR_VERSION_OFFSET = 14;
    static final int SECTION_OPTIONS_OFFSET = 24;

    static final int LINK_TYPE_OFFSET = 8;
    static final int SNAP_LENGTH_OFFSET = 12;
    static final int INTERFACE_OPTIONS_OFFSET = 16;

    static final int SIMPLE_ORIGINAL_LENGTH_OFFSET = 8;
    static final int SIMPLE_DATA_OFFSET = 12;

    static final int INTERFACE_ID_OFFSET = 8;
    static final int TIMESTAMP_HIGH_OFFSET = 12;
    static final int TIMESTAMP_LOW_OFFSET = 16;
    static final int CAPTURED_LENGTH_OFFSET = 20;
    static final int ORIGINAL_LENGTH_OFFSET = 24;
    static final int DATA_OFFSET = 28;

    static final int OPT_ENDOFOPT = 0;
    static final int IF_TSRESOL = 9;
    static final int IF_TSRESOL_OCTETS = 1;
    static final int IF_TSOFFSET = 14;
    static final int IF_TSOFFSET_OCTETS = 8;
    static final int OPTION_CODE_OFFSET = 0;
    static final int OPTION_LENGTH_OFFSET = 2;
    static final int OPTION_HEADER_OCTETS = 4;

    private PcapngLayout() {}

    /** Rounded up to whole 32-bit words. */
    static long padded(long octets) {
        return octets + 3 & ~3L;
    }
}
