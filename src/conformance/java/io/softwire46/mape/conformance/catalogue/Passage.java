package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The way of packets between a customer edge and a host outside, through a product that is the border relay or the customer
 * edge: for properties that are about both.
 *
 * @param world the configuration
 * @param end the customer edge with an address and a port
 * @param host an address outside of the rules; packets to it go through the border relay
 */
record Passage(World world, End end, int host) {
    /** Draws the passage of a customer edge of some rules; if the product is one, of its own. */
    static Optional<Passage> draw(Choices choices, World world, Predicate<Site> which) {
        return of(choices, world, which, false);
    }

    /** The same; the places of ports are enumerated, too. */
    static Optional<Passage> drawEveryPlace(Choices choices, World world, Predicate<Site> which) {
        return of(choices, world, which, true);
    }

    private static Optional<Passage> of(Choices choices, World world, Predicate<Site> which, boolean everyPlace) {
        Optional<Integer> host = world.host();
        boolean isEdge = world.edge().isPresent();
        if (host.isEmpty() || (isEdge && !which.test(world.edge().get().bmr()))) {
            return Optional.empty();
        }
        Optional<End> end;
        if (isEdge) {
            end = everyPlace ? CeDraw.ownEveryPlace(choices, world) : CeDraw.own(choices, world);
        } else {
            end = everyPlace ? CeDraw.drawEveryPlace(choices, world, which) : CeDraw.draw(choices, world, which);
        }
        return end.map(each -> new Passage(world, each, host.get()));
    }

    boolean isEdge() {
        return world.edge().isPresent();
    }

    /** Source and destination of IPv4 packets that the product puts into the tunnel. */
    Flow in() {
        return isEdge() ? Flow.fromCe(end, host) : Flow.toCe(host, end);
    }

    /** Source and destination of IPv4 packets that the product takes out of the tunnel. */
    Flow out() {
        return isEdge() ? Flow.toCe(host, end) : Flow.fromCe(end, host);
    }

    /** The product's end of the tunnel. */
    byte[] here() {
        return world.edge().map(Edge::mapAddress).orElseGet(() -> Traffic.relay(end.site()));
    }

    /** The other end of the tunnel. */
    byte[] there() {
        return world.edge().map(Edge::relay).orElseGet(() -> end.owner().mapAddress());
    }

    /** A tunnel packet to the product. */
    Ipv6PacketBuilder tunnel(byte[] inner) {
        return Ipv6PacketBuilder.ipv6(there(), here()).inner(inner);
    }

    /** A packet leaves in the tunnel to the other end. */
    Facts encapsulated() {
        return Facts.on(Side.IPV6).outerDestination(there());
    }
}
