package io.softwire46.mape.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Octets that a task allocates in steady state. Static methods only. */
public final class Allocation {
    private static final int ROUNDS = 6;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Work that may fail. */
    public interface Work {
        /** Does it once. */
        void run() throws Exception;
    }

    /**
     * The minimum that one of several runs allocates, in octets. The first run loads classes and is not counted; later
     * the virtual machine itself allocates now and then, when it links or compiles. Work that allocates does so in
     * every run.
     */
    public static long least(Work work) {
        try {
            work.run();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS && least > 0; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                work.run();
                least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            return least;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
