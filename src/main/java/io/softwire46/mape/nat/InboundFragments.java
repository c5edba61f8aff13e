package io.softwire46.mape.nat;

import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import org.jspecify.annotations.Nullable;

/**
 * Fragments from the outside. The first one determines the inside host; in later ones only the address changes.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class InboundFragments {
    /** The value of a datagram is the inside address with this bit inverted, so that no inside address is a refusal. */
    private static final int BIT = 1 << 31;

    private final FragmentMemory memory;
    private final Translation translation;

    InboundFragments(FragmentMemory memory, Translation translation) {
        this.memory = memory;
        this.translation = translation;
    }

    /** Checks a first fragment; a result that is a drop refuses the datagram. */
    NaptResult checkFirst(Packet packet, int ipv4, int space, long nowNanos) {
        return memory.checkFirst(packet, ipv4, space, nowNanos);
    }

    /** Refuses the datagram of a first fragment. */
    NaptResult refuse(Packet packet, int ipv4, NaptResult why, long nowNanos) {
        return memory.refuse(packet, ipv4, why, nowNanos);
    }

    /** Admits the datagram of a first fragment, before it is rewritten. */
    void admit(Packet packet, int ipv4, int insideAddress, long nowNanos) {
        memory.admit(packet, ipv4, insideAddress ^ BIT, nowNanos);
    }

    /** Translates a later fragment, or keeps it until the first one arrives. */
    NaptResult later(Packet packet, int ipv4, long nowNanos) {
        NaptResult result = memory.later(packet, ipv4, nowNanos);
        if (result == NaptResult.TRANSLATED) {
            rewrite(packet, ipv4);
        }
        return result;
    }

    private void rewrite(Packet packet, int ipv4) {
        translation.address(packet.buffer(), ipv4, Ipv4Header.DESTINATION_ADDRESS, memory.value() ^ BIT);
    }

    /** Releases a fragment that waited for the first one, and translates it; returns null if there is none. */
    @Nullable NaptResult release(Packet window) {
        if (!memory.release(window)) {
            return null;
        }
        if (memory.isRefused()) {
            return NaptResult.FRAGMENT_REFUSED;
        }
        translation.edits.begin(window.buffer());
        rewrite(window, window.offset());
        return NaptResult.TRANSLATED;
    }
}
