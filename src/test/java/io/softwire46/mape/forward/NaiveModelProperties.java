package io.softwire46.mape.forward;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.testing.NaiveEdge;
import io.softwire46.mape.testing.NaiveRelay;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.testing.TrafficDraw;
import io.softwire46.mape.testing.TrafficDraw.Endpoint;
import io.softwire46.mape.testing.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Border relay and customer edge against models over strings of bits: verdict and every octet that leaves. */
class NaiveModelProperties {
    private static final int PACKETS = 40;

    @Provide
    Arbitrary<World> worlds() {
        return World.worlds();
    }

    private static int headroom(Random random) {
        return random.nextInt(6) == 0 ? random.nextInt(49) : 48;
    }

    private static Placement placement(Random random) {
        return Placement.values()[random.nextInt(Placement.values().length)];
    }

    @Property(tries = 300)
    void borderRelayFromIpv4(@ForAll("worlds") World world, @ForAll Random random) {
        NaiveRelay model = new NaiveRelay(world.domains());
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(world.domains()), random.nextLong());
        TrafficDraw draw = new TrafficDraw(random, model.rules());
        for (int i = 0; i < PACKETS; i++) {
            Endpoint to = draw.endpoint().orElse(null);
            if (to == null) {
                continue;
            }
            byte[] packet = random.nextInt(3) == 0
                    ? draw.whole(TrafficDraw.outside(), 53, to.address(), to.port(), true)
                    : draw.strange(TrafficDraw.outside(), 53, to.address(), to.port(), true);
            int headroom = headroom(random);
            Placement.Result result = placement(random).run(packet, headroom, p -> relay.fromIpv4(p, 0));
            model.fromIpv4(packet, headroom).assertSame(result.verdict().name(), result.octets(), Bytes.hex(packet));
        }
    }

    @Property(tries = 300)
    void borderRelayFromIpv6(@ForAll("worlds") World world, @ForAll Random random) {
        NaiveRelay model = new NaiveRelay(world.domains());
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(world.domains()), random.nextLong());
        TrafficDraw draw = new TrafficDraw(random, model.rules());
        List<IPv6Address> relays = new ArrayList<>();
        world.domains().forEach(each -> relays.addAll(each.domain().allBorderRelays()));
        for (int i = 0; i < PACKETS; i++) {
            Endpoint from = draw.endpoint().orElse(null);
            if (from == null) {
                continue;
            }
            Optional<Endpoint> to = random.nextInt(3) == 0 ? draw.endpoint() : Optional.empty();
            int destination = to.map(Endpoint::address).orElse(TrafficDraw.outside());
            int port = to.map(Endpoint::port).orElse(443);
            boolean strange = random.nextInt(3) > 0;
            byte[] inner = strange
                    ? draw.strange(from.address(), from.port(), destination, port, random.nextBoolean())
                    : draw.whole(from.address(), from.port(), destination, port, to.isPresent());
            String source = random.nextInt(12) == 0
                    ? Bytes.bits(relays.get(random.nextInt(relays.size())).getBytes(), 0, 16)
                    : from.ce().mapAddressFromRule();
            String border = random.nextInt(4) == 0
                    ? Bytes.bits(relays.get(random.nextInt(relays.size())).getBytes(), 0, 16)
                    : model.outerSource(from.place());
            byte[] packet = draw.tunnel(source, border, inner.length < 2 ? new byte[20] : inner, strange);
            int headroom = headroom(random);
            Placement.Result result = placement(random).run(packet, headroom, p -> relay.fromIpv6(p, 0));
            model.fromIpv6(packet, headroom).assertSame(result.verdict().name(), result.octets(), Bytes.hex(packet));
        }
    }

    @Property(tries = 300)
    void customerEdge(@ForAll("worlds") World world, @ForAll Random random) {
        String prefix = world.endUserPrefix(random).orElse(null);
        Assume.that(prefix != null);
        ConfiguredDomain domain = world.domains().get(0);
        NaiveEdge model = new NaiveEdge(domain, prefix);
        CustomerEdge edge = CustomerEdge.seeded(domain, World.address(prefix), random.nextLong());
        NaiveRelay all = new NaiveRelay(List.of(domain));
        TrafficDraw draw = new TrafficDraw(random, all.rules());
        for (int i = 0; i < PACKETS; i++) {
            Endpoint own = draw.endpointOf(0, model.bmr(), model.own());
            Endpoint other = random.nextInt(8) == 0
                    ? draw.endpointOf(0, model.bmr(), model.own())
                    : draw.endpoint().orElse(null);
            boolean outside = other == null || random.nextInt(3) == 0;
            int partner = outside ? TrafficDraw.outside() : other.address();
            int partnerPort = outside ? 53 : other.port();
            boolean strange = random.nextInt(3) > 0;
            int headroom = headroom(random);
            byte[] up = strange
                    ? draw.strange(own.address(), own.port(), partner, partnerPort, random.nextBoolean())
                    : draw.whole(own.address(), own.port(), partner, partnerPort, false);
            Placement.Result sent = placement(random).run(up, headroom, p -> edge.fromIpv4(p, 0));
            model.fromIpv4(up, headroom).assertSame(sent.verdict().name(), sent.octets(), Bytes.hex(up));

            byte[] inner = strange
                    ? draw.strange(partner, partnerPort, own.address(), own.port(), random.nextBoolean())
                    : draw.whole(partner, partnerPort, own.address(), own.port(), true);
            String source = outside || random.nextInt(6) == 0
                    ? model.borderRelay()
                    : other.ce().mapAddressFromRule();
            byte[] down =
                    draw.tunnel(source, model.own().mapAddress(), inner.length < 2 ? new byte[20] : inner, strange);
            Placement.Result got = placement(random).run(down, headroom, p -> edge.fromIpv6(p, 0));
            model.fromIpv6(down).assertSame(got.verdict().name(), got.octets(), Bytes.hex(down));
        }
    }
}
