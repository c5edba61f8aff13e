package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.Deltas;
import io.softwire46.mape.nat.session.Edits;
import io.softwire46.mape.nat.session.SessionFlags;
import io.softwire46.mape.nat.session.SessionTable;
import io.softwire46.mape.wire.Ipv4Header;
import java.nio.ByteBuffer;

/**
 * Rewrites addresses, ports and checksums of a packet, by incremental update (RFC 1624 equation 3). A wrong checksum remains wrong
 * by the same amount.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class Translation {
    final Edits edits = new Edits();
    private final long[] words;

    Translation(Sessions sessions) {
        words = sessions.words;
    }

    /**
     * Rewrites the source of an outbound packet.
     *
     * @param transport index of its transport header, -1 in a later fragment
     * @param at index of the session's word 0
     */
    void source(ByteBuffer buffer, int ipv4, int transport, int at, int external) {
        long word2 = words[at + SessionTable.DELTAS];
        edits.putInt(ipv4 + Ipv4Header.SOURCE_ADDRESS, external);
        edits.applyDelta(ipv4 + Ipv4Header.HEADER_CHECKSUM, (int) (word2 >>> 48));
        int space = SessionFlags.space(words, at);
        edits.putShort(transport + Transport.sourceOffset(space), SessionFlags.port(words, at));
        checksum(buffer, transport, space, (int) (word2 >>> 32) & 0xffff);
    }

    /** Rewrites the destination of an inbound packet, as {@link #source} does the source. */
    void destination(ByteBuffer buffer, int ipv4, int transport, int at) {
        long word2 = words[at + SessionTable.DELTAS];
        edits.putInt(ipv4 + Ipv4Header.DESTINATION_ADDRESS, SessionFlags.insideAddress(words, at));
        edits.applyDelta(ipv4 + Ipv4Header.HEADER_CHECKSUM, Deltas.opposite((int) (word2 >>> 48)));
        int space = SessionFlags.space(words, at);
        edits.putShort(transport + Transport.destinationOffset(space), SessionFlags.insidePort(words, at));
        checksum(buffer, transport, space, Deltas.opposite((int) (word2 >>> 32) & 0xffff));
    }

    private void checksum(ByteBuffer buffer, int transport, int space, int delta) {
        int place = transport + Transport.checksumOffset(space);
        int old = buffer.getShort(place) & 0xffff;
        edits.putShort(place, Transport.checksum(space, old, delta));
    }

    /** Rewrites an address of the IPv4 header alone. */
    void address(ByteBuffer buffer, int ipv4, int field, int to) {
        long change = Deltas.address(buffer.getInt(ipv4 + field), to);
        edits.putInt(ipv4 + field, to);
        edits.applyDelta(ipv4 + Ipv4Header.HEADER_CHECKSUM, (int) change);
    }

    void identification(ByteBuffer buffer, int ipv4, int to) {
        int old = Ipv4Header.identification(buffer, ipv4);
        edits.putShort(ipv4 + Ipv4Header.IDENTIFICATION, to);
        edits.applyDelta(ipv4 + Ipv4Header.HEADER_CHECKSUM, (int) Deltas.word(old, to));
    }

    /** Takes one hop from the Time to Live, which must not be 0. */
    void decrementTtl(ByteBuffer buffer, int ipv4) {
        int old = buffer.getShort(ipv4 + Ipv4Header.TIME_TO_LIVE) & 0xffff;
        int less = old - 0x100;
        edits.putShort(ipv4 + Ipv4Header.TIME_TO_LIVE, less);
        edits.applyDelta(ipv4 + Ipv4Header.HEADER_CHECKSUM, (int) Deltas.word(old, less));
    }
}
