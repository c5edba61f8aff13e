package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;

/**
 * Packets that a node sends in addition to those of {@link ForwardingContext}, after them.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public interface NodeOutput {
    /** No packet. */
    NodeOutput NONE = new NodeOutput() {
        @Override
        public int nextOctets() {
            return 0;
        }

        @Override
        public boolean readsFrom(ByteBuffer buffer, int start, int octets) {
            return false;
        }

        @Override
        public boolean next(Packet place) {
            return false;
        }

        @Override
        public void discardPending() {}
    };

    /** Returns the octets of the next packet; 0 if there is none. */
    int nextOctets();

    /** Returns whether the next packet is made from octets of a part of a buffer. */
    boolean readsFrom(ByteBuffer buffer, int start, int octets);

    /** Writes the next packet, for which the window has room; returns false if a rate limit leaves none. */
    boolean next(Packet place);

    /** Discards a packet about the last one. */
    void discardPending();
}
