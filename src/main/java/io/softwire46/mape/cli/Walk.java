package io.softwire46.mape.cli;

import inet.ipaddr.ipv4.IPv4Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.fragment.ReassemblyLimits;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.Napt44;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.nat.NaptOptions.Forward;
import io.softwire46.mape.nat.NaptOptions.MappingBehavior;
import io.softwire46.mape.nat.NaptProtocol;
import io.softwire46.mape.nat.NaptResult;
import io.softwire46.mape.nat.NaptTable;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ten steps of Juniper's public MAP-E overview. Rule IPv6 prefix (/48) and PSID offset (4) are the only ones for which its CE
 * address and port agree. A forward gives the CE's NAPT the overview's port.
 *
 * <p>Not thread-safe: use one instance per walk.
 */
final class Walk {
    /** The step in which the CE sends to the BR. */
    static final int INTO_TUNNEL = 3;

    /** The step in which the Internet answers. */
    static final int ANSWER = 6;

    static final String BORDER_RELAY = "3001:db8:ffff::1";
    static final String END_USER_PREFIX = "2001:db8:ce:29c::/64";
    private static final String CLIENT = "192.168.1.10";
    private static final int CLIENT_PORT = 5500;
    private static final IPv4Address SERVER = Addresses.parseIpv4("server", "1.1.1.1");
    private static final int SERVER_PORT = 443;
    static final int PUBLIC_PORT = 6600;
    static final NaptOptions NAPT = NaptOptions.defaults()
            .withForwards(List.of(Forward.of(NaptProtocol.TCP, PUBLIC_PORT, CLIENT + ":" + CLIENT_PORT)));
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    private final MapRule rule = MapRule.of("2001:db8:ce::/48", "67.91.205.0/24", 16).toBuilder()
            .psidOffset(4)
            .build();
    private final ConfiguredDomain domain = new ConfiguredDomain(
            MapDomain.of("walk", RuleSet.of(rule), List.of(Addresses.parseIpv6("borderRelay", BORDER_RELAY))),
            ForwardingOptions.defaults());
    private final CustomerEdge ce =
            CustomerEdge.seeded(domain, Addresses.parseIpv6Prefix("endUserPrefix", END_USER_PREFIX), 0);
    private final NaptTable naptTable = NaptTable.of(ce.mapping(), NAPT);
    private final Napt44 napt = Napt44.seeded(Published.of(naptTable), ReassemblyLimits.ipv4(), 0);
    private final BorderRelay br = BorderRelay.seeded(RuleTable.of(domain), 0);
    private final List<Step> steps = new ArrayList<>();

    /**
     * One step of the walk.
     *
     * @param number 1 to 10
     * @param place node or network of the step, and its function
     * @param what description of the step
     * @param packet the packet after the step; null if the step shows none
     * @param reasons why the node did this
     * @param notes differences from the overview
     */
    record Step(
            int number,
            String place,
            String what,
            @Nullable ShownPacket packet,
            List<String> reasons,
            List<String> notes) {}

    /**
     * The packet of a step.
     *
     * @param tunnel addresses of the tunnel header; null outside the tunnel
     * @param octets length of the packet with its tunnel header, in octets
     * @param inner addresses, ports and TTL of the IPv4 packet
     */
    record ShownPacket(@Nullable String tunnel, int octets, String inner) {
        static ShownPacket of(Packet packet) {
            String tunnel = SamplePacket.isIpv6(packet) ? SamplePacket.outer(packet) : null;
            return new ShownPacket(tunnel, packet.length(), SamplePacket.inner(packet));
        }
    }

    /** Receives the packet of each step. */
    interface Observer {
        void see(int step, Packet packet) throws IOException;
    }

    static long time(int step) {
        return START_NANOS + step * 1_000_000L;
    }

