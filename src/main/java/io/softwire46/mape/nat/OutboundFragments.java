package io.softwire46.mape.nat;

import io.softwire46.mape.nat.session.Identifications;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fragments from the inside. Each datagram gets an Identification, and all of its fragments have the same; later fragments have no
 * transport header, so only address and Identification change.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
final class OutboundFragments {
    /** Marks the datagrams that are hairpinned, above the Identification. */
    private static final int HAIRPIN = 1 << 16;

    /** Generation of the mapping by which the datagram was admitted. */
    private static final int GENERATION_SHIFT = 17;

    /** Generations in turn: more than the changes of the mapping within the reassembly time. */
    private static final int GENERATIONS = 1 << 14;

    private final FragmentMemory memory;
    private final Sessions sessions;
    private final Translation translation;
    private final Identifications identifications;
    private final InboundFragments inboundFragments;
    private int generation;

    /** Fragments of the old address or port set, while its sessions go on; null if there are none. */
    private @Nullable OutboundFragments old;

    /** Whether the last fragment was one of {@link #old}. */
    private boolean isOfOld;

    OutboundFragments(
            FragmentMemory memory,
            Sessions sessions,
            Translation translation,
            Identifications identifications,
            InboundFragments inboundFragments,
            int generation) {
        this.memory = memory;
        this.sessions = sessions;
        this.translation = translation;
        this.identifications = identifications;
        this.inboundFragments = inboundFragments;
        this.generation = generation;
    }

    /** Returns the generation after another one. */
    static int after(int generation) {
        return generation + 1 & GENERATIONS - 1;
    }

    /** Ends the datagrams of the mapping before. */
    void setGeneration(int next) {
        generation = next;
    }

    /** Translates later fragments of datagrams that another translator has admitted by that one; null ends it. */
    void setOld(@Nullable OutboundFragments other) {
        old = other;
    }

    /** Returns whether the last later fragment was translated by the other translator. */
    boolean isOfOld() {
        return isOfOld;
    }

    /** Checks a first fragment; a result that is a drop refuses the datagram. */
    NaptResult checkFirst(Packet packet, int ipv4, int space, long nowNanos) {
        return memory.checkFirst(packet, ipv4, space, nowNanos);
    }

    /** Refuses the datagram of a first fragment. */
    NaptResult refuse(Packet packet, int ipv4, NaptResult why, long nowNanos) {
        return memory.refuse(packet, ipv4, why, nowNanos);
    }

    /** Admits the datagram of a first fragment, before it is rewritten, and returns its Identification. */
    int admit(Packet packet, int ipv4, boolean hairpin, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        int identification = identifications.ofDatagram(
                Ipv4Header.sourceAddress(buffer, ipv4),
                Ipv4Header.destinationAddress(buffer, ipv4),
                Ipv4Header.protocol(buffer, ipv4),
                Ipv4Header.identification(buffer, ipv4),
                sessions.tick);
        memory.admit(packet, ipv4, identification | (hairpin ? HAIRPIN : 0) | generation << GENERATION_SHIFT, nowNanos);
        return identification;
    }

    /** Translates a later fragment, or keeps it until the first one arrives. */
    NaptResult later(Packet packet, int ipv4, long nowNanos) {
        isOfOld = false;
        NaptResult result = memory.later(packet, ipv4, nowNanos);
        return result == NaptResult.TRANSLATED ? rewriteAny(packet, ipv4, nowNanos) : result;
    }

    /** Translates a fragment as its datagram was. */
    private NaptResult rewriteAny(Packet packet, int ipv4, long nowNanos) {
        int value = memory.value();
        int admittedBy = value >>> GENERATION_SHIFT;
        if (admittedBy == generation) {
            return rewrite(packet, ipv4, value, nowNanos);
        }
        if (old == null || admittedBy != old.generation) { // its address is no longer valid
            return NaptResult.FRAGMENT_REFUSED;
        }
        isOfOld = true;
        old.translation.edits.begin(packet.buffer());
        NaptResult result = old.rewrite(packet, ipv4, value, nowNanos);
        if (result.isDrop()) {
            old.translation.edits.undo();
        }
        return result;
    }

    private NaptResult rewrite(Packet packet, int ipv4, int value, long nowNanos) {
        ByteBuffer buffer = packet.buffer();
        boolean hairpin = (value & HAIRPIN) != 0;
        if (hairpin && Ipv4Header.timeToLive(buffer, ipv4) <= 1) {
            return NaptResult.TTL_EXPIRED;
        }
        translation.address(buffer, ipv4, Ipv4Header.SOURCE_ADDRESS, sessions.rules.address);
        translation.identification(buffer, ipv4, value & 0xffff);
        if (!hairpin) {
            return NaptResult.TRANSLATED;
        }
        return hairpinned(buffer, ipv4, inboundFragments.later(packet, ipv4, nowNanos));
    }

    /** Completes a fragment whose destination was rewritten as well. */
    NaptResult hairpinned(ByteBuffer buffer, int ipv4, NaptResult result) {
        if (result != NaptResult.TRANSLATED) {
            return result;
        }
        translation.decrementTtl(buffer, ipv4);
        return NaptResult.HAIRPINNED;
    }

    /** Releases a fragment that waited for the first one, and translates it; returns null if there is none. */
    @Nullable NaptResult release(Packet window, long nowNanos) {
        if (!memory.release(window)) {
            return null;
        }
        isOfOld = false;
        if (memory.isRefused()) {
            return NaptResult.FRAGMENT_REFUSED;
        }
        translation.edits.begin(window.buffer());
        return rewriteAny(window, window.offset(), nowNanos);
    }
}
