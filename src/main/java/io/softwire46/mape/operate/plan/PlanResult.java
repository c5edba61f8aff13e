package io.softwire46.mape.operate.plan;

import java.util.List;

/**
 * The plans for a demand, or what would make it feasible.
 *
 * <p>Immutable.
 *
 * @param demand what was searched for
 * @param plans the best plans of the front, the preferred one first; empty if the demand is not feasible
 * @param frontSize number of plans that no other one improves on in all of spare places, ports, rules, IPv6 space and wasted ports
 * @param relaxations if the demand is not feasible, the smallest change of each dimension that alone suffices
 * @param mtu sizes of packets
 */
public record PlanResult(Demand demand, List<Plan> plans, int frontSize, List<Relaxation> relaxations, Mtu mtu) {
    /**
     * Copies the lists.
     *
     * @param demand what was searched for
     * @param plans the plans
     * @param frontSize number of plans of the front
     * @param relaxations changes
     * @param mtu sizes
     */
    public PlanResult {
        plans = List.copyOf(plans);
        relaxations = List.copyOf(relaxations);
    }

    /**
     * A change of a demand that is not feasible.
     *
     * @param dimension {@code ports}, {@code excludePorts}, {@code ipv4}, {@code reserve}, {@code delegate}, {@code ipv6},
     *     {@code subscribers} or {@code growth}
     * @param change the change for a reader, such as {@code one more /25}
     * @param plan the best plan for the changed demand
     */
    public record Relaxation(String dimension, String change, Plan plan) {}

    /**
     * Sizes of packets (RFC 2473 section 7, RFC 7597 section 8.3), in octets.
     *
     * @param link MTU of the links of the tunnel
     * @param ipv4 the largest IPv4 packet that needs no fragments
     * @param mss TCP MSS of such a packet
     * @param linkFor1500 the link MTU with which IPv4 packets of 1,500 octets need no fragments; 8 more with PPPoE, and 8 more with an
     *     encapsulation limit option
     */
    public record Mtu(int link, int ipv4, int mss, int linkFor1500) {
        private static final int TUNNEL_HEADER = 40;
        private static final int TCP_HEADERS = 40;
        private static final int ETHERNET = 1500;

        static Mtu of(int link) {
            int ipv4 = link - TUNNEL_HEADER;
            return new Mtu(link, ipv4, ipv4 - TCP_HEADERS, ETHERNET + TUNNEL_HEADER);
        }

        /**
         * Returns whether IPv4 packets of 1,500 octets need no fragments.
         *
         * @return true if the link MTU is at least 1,540
         */
        public boolean fits1500() {
            return link >= linkFor1500;
        }
    }

    /**
     * Returns whether there is a plan.
     *
     * @return true if there is
     */
    public boolean isFeasible() {
        return !plans.isEmpty();
    }
}
