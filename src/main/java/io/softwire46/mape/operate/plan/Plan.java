package io.softwire46.mape.operate.plan;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import java.util.List;

/**
 * A rule set for a {@link Demand}, and its cost. All rules have the same port parameters, and serve End-user prefixes of one length.
 *
 * <p>Immutable.
 *
 * @param rank 1 for the first of the plans of a result
 * @param domain the rules, without error findings
 * @param capacity number of subscribers that the rules serve
 * @param spare places that the demand, growth included, does not need
 * @param wastedPorts pairs of an address of the rules and a port that no subscriber owns
 * @param ipv6 the smallest prefix around all Rule IPv6 prefixes
 * @param drawback the main disadvantage, as a clause without a period
 * @param findings warnings and notes about the rules, and limits of the systems of the demand
 */
public record Plan(
        int rank,
        ConfiguredDomain domain,
        long capacity,
        long spare,
        long wastedPorts,
        IPv6Address ipv6,
        String drawback,
        List<Finding> findings) {
    /**
     * Copies the list.
     *
     * @param rank from 1
     * @param domain the rules
     * @param capacity number of subscribers
     * @param spare places that are not needed
     * @param wastedPorts ports without an owner
     * @param ipv6 prefix around the rules
     * @param drawback the main disadvantage
     * @param findings warnings and notes
     */
    public Plan {
        findings = List.copyOf(findings);
    }

    /**
     * Searches all port parameters, End-user prefix lengths, and rules with or without merged blocks.
     *
     * @param demand what the network needs
     * @return the best plans; without any, changes of the demand for which there is one
     */
    public static PlanResult search(Demand demand) {
        return PlanSearch.of(demand);
    }

    /**
     * Returns the rules in the order of their IPv6 prefixes.
     *
     * @return at least one rule
     */
    public List<MapRule> rules() {
        return domain.domain().rules().rules();
    }

    /**
     * Returns the port parameters of all rules (RFC 7597 section 5.1).
     *
     * @return PSID offset and PSID length; the length is 0 if each subscriber has a whole address
     */
    public PortParameters ports() {
        return rules().get(0).portParameters();
    }

    /**
     * Returns the length of the End-user prefix of each subscriber.
     *
     * @return n + o, in bits, at most 64
     */
    public int delegatedLength() {
        return rules().get(0).ipv6Length() + rules().get(0).eaLength();
    }

    /**
     * Returns the number of IPv4 addresses in the rules.
     *
     * @return 1 to 2^32
     */
    public long addresses() {
        return rules().stream()
                .mapToLong(each -> 1L << (32 - each.ipv4Length()))
                .sum();
    }
}
