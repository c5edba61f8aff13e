package io.softwire46.mape.conformance.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Eviction to free memory, on lists that are searched anew each time. The balance of a source is the number of its
 * evicted datagrams less that of its completed ones. Datagrams that began with their first fragment count separately.
 */
public final class NaiveShares {
    /** A held datagram, as the shares see it. */
    public interface Entry {
        String source();

        int domain();

        boolean beganWithFirst();

        int chunks();
    }

    private final List<NaiveLimits> limits;
    private final Map<String, Integer> balances = new HashMap<>();
    private final SplittableRandom random;
    private int byShare;
    private int byTable;

    /** Shares of a memory with these limits, whose keys are those of the library's store. */
    public NaiveShares(List<NaiveLimits> limits, long key0, long key1) {
        this.limits = limits;
        random = new SplittableRandom(key0 ^ key1);
    }

    /** The number of datagrams that may be held. */
    public int places() {
        return limits.stream().mapToInt(NaiveLimits::maxReassemblies).max().orElseThrow();
    }

    /** The number of datagrams that were evicted because their source had its share. */
    public int byShare() {
        return byShare;
    }

    /** The number of datagrams that were evicted because no more could be held. */
    public int byTable() {
        return byTable;
    }

    /** The number of chunks of memory. */
    public int chunkCapacity() {
        return limits.stream()
                .mapToInt(each -> (int) Math.ceil((each.maxBufferedOctets() + 256) / 2048.0))
                .max()
                .orElseThrow();
    }

    private int share(int domain, int things) {
        double share = limits.get(domain).sharePerSource();
        return share == 1 ? Integer.MAX_VALUE : Math.max(1, (int) Math.floor(share * things));
    }

    /**
     * Removes datagrams from a list, oldest first, until a new or growing datagram fits.
     *
     * @param growing the datagram that grows, or null for a new one
     */
    @SuppressWarnings("ReferenceEquality") // two datagrams may have equal entries
    public NaiveResult evictFor(
            List<Entry> all, @Nullable Entry growing, String source, int domain, boolean first, int needed) {
        int before = growing == null ? 0 : growing.chunks();
        int most = share(domain, chunkCapacity());
        if ((long) before + needed > most) {
            return NaiveResult.SOURCE_SHARE;
        }
        if (most != Integer.MAX_VALUE) {
            if (growing == null
                    && all.stream().filter(e -> e.source().equals(source)).count() >= share(domain, places())) {
                evictOwn(
                        all, all.stream().filter(e -> e.source().equals(source)).toList(), domain);
            }
            while (chunks(all.stream().filter(e -> e.source().equals(source))) + needed > most) {
                evictOwn(
                        all,
                        all.stream()
                                .filter(e -> e.source().equals(source) && e != growing && e.chunks() > 0)
                                .toList(),
                        domain);
            }
        }
        if (growing == null && all.size() == places()) {
            evict(all, all.get(0));
            byTable++;
        }
        while (chunks(all.stream()) + needed > chunkCapacity()) {
            Entry victim = all.stream()
                    .filter(e -> e != growing && e.chunks() > 0)
                    .findFirst()
                    .orElse(null);
            if (victim == null) {
                return NaiveResult.NO_BUFFER;
            }
            evict(all, victim);
            byTable++;
        }
        return NaiveResult.HELD;
    }

    private static int chunks(Stream<Entry> entries) {
        return entries.mapToInt(Entry::chunks).sum();
    }

    private void evictOwn(List<Entry> all, List<Entry> own, int domain) {
        Entry victim = victim(own, share(domain, places()));
        int most = 2 * share(domain, places()) + 16;
        balances.merge(name(victim), 1, (a, b) -> Math.min(most, a + b));
        evict(all, victim);
        byShare++;
    }

    private Entry victim(List<Entry> own, int places) {
        String source = own.get(0).source();
        int first = balances.getOrDefault(source + true, 0);
        int later = balances.getOrDefault(source + false, 0);
        if (later >= 0 && first <= -8 && own.stream().anyMatch(e -> !e.beganWithFirst())) {
            return own.stream().filter(e -> !e.beganWithFirst()).findFirst().orElseThrow();
        }
        if (first >= 0 && later <= -8 && own.stream().anyMatch(Entry::beganWithFirst)) {
            return own.stream().filter(Entry::beganWithFirst).findFirst().orElseThrow();
        }
        boolean oneIsHopeless = (later >= 0 && first <= -8) || (first >= 0 && later <= -8);
        boolean flood = !oneIsHopeless && Math.max(first, later) > places;
        return own.get(flood && random.nextInt(3) == 0 ? own.size() - 1 : 0);
    }

    private static String name(Entry entry) {
        return entry.source() + entry.beganWithFirst();
    }

    private void evict(List<Entry> all, Entry victim) {
        all.remove(victim);
        forgetIfGone(all, victim.source());
    }

    /** A datagram is complete; it is no longer in the list. */
    public void completed(List<Entry> all, Entry entry) {
        int share = share(entry.domain(), places());
        if (share != Integer.MAX_VALUE) {
            int least = -2 * share - 16;
            balances.merge(name(entry), -1, (a, b) -> Math.max(least, a + b));
        }
        forgetIfGone(all, entry.source());
    }

    /** Removes the balances of a source without datagrams. */
    public void forgetIfGone(List<Entry> all, String source) {
        if (all.stream().noneMatch(e -> e.source().equals(source))) {
            balances.remove(source + true);
            balances.remove(source + false);
        }
    }
}
