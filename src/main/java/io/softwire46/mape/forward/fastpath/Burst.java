package io.softwire46.mape.forward.fastpath;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ForwardingContext;
import io.softwire46.mape.wire.Packet;
import io.softwire46.mape.wire.PacketBatch;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Processes a burst of one node in one direction, in order. {@link Steps} forwards ordinary packets in batches. The packets that
 * it punts take the slow path between them, one at a time.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class Burst {
    /** The fast path. */
    public interface Steps {
        /** Determines which packets of a batch take the fast path, and their outer headers. No packet is changed. */
        void classify(Packet[] packets, int from, int count);

        /**
         * Forwards classified packets, up to the first that was punted.
         *
         * @param from index of the first classified packet
         * @param done packets of the batch that are finished
         * @return packets of the batch that are finished after the call
         */
        int forward(Packet[] packets, Verdict[] verdicts, int from, int done, int count);

        /** Determines which packets of one buffer take the fast path, and their outer headers. No packet is changed. */
        void classify(PacketBatch batch, int from, int count);

        /** Forwards classified packets of one buffer, up to the first that was punted, as the other form. */
        int forward(PacketBatch batch, int from, int done, int count);

        /**
         * Counts a packet that was not forwarded as dropped, if the columns hold the reason. Domain and rule of the current packet are
         * not set.
         *
         * @param i packet of the batch
         * @return the reason; null if the packet takes the slow path
         */
        @Nullable Verdict refuse(int i);

        /** Writes the rules of the classified packets; for punted packets the value is unspecified. */
        void rules(int[] rules, int from, int count);
    }

    /** The slow path, which forwards any packet. */
    public interface OneByOne {
        Verdict take(Packet packet, long nowNanos);
    }

    private static final Packet[] NOTHING = {};

    private final ForwardingContext context;
    private final LongConsumer begin;
    private final Steps steps;
    private final OneByOne oneByOne;

    /** The array of a burst that ended early. Its packets from {@link #restFrom} to {@link #restTo} have been checked. */
    private Packet[] rest = NOTHING;

    /** A window on the packet of a batch that takes the slow path. */
    private final Packet window = new Packet();

    private int restFrom;
    private int restTo;

    /**
     * Creates the bursts of one node in one direction.
     *
     * @param begin called with the time before packets are classified
     */
    public Burst(ForwardingContext context, LongConsumer begin, Steps steps, OneByOne oneByOne) {
        this.context = context;
        this.begin = begin;
        this.steps = steps;
        this.oneByOne = oneByOne;
    }

    /**
     * Processes packets up to the last, or up to one that has further output.
     *
     * @param rules set to the rule of each packet, all by the same table; null if not needed
     * @return index after the last packet that was processed
     */
    public int take(Packet[] packets, Verdict[] verdicts, int @Nullable [] rules, int from, int to, long nowNanos) {
        check(packets, verdicts, rules, from, to);
        if (from == to) {
            begin.accept(nowNanos); // also a call without packets ends the output of the call before
        }
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
                Verdict refused = rules == null ? steps.refuse(done) : null;
                Verdict verdict = refused == null ? oneByOne.take(packets[at + done], nowNanos) : refused;
                ForwardingContext.set(verdicts, at + done, verdict);
                if (rules != null) {
                    rules[at + done] = context.rule();
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
     * Processes packets of one buffer up to the last, or up to one that has further output.
     *
     * @return index after the last packet that was processed
     */
    @SuppressWarnings("EnumOrdinal") // the batch does not know the type
    public int take(PacketBatch batch, int from, long nowNanos) {
        batch.begin(from);
        int to = batch.size();
        if (from == to) {
            begin.accept(nowNanos);
        }
        for (int at = from; at < to; at += FastPathPackets.PACKETS) {
            begin.accept(nowNanos);
            int count = Math.min(to - at, FastPathPackets.PACKETS);
            steps.classify(batch, at, count);
            int done = steps.forward(batch, at, 0, count);
            while (done < count) {
                Verdict refused = steps.refuse(done);
                if (refused == null) {
                    Verdict verdict = oneByOne.take(batch.attach(at + done, window), nowNanos);
                    batch.set(at + done, verdict.ordinal(), window);
                } else {
                    batch.setRefused(at + done, refused.ordinal());
                }
                done++;
                if (context.further) {
                    return at + done;
                }
                done = steps.forward(batch, at, done, count);
            }
        }
        return to;
    }

    /**
     * Throws on invalid arguments before a packet is changed. The rest of a burst that ended early is not checked again: n
     * packets that each end the burst would take a time of n squared.
     */
    @SuppressWarnings("ReferenceEquality") // identity is meant
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
