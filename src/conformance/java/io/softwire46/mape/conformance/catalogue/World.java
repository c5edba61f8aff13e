package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration with its rules.
 *
 * @param setup what the product is configured with
 * @param sites its rules, of all domains
 * @param edge the customer edge that the product is; empty for other roles
 * @param lan what is behind the NAPT of a customer edge; empty for other products
 */
record World(Setup setup, List<Site> sites, Optional<Edge> edge, Optional<Lan> lan) {
    private static final List<String> HOSTS =
            List.of("203.0.113.9", "198.51.100.7", "192.0.2.129", "9.9.9.9", "100.100.100.100", "45.0.0.1");

    static World of(Role role, List<Domain> domains) {
        return of(new Setup(role, domains, null, Map.of()));
    }

    static World of(Setup setup) {
        List<Site> sites = setup.domains().stream()
                .flatMap(domain -> domain.rules().stream().map(rule -> Site.of(domain, rule)))
                .toList();
        String endUserPrefix = setup.endUserPrefix();
        return new World(
                setup,
                sites,
                endUserPrefix == null ? Optional.empty() : Edge.of(sites, endUserPrefix),
                setup.role() == Role.CE_NAT ? Lan.of(setup) : Optional.empty());
    }

    /** The same with other values of some options. */
    World with(Map<String, @Nullable Object> options) {
        List<Domain> domains = setup.domains().stream()
                .map(domain -> {
                    Map<String, @Nullable Object> all = new LinkedHashMap<>(domain.options());
                    all.putAll(options);
                    return domain.withOptions(all);
                })
                .toList();
        return of(new Setup(setup.role(), domains, setup.endUserPrefix(), setup.as()));
    }

    /** Whether it differs from another one in options alone. */
    boolean isLike(World other) {
        return rules().equals(other.rules())
                && Objects.equals(setup.endUserPrefix(), other.setup.endUserPrefix())
                && edge.map(Edge::isMesh).equals(other.edge.map(Edge::isMesh));
    }

    /** The value of an option that is a number, or another one. */
    int number(String option, int otherwise) {
        return option(option) instanceof Number number ? number.intValue() : otherwise;
    }

    List<NaiveMap.Rule> rules() {
        return sites.stream().map(Site::rule).toList();
    }

    /** The customer edge that owns an address and port; -1 for no port. */
    Optional<Owner> owner(int address, int port) {
        String ipv4 = NaiveMap.Text.ipv4(address);
        int place = NaiveMap.byIpv4(rules(), ipv4, port);
        if (place < 0) {
            return Optional.empty();
        }
        Site site = sites.get(place);
        return NaiveMap.owner(site.rule(), ipv4, port).map(ce -> new Owner(site, ce));
    }

    /** Whether an address is in a rule's prefix. */
    boolean isInside(int address) {
        String ipv4 = NaiveMap.Text.ipv4(address);
        return rules().stream().anyMatch(rule -> ipv4.startsWith(rule.ipv4()));
    }

    /** A host of the Internet; empty if the rules contain all of them. */
    Optional<Integer> host() {
        return HOSTS.stream()
                .map(text -> Bytes.int32(Bytes.address(text), 0))
                .filter(address -> !isInside(address))
                .findFirst();
    }

    /** A host that is not the customer edge's own; outside of the rules if possible. */
    int anyHost() {
        return host().orElseGet(() -> HOSTS.stream()
                .map(text -> Bytes.int32(Bytes.address(text), 0))
                .filter(address -> edge.isEmpty() || !edge.get().hasAddress(address))
                .findFirst()
                .orElseThrow());
    }

    /** The value of an option of the first domain. */
    @Nullable Object option(String name) {
        return setup.domains().get(0).options().get(name);
    }

    /** Whether IPv4 fragments to a shared address find their way (RFC 7597 section 8.3.2). */
    boolean joinsIpv4() {
        return !"none".equals(option("v4Reassembly"));
    }

    /** Whether pieces of tunnel packets are joined. */
    boolean joinsTunnel() {
        return !Boolean.FALSE.equals(option("v6Reassembly"));
    }

    boolean isOn(String option) {
        return Boolean.TRUE.equals(option(option));
    }

    /**
     * A customer edge.
     *
     * @param site its rule
     * @param ce its address and PSID
     */
    record Owner(Site site, NaiveMap.Ce ce) {
        byte[] mapAddress() {
            return Bytes.ofBits(ce.mapAddressFromRule());
        }
    }
}
