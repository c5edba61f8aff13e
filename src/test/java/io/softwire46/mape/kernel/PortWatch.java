package io.softwire46.mape.kernel;

import static io.softwire46.mape.kernel.EdgeNetwork.SHARED;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts packets that arrive in the Internet from the shared address: {@code own} with ports or identifiers of the two CEs, and
 * {@code other}. ICMP errors and fragments after the first have none, and are not counted. Static methods only.
 */
final class PortWatch {
    private PortWatch() {}

    /** Starts to count, by rules of nft. */
    static void start() {
        String own = IntStream.rangeClosed(1, 15)
                .mapToObj(a -> (a << 12 | 0x340) + "-" + (a << 12 | 0x35f)) // PSIDs 0x34 and 0x35 are adjacent
                .collect(Collectors.joining(",", "{", "}"));
        String table = """
            table ip watch {
              counter own { }
              counter other { }
              chain arriving {
                type filter hook prerouting priority -500; policy accept;
                ip saddr %s ip frag-off & 0x1fff == 0 jump ports
              }
              chain ports {
                tcp sport %s counter name own return
                udp sport %s counter name own return
                udplite sport %s counter name own return
                icmp type echo-request icmp id %s counter name own return
                icmp type { destination-unreachable, time-exceeded } return
                counter name other
              }
            }""".formatted(SHARED, own, own, own, own);
        KernelNetwork.shell("inet", "nft -f - <<'END'\n" + table + "\nEND");
    }

    /** Returns the packets of both counters. */
    static Map<String, Long> packets() {
        return KernelNetwork.nftCounters("inet");
    }
}