    void run(Observer observer) throws IOException {
        int client = Addresses.bits(Addresses.parseIpv4("client", CLIENT));
        int server = Addresses.bits(SERVER);
        int shared = ce.mapping().ipv4Bits();

        Packet packet = SamplePacket.syn(client, CLIENT_PORT, server, SERVER_PORT);
        show(1, "client -> CE", "a TCP SYN from the home network", packet, observer);
        expect(napt.outbound(packet, time(2)));
        show(2, "CE: NAPT", "source becomes the shared address and a port of the CE's port set", packet, observer);
        reasons().add(naptReason());
        expect(ce.fromIpv4(packet, time(3)));
        show(
                INTO_TUNNEL,
                "CE: encapsulate",
                "adds an IPv6 header of 40 octets, from the CE's MAP address to the BR",
                packet,
                observer);
        show(4, "IPv6 network", "routed by the outer addresses; an IPv6 header has no ports");
        expect(br.fromIpv6(packet, time(5)));
        show(
                5,
                "BR: check, decapsulate",
                "inner source address and port derive all 128 bits of the outer source",
                packet,
                observer);
        note("The overview prints source 67.129.235.1 here; decapsulation changes no address.");

        Packet answer = SamplePacket.synAck(server, SERVER_PORT, shared, PUBLIC_PORT);
        show(ANSWER, "Internet -> BR", "the SYN-ACK, to address and port", answer, observer);
        expect(br.fromIpv4(answer, time(7)));
        show(
                7,
                "BR: encapsulate",
                "address and port determine the CE; the BR keeps no state per flow",
                answer,
                observer);
        note("The overview's title says IPv6 to IPv4, its outer addresses are 2001:db8:0:2::1 and"
                + " 2001:db8:c00a::67:91:205:1 (no MAP address), and it calls 1.1.1.1 the EA bits; they are "
                + ce.mapping().eaBits().toHexString() + ".");
        show(8, "IPv6 network", "routed to the CE's prefix");
        expect(ce.fromIpv6(answer, time(9)));
        show(
                9,
                "CE: check, decapsulate",
                "the packet is from the BR, and for the CE's address and port",
                answer,
                observer);
        expect(napt.inbound(answer, time(10)));
        show(10, "CE: NAPT back", "replaces the shared address and port by those of the client", answer, observer);
        note("The overview omits the ports; the client's port is 5500, as in step 1.");
    }

    /** Requires that the node forwards the packet: another verdict is a defect of the library. */
    private static void expect(Verdict verdict) {
        if (verdict != Verdict.FORWARDED) {
            throw new IllegalStateException("the node did not forward the walk's packet: " + verdict);
        }
    }

    private static void expect(NaptResult result) {
        if (result != NaptResult.TRANSLATED) {
            throw new IllegalStateException("the NAPT did not translate the walk's packet: " + result);
        }
    }

    /** Returns class, port and reason of the translation, and what it would be without the forward. */
    private String naptReason() {
        NaptTable dynamic = NaptTable.of(ce.mapping(), NaptOptions.defaults());
        return "Class " + MappingBehavior.EXCLUSIVE + ", port " + PUBLIC_PORT
                + ": a static forward gives this TCP port to "
                + naptTable.forwards().get(0).to() + ", in both directions. Without the forward: class "
                + dynamic.mapping(NaptProtocol.TCP, SERVER_PORT) + ", one of the CE's "
                + dynamic.usableCount(NaptProtocol.TCP) + " ports at random.";
    }

    private void show(int step, String place, String what) {
        steps.add(new Step(step, place, what, null, new ArrayList<>(), new ArrayList<>()));
    }

    private void show(int step, String place, String what, Packet packet, Observer observer) throws IOException {
        steps.add(new Step(step, place, what, ShownPacket.of(packet), new ArrayList<>(), new ArrayList<>()));
        observer.see(step, packet);
    }

    private List<String> reasons() {
        return steps.get(steps.size() - 1).reasons();
    }

    private void note(String text) {
        steps.get(steps.size() - 1).notes().add(text);
    }

    MapRule rule() {
        return rule;
    }

    ConfiguredDomain domain() {
        return domain;
    }

    /** Returns the CE's mapping. */
    CeMapping mapping() {
        return ce.mapping();
    }

    /** Returns the steps so far. */
    List<Step> steps() {
        return steps;
    }

    /** Returns the BR's counters, with one packet in each direction. */
    Statistics statistics() {
        return new Statistics("relay", br, null);
    }

    /** Explains why the overview's configuration does not derive the addresses of its packets. */
    String contradiction() {
        MapRule literal = MapRule.of("2001:db8:ce:ab00::/56", "67.91.205.0/24", 16).toBuilder()
                .psidOffset(6)
                .build();
        String derived = literal.owner(new IPv4Address(ce.mapping().ipv4Bits()), PUBLIC_PORT)
                .map(owner ->
                        owner.mapAddress().toCanonicalString() + " with PSID 0x" + Integer.toHexString(owner.psid()))
                .orElse("nothing");
        return "The overview configures " + literal.ipv6Prefix().toCanonicalString() + " and offset 6, which maps "
                + "67.91.205.2 port " + PUBLIC_PORT + " to " + derived + ". The address in its packets, "
                + ce.mapping().mapAddress().toCanonicalString() + ", needs the /48 and offset 4 used here.";
    }
}
