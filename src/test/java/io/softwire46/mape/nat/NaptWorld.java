package io.softwire46.mape.nat;

import io.softwire46.mape.conformance.model.NaiveNaptSettings;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.PortSet;
import io.softwire46.mape.nat.NaptOptions.FilteringBehavior;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptOptions.QuoteChecksum;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A NAPT with a small port set, in the terms of the library and in those of the model.
 *
 * <p>Immutable.
 *
 * @param table for the library
 * @param settings for the model
 */
record NaptWorld(NaptTable table, NaiveNaptSettings settings) {
    static final int INSIDE = 0xc0a80100;

    private static final int MAX_RATE = 1_000_000;

    /** A CE with 1, 2, 4 or 15 ports; the PSID changes its ports. */
    static CeMapping ce(int portCount, int psid) {
        return switch (portCount) {
            case 1 -> Edges.shared(1, 15, psid);
            case 2 -> Edges.shared(1, 14, psid);
            case 4 -> Edges.shared(1, 13, psid);
            case 15 -> Edges.shared(4, 12, psid);
            default -> throw new IllegalArgumentException("no such port set");
        };
    }

    private static boolean once(Random random, int times) {
        return random.nextInt(times) == 0;
    }

    static NaptWorld draw(Random random, CeMapping ce, int maxHosts) {
        PortSet set = ce.portSet();
        int count = set.size();
        boolean strict = once(random, 6);
        boolean tcpOverlapping = !once(random, 4);
        boolean udpOverlapping = once(random, 5);
        FilteringBehavior tcpFilter = FilteringBehavior.values()[random.nextInt(3)];
        FilteringBehavior udpFilter = FilteringBehavior.values()[random.nextInt(3)];
        boolean inboundRefresh = once(random, 4);
        boolean dropQuote = once(random, 3);
        boolean preservePort = once(random, 6);
        boolean preserveParity = once(random, 6);
        int hold = once(random, 2) ? 120 : random.nextInt(30);
        int minExclusive = random.nextInt(count + 1) / 2;
        int minOverlapping = random.nextInt(count + 1) / 2;
        int established = once(random, 2) ? 7440 : 8000;
        int opening = 4 + random.nextInt(300);
        int closing = 240 + random.nextInt(60);
        int timeWait = random.nextInt(200);
        int udp = 120 + random.nextInt(300);
        int icmp = 60 + random.nextInt(60);
        int perHost = once(random, 3) ? 1 + random.nextInt(12) : 64;
        int exclusivePerHost = once(random, 2) ? count : 1 + random.nextInt(count);
        int hosts = Math.min(maxHosts, once(random, 4) ? 1 + random.nextInt(3) : 1024);

        List<Reserved> reserved = new ArrayList<>();
        List<NaiveNaptSettings.Reserved> modelReserved = new ArrayList<>();
        List<Forward> forwards = new ArrayList<>();
        List<NaiveNaptSettings.Forward> modelForwards = new ArrayList<>();
        if (count > 2 && once(random, 3)) {
            int port = set.portAt(random.nextInt(count));
            boolean any = random.nextBoolean();
            reserved.add(new Reserved(any ? null : NaptProtocol.UDP, port, port));
            modelReserved.add(
                    new NaiveNaptSettings.Reserved(any ? NaiveNaptSettings.ANY : NaiveNaptSettings.UDP, port, port));
        }
        if (count > 2 && once(random, 3)) {
            NaptProtocol protocol = random.nextBoolean() ? NaptProtocol.TCP : NaptProtocol.UDP;
            int port = set.portAt(random.nextInt(count));
            boolean some = random.nextBoolean();
            int to = INSIDE + 1 + random.nextInt(3);
            int toPort = 5000 + random.nextInt(3);
            if (reserved.stream().noneMatch(each -> each.contains(protocol, port))) {
                forwards.add(new Forward(
                        protocol,
                        port,
                        to,
                        toPort,
                        some ? List.of(new NaptOptions.Ipv4Prefix(Remote.ADDRESSES[0], 32)) : List.of()));
                modelForwards.add(new NaiveNaptSettings.Forward(
                        protocol.number(),
                        port,
                        to,
                        toPort,
                        some ? List.of(new NaiveNaptSettings.Prefix(Remote.ADDRESSES[0], 32)) : List.of()));
            }
        }
        NaptOptions options = NaptOptions.defaults()
                .withInside("192.168.0.0/16")
                .with(NaptOption.STRICT_4787, strict)
                .with(NaptOption.TCP_MAPPING, mapping(tcpOverlapping))
                .with(NaptOption.UDP_MAPPING, mapping(udpOverlapping))
                .with(NaptOption.TCP_FILTERING, tcpFilter)
                .with(NaptOption.UDP_FILTERING, udpFilter)
                .with(NaptOption.INBOUND_REFRESH, inboundRefresh)
                .with(NaptOption.QUOTE_CHECKSUM, dropQuote ? QuoteChecksum.DROP : QuoteChecksum.COUNT)
                .with(NaptOption.PRESERVE_PORT, preservePort)
                .with(NaptOption.PRESERVE_PARITY, preserveParity)
                .with(NaptOption.PORT_HOLD_SECONDS, hold)
                .with(NaptOption.MIN_EXCLUSIVE_PORTS, minExclusive)
                .with(NaptOption.MIN_OVERLAPPING_PORTS, minOverlapping)
                .with(NaptOption.TCP_ESTABLISHED, established)
                .with(NaptOption.TCP_OPENING, opening)
                .with(NaptOption.TCP_CLOSING, closing)
                .with(NaptOption.TCP_TIME_WAIT, timeWait)
                .with(NaptOption.UDP, udp)
                .with(NaptOption.ICMP, icmp)
                .with(NaptOption.MAX_SESSIONS, 64)
                .with(NaptOption.MAX_SESSIONS_PER_HOST, perHost)
                .with(NaptOption.MAX_EXCLUSIVE_PORTS_PER_HOST, exclusivePerHost)
                .with(NaptOption.MAX_HOSTS, hosts)
                .with(NaptOption.NEW_SESSIONS_PER_SECOND_PER_HOST, MAX_RATE)
                .withReserved(reserved)
                .withForwards(forwards);
        NaiveNaptSettings settings = new NaiveNaptSettings(
                ce.ipv4Bits(),
                set.stream().boxed().toList(),
                List.of(new NaiveNaptSettings.Prefix(0xc0a80000, 16)),
                new NaiveNaptSettings.Choice(
                        preservePort, preserveParity, hold, false, modelReserved, minExclusive, minOverlapping),
                new NaiveNaptSettings.Behavior(
                        strict,
                        tcpOverlapping,
                        udpOverlapping,
                        Set.of(53, 123, 443, 853),
                        filter(tcpFilter),
                        filter(udpFilter),
                        inboundRefresh,
                        dropQuote),
                new NaiveNaptSettings.Timers(
                        established, opening, closing, timeWait, udp, Map.of(53, 10, 123, 10), icmp),
                new NaiveNaptSettings.Limits(64, perHost, exclusivePerHost, hosts, MAX_RATE),
                modelForwards);
        return new NaptWorld(NaptTable.of(ce, options), settings);
    }

    private static MappingBehavior mapping(boolean overlapping) {
        return overlapping ? MappingBehavior.OVERLAPPING : MappingBehavior.EXCLUSIVE;
    }

    private static NaiveNaptSettings.Filter filter(FilteringBehavior behavior) {
        return switch (behavior) {
            case ENDPOINT -> NaiveNaptSettings.Filter.ENDPOINT;
            case ADDRESS -> NaiveNaptSettings.Filter.ADDRESS;
            case ADDRESS_AND_PORT -> NaiveNaptSettings.Filter.ADDRESS_AND_PORT;
        };
    }

    /** Remote endpoints. */
    static final class Remote {
        static final int[] ADDRESSES = {0xcb007101, 0xcb007102, 0xc6336401};
        static final int[] PORTS = {53, 443, 8080, 4500};

        private Remote() {}
    }
}
