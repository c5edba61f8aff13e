package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A case about a customer edge and a host of the Internet, while it is drawn. The product is the border relay or the customer edge.
 *
 * @param draw the decisions
 * @param build the case
 * @param ce the customer edge, with one of its addresses and ports
 * @param host IPv4 address outside of all rules
 */
record Situation(Choices draw, CaseBuilder build, End ce, int host) {
    static final Predicate<Site> ALL = site -> true;
    static final Predicate<Site> SHARED = site -> site.rule().isShared();

    static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };

    /** Configurations of the corpus that have each kind and format. */
    static final int FEW = 4;

    private static final int FEW_EDGES = 14;

    /** Values other than the defaults of options that headers and errors depend on. */
    static final Map<String, Object> OTHER_OPTIONS = Map.of(
            "mtuV6", 1280L,
            "dynamicPmtu", true,
            "ecn", "compatibility",
            "egressDscp", "uniform",
            "trafficClass", 46L,
            "encapsulationLimit", 0L,
            "tcpMss", 1000L);

    /** A router between the border relay and its customer edges. */
    private static final byte[] ROUTER = Bytes.address("2001:db8:ffff:ffff::99");

    /** A Destination or Hop-by-Hop Options header with an option that no node knows; to be answered (RFC 8200 section 4.2). */
    static final String UNKNOWN_OPTION = "00009e0400000000";

    static final int OWN_HEADER = 40;
    static final int USUAL_MTU = 1500;

    /** Largest number of octets that an ICMPv6 error quotes (RFC 4443 section 2.4(c)). */
    static final int MAX_QUOTE = 1232;

    /** Draws a case in a configuration; none where it has no place for it. */
    static Optional<TestCase> draw(
            String id, Choices choices, Scene scene, World world, Predicate<Site> which, Consumer<Situation> body) {
        Optional<Integer> host = world.host();
        if (host.isEmpty()) {
            return Optional.empty(); // all of IPv4 is inside of the domain: there is no way out
        }
        boolean isEdge = world.edge().isPresent();
        if (isEdge && !which.test(world.edge().get().bmr())) {
            return Optional.empty();
        }
        Optional<End> end = isEdge ? CeDraw.own(choices, world) : CeDraw.draw(choices, world, which);
        return end.flatMap(ce -> {
            CaseBuilder build = scene.newCase(id, world).of(ce);
            body.accept(new Situation(choices, build, ce, host.get()));
            return build.buildIfAny();
        });
    }

    /** The number of configurations of the corpus that have each kind and format. */
    static int few(Scene scene) {
        return scene.role() == Role.CE ? FEW_EDGES : FEW;
    }

    /** A configuration for properties of border relays and customer edges; of the latter the corpus has the first ones. */
    static World world(Choices choices, Scene scene) {
        return scene.role() == Role.CE ? scene.fewWorlds(choices, FEW_EDGES) : scene.world(choices);
    }

    World world() {
        return build.world();
    }

    Site site() {
        return ce.site();
    }

    boolean isEdge() {
        return world().edge().isPresent();
    }

    /** The product's end of the tunnel. */
    byte[] here() {
        return world().edge().map(Edge::mapAddress).orElseGet(() -> Traffic.relay(site()));
    }

    /** The other end of the tunnel. */
    byte[] there() {
        return world().edge().map(Edge::relay).orElseGet(() -> ce.owner().mapAddress());
    }

    /** Some tunnel packet leaves to where packets of {@link #in} have to go; details are a matter of other properties. */
    Facts entered() {
        return isEdge() ? Facts.on(Side.IPV6).outerDestination(there()) : Traffic.toRule(site());
    }

    /** Source and destination of IPv4 packets that the product puts into the tunnel. */
    Flow in() {
        return isEdge() ? fromCe() : toCe();
    }

    /** Source and destination of IPv4 packets that the product takes out of the tunnel. */
    Flow out() {
        return isEdge() ? toCe() : fromCe();
    }

    /** One of some kinds of cases, which the corpus has all of. */
    String kind(String name, String... kinds) {
        String kind = draw.in(Stage.HEADERS, () -> kinds[draw.aspect(kinds.length)]);
        build.in(name, kind);
        return kind;
    }

    int between(Stage stage, int from, int to) {
        return draw.in(stage, () -> draw.between(from, to));
    }

    @SafeVarargs
    final <T> T pick(Stage stage, T... values) {
        int count = values.length;
        return values[draw.in(stage, () -> draw.nextInt(count))];
    }

    Protocol protocol() {
        Protocol protocol = Traffic.protocol(draw);
        build.in("protocol", protocol.text());
        return protocol;
    }

    Flow toCe() {
        return Flow.toCe(host, ce);
    }

    Flow fromCe() {
        return Flow.fromCe(ce, host);
    }

    /** A packet with UDP data. */
    Ipv4PacketBuilder udp(Flow flow, int octets) {
        return Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                .identification(build.nextIdentification())
                .udp(flow.sourcePort(), flow.destinationPort(), octets);
    }

    /** A packet without DF with a TOS octet that leaves in pieces; empty where it is dropped, or is too long for the product. */
    Optional<byte[]> tooLong(Scene scene, int tos) {
        int octets = between(Stage.PAYLOAD, 0, 100);
        byte[] packet = udp(in(), tunnelMtu() - 20 + octets).typeOfService(tos).octets();
        boolean leaves = !"drop".equals(world().option("fragmentation"))
                && packet.length + headers() <= scene.capabilities().maxPacket();
        return leaves ? Optional.of(packet) : Optional.empty();
    }

    Ipv6PacketBuilder tunnel(byte[] inner) {
        return Ipv6PacketBuilder.ipv6(there(), here()).inner(inner);
    }

    /** A tunnel packet from another customer edge to the product. */
    byte[] tunnelFrom(End other, byte[] inner) {
        return Ipv6PacketBuilder.ipv6(other.owner().mapAddress(), here())
                .inner(inner)
                .octets();
    }

    int send(Side side, byte[] packet, Outcome... allowed) {
        return build.send(side, packet, allowed);
    }

    /** An ordinary packet into the tunnel, which is forwarded. */
    void controlIn(int of) {
        build.control(of, Side.IPV4, udp(in(), 8).octets(), packets(entered()));
    }

    /** An ordinary packet out of the tunnel, which is forwarded. */
    void controlOut(int of) {
        byte[] inner = udp(out(), 8).octets();
        build.control(of, Side.IPV6, tunnel(inner).octets(), packets(Traffic.decapsulated(inner)));
    }

    /** Largest tunnel packet. */
    int mtu() {
        return world().number("mtuV6", USUAL_MTU);
    }

    /** Octets of tunnel headers. */
    int headers() {
        return OWN_HEADER + (world().option("encapsulationLimit") == null ? 0 : 8);
    }

    /** Largest IPv4 packet that fits. */
    int tunnelMtu() {
        return mtu() - headers();
    }

    /** The tunnel packet that the product makes of a packet. */
    byte[] encapsulated(byte[] ipv4, byte[] source, byte[] destination) {
        byte[] inner = Bytes.withHeaderChecksum(Bytes.with(ipv4, 8, Bytes.u8(ipv4, 8) - 1), 0);
        Ipv6PacketBuilder packet = Ipv6PacketBuilder.ipv6(source, destination).inner(inner);
        if (world().option("encapsulationLimit") != null) {
            byte[] limit = {(byte) world().number("encapsulationLimit", 0)};
            packet.header(60, "00000401" + Bytes.hex(limit) + "010100");
        }
        return packet.octets();
    }

    byte[] encapsulated(byte[] ipv4) {
        return encapsulated(ipv4, here(), there());
    }

    /** An ICMPv6 error of a router to the product about one of its tunnel packets. */
    byte[] tunnelError(int type, int code, long word, byte[] about) {
        byte[] quote = Bytes.part(about, 0, Math.min(MAX_QUOTE, about.length));
        return NaiveIcmp.packetV6(ROUTER, here(), 0, 64, NaiveIcmp.message(type, code, word, quote));
    }

    /** Whether ICMPv6 errors from inside of the tunnel are relayed. */
    boolean relaysErrors() {
        return world().isOn("tunnelErrorRelay") && world().isOn("icmpv4Errors");
    }

    /** Another port of the same address, whose PSID is another one. */
    int portOfAnother() {
        return portOfAnother(draw, ce);
    }

    /** A port of the shared address with A = 0, which no customer edge has (RFC 7597 section 5.1). */
    Optional<Integer> portWithoutOwner() {
        int offset = site().rule().offset();
        boolean hasSome = ce.isShared()
                && offset > 0
                && world().owner(ce.address(), 80 >>> offset).isEmpty();
        return hasSome ? Optional.of(80 >>> offset) : Optional.empty();
    }

    /** A port of the address of a customer edge, whose PSID is another one. */
    static int portOfAnother(Choices draw, End ce) {
        NaiveMap.Rule rule = ce.site().rule();
        int m = 16 - rule.offset() - rule.psidBits();
        int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits()));
        return ce.port() ^ (1 << (m + bit));
    }
}
