package io.softwire46.mape.forward.tunnel;

import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;

/**
 * Goes on with fragments that were held, once the port of their datagram is known.
 */
public interface HeldFragments {
    /** The answer where nothing is held any more. */
    Verdict NOTHING = Verdict.NOT_MAP;

    /**
     * Takes the oldest held fragment and treats it as if it came now.
     *
     * @param window becomes a window on what leaves, after {@link Verdict#FORWARDED}
     * @return the verdict, or {@link #NOTHING}
     */
    Verdict release(Packet window);
}
