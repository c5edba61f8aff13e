package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.catalogue.World.Owner;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;

/**
 * The customer edge that a product is configured as.
 *
 * @param own its rule (BMR), addresses and PSID
 * @param mesh rules of other customer edges, with and without F flag; none in hub-and-spoke mode
 */
record Edge(Owner own, List<Site> mesh) {
    /** The CE of an End-user prefix: that of the longest matching rule, whatever its F flag (RFC 7597 section 5). */
    static Optional<Edge> of(List<Site> sites, String endUserPrefix) {
        String bits = Site.bits(endUserPrefix);
        int place = NaiveMap.byIpv6(sites.stream().map(Site::rule).toList(), bits);
        if (place < 0) {
            return Optional.empty();
        }
        Site bmr = sites.get(place);
        List<Site> mesh = sites.stream()
                .filter(site ->
                        site.domain().equals(bmr.domain()) && bmr.domain().mesh())
                .toList();
        return NaiveMap.ce(bmr.rule(), bits).map(ce -> new Edge(new Owner(bmr, ce), mesh));
    }

    Site bmr() {
        return own.site();
    }

    /** The address of its end of the tunnel. */
    byte[] mapAddress() {
        return Bytes.ofBits(own.ce().mapAddress());
    }

    /** The border relay that it sends to. */
    byte[] relay() {
        return bmr().outerSource();
    }

    boolean isMesh() {
        return !mesh.isEmpty();
    }

    List<NaiveMap.Rule> meshRules() {
        return mesh.stream().map(Site::rule).toList();
    }

    boolean hasAddress(int address) {
        return NaiveMap.Text.ipv4(address).startsWith(own.ce().ipv4());
    }

    /** Whether an address and port are its own; -1 for no port, which is none of a shared address. */
    boolean owns(int address, int port) {
        NaiveMap.Rule rule = bmr().rule();
        return hasAddress(address)
                && (!rule.isShared()
                        || NaiveMap.psid(rule, port)
                                .filter(own.ce().psid()::equals)
                                .isPresent());
    }

    /** The customer edge that gets packets directly (RFC 7597 section 5.4); a rule without F flag gives none. */
    Optional<Owner> direct(int address, int port) {
        String ipv4 = NaiveMap.Text.ipv4(address);
        int place = NaiveMap.byIpv4(meshRules(), ipv4, port);
        return place < 0 || !mesh.get(place).source().forwarding()
                ? Optional.empty()
                : NaiveMap.owner(mesh.get(place).rule(), ipv4, port).map(ce -> new Owner(mesh.get(place), ce));
    }

    /** Where a packet is sent: directly to its owner, else to the border relay. */
    byte[] next(int address, int port) {
        return direct(address, port).map(Owner::mapAddress).orElseGet(this::relay);
    }
}
