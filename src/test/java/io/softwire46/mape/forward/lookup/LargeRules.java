package io.softwire46.mape.forward.lookup;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapRule;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Large rule lists, typical ones and ones that are hard on an index; reproducible. */
public final class LargeRules {
    private LargeRules() {}

    /** How the prefixes of the rules are arranged. */
    public enum Arrangement {
        /** Six adjacent prefix lengths, PSID in the EA bits. */
        MIXED {
            @Override
            IntFunction<MapRule> maker(int count) {
                int[] lengths = new SplittableRandom(1).ints(count, 24, 30).toArray();
                int[] starts = new int[count];
                long next = 0x14000000L;
                for (int i = 0; i < count; i++) {
                    long size = 1L << (32 - lengths[i]);
                    starts[i] = (int) ((next + size - 1) & -size);
                    next = (starts[i] & 0xffff_ffffL) + size;
                }
                return i -> rule(
                        0x2001L << 48 | (long) i << 20,
                        0,
                        20 + lengths[i],
                        starts[i],
                        lengths[i],
                        38 - lengths[i],
                        null);
            }
        },
        /** Bindings of RFC 7596, 64 per address. */
        BINDINGS {
            @Override
            IntFunction<MapRule> maker(int count) {
                SplittableRandom random = new SplittableRandom(2);
                long[] low = random.longs(count).toArray();
                return i -> rule(0x20010db8L << 32 | (long) i << 8, low[i], 128, 0x14000000 + i / 64, 32, 0, i % 64);
            }
        },
        /** Bindings in random order, each address with a quarter of its PSIDs. */
        SPARSE_BINDINGS {
            @Override
            IntFunction<MapRule> maker(int count) {
                int[] order = shuffled(count, 3);
                return i -> rule(
                        0x20010db8L << 32 | (long) order[i] << 8,
                        order[i],
                        128,
                        0x14000000 + order[i] / 16,
                        32,
                        0,
                        order[i] * 5 % 64);
            }
        },
        /** Bindings of one random address each, without any common prefix. */
        SCATTERED_BINDINGS {
            @Override
            IntFunction<MapRule> maker(int count) {
                int[] addresses = addresses(count, 4);
                long[] random = new SplittableRandom(4).longs(2L * count).toArray();
                return i -> rule(
                        0x2000L << 48 | (random[2 * i] >>> 4), random[2 * i + 1], 128, addresses[i], 32, 0, i % 64);
            }
        },
        /** Unshared random addresses, random IPv6 prefixes of every length from 40 to 128. */
        SCATTERED {
            @Override
            IntFunction<MapRule> maker(int count) {
                int[] addresses = addresses(count, 5);
                long[] random = new SplittableRandom(5).longs(2L * count).toArray();
                return i -> rule(
                        0x2000L << 48 | (random[2 * i] >>> 4),
                        random[2 * i + 1],
                        40 + i % 89,
                        addresses[i],
                        32,
                        0,
                        null);
            }
        },
        /** In each block 32 nested prefixes, /1 to /32 for the first; the same on the IPv6 side. */
        NESTED {
            @Override
            IntFunction<MapRule> maker(int count) {
                int[] addresses = addresses(count, 6);
                long[] random = new SplittableRandom(6).longs(count).toArray();
                return i -> rule(
                        0x2000L << 48 | (random[i / 32] >>> 4),
                        random[i / 32] * 31,
                        4 + i % 32 * 4,
                        addresses[i / 32],
                        1 + i % 32,
                        0,
                        null);
            }
        },
        /** All addresses of one /16 in order, with IPv6 prefixes of increasing length. */
        ONE_SIXTEEN {
            @Override
            IntFunction<MapRule> maker(int count) {
                return i -> rule(0x20010db8L << 32 | (long) i << 8, 0, 56, 0x14000000 | (i & 0xffff), 32, 0, i >>> 16);
            }
        },
        /** All PSIDs of few addresses. */
        FEW_ADDRESSES {
            @Override
            IntFunction<MapRule> maker(int count) {
                return i -> ruleOfSixteen(
                        0x20010db8L << 32 | (long) i << 8, 0x14000000 + (i >>> 16) * 257, i * 40503 & 0xffff);
            }
        };

        abstract IntFunction<MapRule> maker(int count);

        /** The rules, the same in each call. */
        public List<MapRule> rules(int count) {
            IntFunction<MapRule> maker = maker(count);
            return new ArrayList<>(IntStream.range(0, count).mapToObj(maker).toList());
        }
    }

    private static MapRule ruleOfSixteen(long high, int ipv4, int psid) {
        return MapRule.builder()
                .ipv6Prefix(new IPv6Address(high, 0, 56))
                .ipv4Prefix(new IPv4Address(ipv4, 32))
                .eaLength(0)
                .psidOffset(0)
                .psidLength(16)
                .psid(psid)
                .build();
    }

    private static MapRule rule(long high, long low, int n, int ipv4, int r, int o, Integer psid) {
        long maskHigh = n >= 64 ? -1 : -1L << (64 - n);
        long maskLow = n <= 64 ? 0 : -1L << (128 - n);
        var builder = MapRule.builder()
                .ipv6Prefix(new IPv6Address(high & maskHigh, low & maskLow, n))
                .ipv4Prefix(new IPv4Address(ipv4 & -1 << (32 - r), r))
                .eaLength(o);
        if (psid != null) {
            builder.psidLength(6).psid(psid);
        }
        return (psid != null || r + o > 32 ? builder.psidOffset(6) : builder).build();
    }

    /** Different addresses, ascending. */
    private static int[] addresses(int count, long seed) {
        return new SplittableRandom(seed)
                .ints(0x01000000, 0x7f000000)
                .distinct()
                .limit(count)
                .toArray();
    }

    static int[] shuffled(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        return order;
    }

    /** Prints octets per rule of each arrangement, and the processor time to compile. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        for (Arrangement each : Arrangement.values()) {
            List<MapRule> rules = each.rules(count);
            long least = Long.MAX_VALUE;
            long octets = 0;
            for (int i = 0; i < 5; i++) {
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                CompiledRules compiled = CompiledRules.of(rules);
                least = Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
                octets = compiled.octets();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %7d rules: %5d ms, %5.1f octets a rule%n",
                    each,
                    count,
                    least / 1_000_000,
                    (double) octets / count);
        }
    }
}
