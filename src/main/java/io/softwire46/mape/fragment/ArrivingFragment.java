package io.softwire46.mape.fragment;

/**
 * Description of the fragment that a reassembler passes to {@link Reassembly}.
 *
 * <p>Not thread-safe: use one instance per reassembler, which sets all fields for each fragment.
 */
final class ArrivingFragment {
    /** Index of the data in the buffer of the fragment. */
    int dataOffset;

    /** Octets of the datagram that precede the data, a multiple of 8. */
    int start;

    /** Length of the data, at least 1; a multiple of 8 unless it is the last fragment. */
    int octets;

    /** Whether fragments of the datagram follow the data. */
    boolean more;

    /** ECN field of the IP header, 0 to 3. */
    int ecn;

    /** Octets directly preceding the data that are kept, at most the available space; 0 if start is not 0. */
    int headerOctets;

    /** A number for the fragment, at least 0; {@link Reassembly#largest} returns the largest of the datagram. */
    int size;

    /** Returns the octets of the datagram up to the end of the data. */
    int end() {
        return start + octets;
    }
}
