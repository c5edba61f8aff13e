package io.softwire46.mape.capture;

/**
 * Classic pcap (draft-ietf-opsawg-pcap): a file header, then records, all in the byte order of the magic.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  0|                          Magic Number                         |
 *  4|          Major Version        |         Minor Version         |
 *  8|                           Reserved1                           |
 * 12|                           Reserved2                           |
 * 16|                            SnapLen                            |
 * 20| FCS |f|0 0 0 0 0 0 0 0 0 0 0 0|         LinkType              |
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 *  0|                      Timestamp (Seconds)                      |
 *  4|            Timestamp (Microseconds or nanoseconds)            |
 *  8|                    Captured Packet Length                     |
 * 12|                    Original Packet Length                     |
 * 16|                          Packet Data ...
 * </pre>
 */
final class PcapLayout {
    static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    static final int MAGIC_NANOSECONDS = 0xa1b23c4d;

    static final int VERSION_MAJOR = 2;
    static final int VERSION_MINOR = 4;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_MAJOR_OFFSET = 4;
    static final int VERSION_MINOR_OFFSET = 6;
    static final int SNAP_LENGTH_OFFSET = 16;
    static final int LINK_TYPE_OFFSET = 20;
    static final int FILE_HEADER_OCTETS = 24;

    /** The upper half of the field describes the frame check sequence, which is beyond the IP length. */
    static final int LINK_TYPE_MASK = 0xffff;

    static final int SECONDS_OFFSET = 0;
    static final int FRACTION_OFFSET = 4;
    static final int CAPTURED_LENGTH_OFFSET = 8;
    static final int ORIGINAL_LENGTH_OFFSET = 12;
    static final int RECORD_HEADER_OCTETS = 16;

    private PcapLayout() {}
}
