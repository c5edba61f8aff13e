package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.wire.Packet;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes a burst in one direction: plain packets in {@link Steps} for many together, the others one by one between
 * them, all in order.
 *
 * <p>Not thread-safe: one per worker.
 */
public final class Burst {
    /** The way of plain packets. */
    public interface Steps {
        /** Finds out which of the packets are plain, and where they go; nothing is changed. */
        void classify(Packet[] packets, int from, int count);

        /**
         * Forwards packets that were looked at, up to one that has to go the other way.
         *
         * @param from place of the packet that was looked at first
         * @param done how many are done already
         * @return how many are done now
         */
        int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count);

        /** Writes the rules of the packets that were looked at; of those that have to go the other way, any number. */
        void rules(int[] rules, int from, int count);
    }

    /** The way of any packet. */
    public interface OneByOne {
        Verdict take(Packet packet, long nowNanos);
    }

    private static final Packet[] NOTHING = {};

    private final ForwardingContext context;
    private final LongConsumer begin;
    private final Steps steps;
    private final OneByOne oneByOne;

    /** The array of a burst that ended early; its packets from {@link #restFrom} to {@link #restTo} have been checked. */
    private Packet[] rest = NOTHING;

    private int restFrom;
    private int restTo;

    /**
     * Bursts of one node in one direction.
     *
     * @param begin is called with the time before packets are looked at
     */
    public Burst(ForwardingContext context, LongConsumer begin, Steps steps, OneByOne oneByOne) {
        this.context = context;
        this.begin = begin;
        this.steps = steps;
        this.oneByOne = oneByOne;
    }

    /**
     * Takes packets up to the last, or up to one that leaves something to pull; the place behind it.
     *
     * @param rules set to the rule of each packet, by one table for all; null if they are not needed
     */
    public int take(Packet[] packets, Verdict[] verdicts, int @Nullable [] rules, int from, int to, long nowNanos) {
        check(packets, verdicts, rules, from, to);
        for (int at = from; at < to; at += FastPathPackets.PACKETS) {
            if (rules == null || at == from) {
                begin.accept(nowNanos);
            }
            int count = Math.min(to - at, FastPathPackets.PACKETS);
            steps.classify(packets, at, count);
            if (rules != null) {
                steps.rules(rules, at, count);
            }
            int done = steps.forward(packets, verdicts, at, 0, count);
            while (done < count) {
                ForwardingContext.set(verdicts, at + done, oneByOne.take(packets[at + done], nowNanos));
                if (rules != null) {
                    rules[at + done] = context.rule;
                }
                done++;
                if (context.further) {
                    rest = packets;
                    restFrom = at + done;
                    restTo = to;
                    return at + done;
                }
                done = steps.forward(packets, verdicts, at, done, count);
            }
        }
        return to;
    }

    /**
     * Refuses bad arguments before a packet is touched. The rest of a burst that ended early is not checked again: if each of n
     * packets ends it, that would take time of n squared.
     */
    @SuppressWarnings("ReferenceEquality") // the same array is meant
    private void check(Packet[] packets, Verdict[] verdicts, int @Nullable [] rules, int from, int to) {
        int length = Math.min(packets.length, verdicts.length);
        Objects.checkFromToIndex(from, to, rules == null ? length : Math.min(length, rules.length));
        boolean continues = packets == rest && from == restFrom && to == restTo;
        if (rest != NOTHING) {
            rest = NOTHING;
        }
        if (!continues) {
            Packet.requireDistinct(packets, from, to);
        }
    }
}
