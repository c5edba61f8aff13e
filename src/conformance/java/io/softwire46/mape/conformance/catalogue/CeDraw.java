package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.catalogue.World.Owner;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.draw.TrafficDraw;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Draws customer edges, with an address and a port that they own.
 *
 * <p>Static methods only.
 */
final class CeDraw {
    private static final int TRIES = 16;

    private CeDraw() {}

    /** Where a port is in the port set of its owner. */
    enum Place {
        ANY,
        FIRST,
        FIRST_RANGE_END,
        LAST_RANGE_START,
        LAST;

        /** The value of the class {@code port}. */
        String text() {
            return switch (this) {
                case ANY -> "any";
                case FIRST -> "first";
                case FIRST_RANGE_END -> "first-range-end";
                case LAST_RANGE_START -> "last-range-start";
                case LAST -> "last";
            };
        }
    }

    /**
     * A customer edge with an address and a port.
     *
     * @param owner the customer edge
     * @param address one of its IPv4 addresses
     * @param port one of its ports
     * @param place where the port is
     */
    record End(Owner owner, int address, int port, Place place) {
        Site site() {
            return owner.site();
        }

        boolean isShared() {
            return site().rule().isShared();
        }
    }

    /** Draws an end of one of the rules that have a property; empty if there is none, or longer rules hide it. */
    static Optional<End> draw(Choices choices, World world, Predicate<Site> which) {
        return draw(choices, world, which, true, false);
    }

    /** The same, without an enumeration of the rules. */
    static Optional<End> drawAny(Choices choices, World world, Predicate<Site> which) {
        return draw(choices, world, which, false, false);
    }

    /** The same; the places of ports are enumerated, too. */
    static Optional<End> drawEveryPlace(Choices choices, World world, Predicate<Site> which) {
        return draw(choices, world, which, true, true);
    }

    /** Draws an end of the customer edge that the product is. */
    static Optional<End> own(Choices choices, World world) {
        return own(choices, world, false);
    }

    /** The same; the places of ports are enumerated, too. */
    static Optional<End> ownEveryPlace(Choices choices, World world) {
        return own(choices, world, true);
    }

    /** Draws an end of another customer edge of the domain, of a rule with F flag; all such rules are enumerated. */
    static Optional<End> peer(Choices choices, World world, Edge edge) {
        return peer(choices, world, edge, true);
    }

    /** The same, without an enumeration. */
    static Optional<End> anyPeer(Choices choices, World world, Edge edge) {
        return peer(choices, world, edge, false);
    }

    private static Optional<End> peer(Choices choices, World world, Edge edge, boolean everyRule) {
        Predicate<Site> which = site ->
                site.domain().equals(edge.bmr().domain()) && site.source().forwarding();
        return draw(choices, world, which, everyRule, false)
                .filter(peer -> !peer.owner().ce().equals(edge.own().ce()))
                .filter(peer -> !edge.owns(peer.address(), peer.port()));
    }

    private static Optional<End> own(Choices choices, World world, boolean everyPlace) {
        if (world.edge().isEmpty()) {
            return Optional.empty();
        }
        Owner own = world.edge().get().own();
        if (world.lan().isPresent()) {
            int address = Bytes.int32(Bytes.ofBits(own.ce().ipv4()), 0);
            return isOwn(world, own, address, world.lan().get().forwardPort())
                    ? Optional.of(new End(own, address, world.lan().get().forwardPort(), Place.ANY))
                    : Optional.empty();
        }
        Place place = place(choices, own.site(), everyPlace);
        for (int i = 0; i < TRIES; i++) {
            Optional<End> end = choices.in(Stage.ADDRESSES, () -> end(choices, world, own, place));
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    private static Optional<End> draw(
            Choices choices, World world, Predicate<Site> which, boolean everyRule, boolean everyPlace) {
        List<Site> sites = world.sites().stream().filter(which).toList();
        if (sites.isEmpty()) {
            return Optional.empty();
        }
        int count = sites.size();
        Site site =
                choices.in(Stage.RULES, () -> sites.get(everyRule ? choices.aspect(count) : choices.nextInt(count)));
        Place place = place(choices, site, everyPlace);
        for (int i = 0; i < TRIES; i++) {
            Optional<End> end = choices.in(Stage.ADDRESSES, () -> end(choices, world, site, place));
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    private static Place place(Choices choices, Site site, boolean everyPlace) {
        Place[] places = site.rule().isShared() ? Place.values() : new Place[] {Place.ANY};
        return choices.in(
                Stage.ADDRESSES,
                () -> places[everyPlace ? choices.aspect(places.length) : choices.nextInt(places.length)]);
    }

    private static Optional<End> end(Choices choices, World world, Site site, Place place) {
        NaiveMap.Rule rule = site.rule();
        String ea = NaiveMap.Text.bits(edgy(choices), rule.ea());
        NaiveMap.Ce ce = NaiveMap.ce(rule, rule.ipv6() + ea).orElseThrow();
        return end(choices, world, new Owner(site, ce), place);
    }

    private static Optional<End> end(Choices choices, World world, Owner own, Place place) {
        Site site = own.site();
        NaiveMap.Rule rule = site.rule();
        NaiveMap.Ce ce = own.ce();
        int hostBits = 32 - ce.ipv4().length();
        String host = NaiveMap.Text.bits(hostBits == 0 ? 0 : choices.nextLong(), hostBits);
        int address = Bytes.int32(Bytes.ofBits(ce.ipv4() + host), 0);
        int port = rule.isShared() ? port(choices, rule, ce.psid(), place) : anyPort(choices);
        return isOwn(world, own, address, port) ? Optional.of(new End(own, address, port, place)) : Optional.empty();
    }

    /** Whether packets to an address and port, and from it, belong to a customer edge: no longer rule hides it. */
    private static boolean isOwn(World world, Owner own, int address, int port) {
        return TrafficDraw.isUnicast(address)
                && world.owner(address, port)
                        .filter(owner -> owner.site().equals(own.site()))
                        .isPresent()
                && NaiveMap.byIpv6(world.rules(), own.ce().mapAddressFromRule())
                        == world.sites().indexOf(own.site());
    }

    /** Bits, often all zeros or all ones. */
    static long edgy(Choices choices) {
        return switch (choices.nextInt(6)) {
            case 0 -> 0;
            case 1 -> -1;
            default -> choices.nextLong();
        };
    }

    private static int anyPort(Choices choices) {
        return switch (choices.nextInt(6)) {
            case 0 -> 1024;
            case 1 -> 80;
            case 2 -> 65_535;
            default -> choices.nextInt(65_536);
        };
    }

    /** RFC 7597 section 5.1, figure 2: A, PSID and j side by side. */
    static int port(Choices choices, NaiveMap.Rule rule, String psid, Place place) {
        int a = rule.offset();
        int m = 16 - a - psid.length();
        int leastA = a > 0 ? 1 : 0;
        int mostA = (1 << a) - 1;
        int mostJ = (1 << m) - 1;
        int range = switch (place) {
            case FIRST, FIRST_RANGE_END -> leastA;
            case LAST_RANGE_START, LAST -> mostA;
            case ANY -> choices.between(leastA, mostA);
        };
        int j = switch (place) {
            case FIRST, LAST_RANGE_START -> 0;
            case FIRST_RANGE_END, LAST -> mostJ;
            case ANY -> choices.between(0, mostJ);
        };
        return Integer.parseInt(NaiveMap.Text.bits(range, a) + psid + NaiveMap.Text.bits(j, m), 2);
    }
}
