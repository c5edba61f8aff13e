package io.softwire46.mape.conformance.model;

import static io.softwire46.mape.conformance.model.Bytes.bits;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a border relay serves, and their CEs.
 *
 * <p>Not thread-safe.
 */
final class NaiveServed {
    /** A rule of any domain with what its domain says. */
    record Rule(NaiveMap.Rule rule, String outerSource, NaiveDomain domain) {}

    /** The CE that has an address and port, and where packets for it are sent from and to. */
    record Owner(String outerSource, String mapAddress, NaiveDomain domain) {}

    private final List<Rule> served = new ArrayList<>();
    private final List<NaiveDomain> domains = new ArrayList<>();
    private final List<NaiveMap.Rule> rules;

    NaiveServed(List<ConfiguredDomain> configured) {
        for (ConfiguredDomain each : configured) {
            NaiveDomain domain = NaiveDomain.of(each);
            domains.add(domain);
            for (MapRule rule : each.domain().rules().rules()) {
                byte[] source = rule.borderRelay()
                        .orElseGet(() -> each.domain().borderRelays().get(0))
                        .getBytes();
                served.add(new Rule(NaiveMap.Rule.of(rule), bits(source, 0, 16), domain));
            }
        }
        rules = served.stream().map(Rule::rule).toList();
    }

    List<NaiveMap.Rule> rules() {
        return rules;
    }

    List<NaiveDomain> domains() {
        return domains;
    }

    Rule get(int place) {
        return served.get(place);
    }

    int placeOf(Rule rule) {
        return served.indexOf(rule);
    }

    boolean isOwn(String address) {
        return served.stream().anyMatch(each -> each.outerSource.equals(address));
    }

    /** The rule with the longest prefix of an address, whatever the port. */
    Optional<Rule> longest(String ipv4) {
        Rule best = null;
        for (Rule each : served) {
            if (ipv4.startsWith(each.rule.ipv4())
                    && (best == null
                            || each.rule.ipv4().length() > best.rule.ipv4().length())) {
                best = each;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Whose an address and port is; a negative port is none. */
    Optional<Owner> owner(String ipv4, int port) {
        int place = NaiveMap.byIpv4(rules, ipv4, port);
        if (place < 0) {
            return Optional.empty();
        }
        Rule rule = served.get(place);
        String map = NaiveMap.owner(rule.rule, ipv4, port).orElseThrow().mapAddressFromRule();
        return Optional.of(new Owner(rule.outerSource, map, rule.domain));
    }

    /** The CE with a MAP address, if packets to an IPv4 address go there, from whichever port on. */
    Optional<Owner> anyOwner(String ipv4, String mapAddress) {
        return NaiveMap.ports(rules, ipv4)
                .mapToObj(port -> owner(ipv4, port))
                .flatMap(Optional::stream)
                .filter(owner -> owner.mapAddress().equals(mapAddress))
                .findFirst();
    }

    /** The longest match of an IPv6 source among some domains, or null. */
    @Nullable Rule bySource(String source, List<NaiveDomain> among) {
        List<Rule> candidates =
                served.stream().filter(each -> among.contains(each.domain)).toList();
        int place = NaiveMap.byIpv6(candidates.stream().map(Rule::rule).toList(), source);
        return place < 0 ? null : candidates.get(place);
    }
}
