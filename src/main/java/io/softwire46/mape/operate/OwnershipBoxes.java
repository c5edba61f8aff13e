package io.softwire46.mape.operate;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rules of one version as disjoint boxes: a range of IPv4 addresses and a range of PSIDs that belong to one rule. An address and
 * port is in at most one box, and the rule of that box is its owner's (RFC 7597 section 5.3).
 *
 * <p>The longest Rule IPv4 prefix decides. A 1:1 rule owns the ports of its PSID; the other PSIDs of its addresses belong to the next
 * shorter prefix. An address that is not shared is one box with PSID 0.
 *
 * <p>Boxes are in the order of first address, then first PSID. Immutable.
 */
public final class OwnershipBoxes {
    /** The maximum number of boxes, and of parts of boxes before they are merged. */
    static final int MAX_BOXES = 10_000_000;

    private final Owned[] rules;
    private final BoxList boxes;

    /** A rule with its place. */
    record Owned(MapRule rule, int domain, int index) {}

    private OwnershipBoxes(Owned[] rules, BoxList boxes) {
        this.rules = rules;
        this.boxes = boxes;
    }

    /**
     * Divides what domains own into boxes.
     *
     * @param domains domains that one BR can serve together
     * @return the boxes
     * @throws MapConfigurationException if the domains contradict each other
     * @throws IllegalArgumentException if there would be more than ten million boxes
     */
    public static OwnershipBoxes of(List<ConfiguredDomain> domains) {
        MapConfigurationException.throwIfAnyError(Contradictions.between(domains));
        List<Owned> all = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            List<MapRule> own = domains.get(d).domain().rules().rules();
            for (int i = 0; i < own.size(); i++) {
                all.add(new Owned(own.get(i), d, i));
            }
        }
        all.sort(Comparator.<Owned>comparingInt(each -> each.rule.ipv4() ^ Integer.MIN_VALUE)
                .thenComparingInt(each -> each.rule.ipv4Length())
                .thenComparingInt(each -> each.rule.explicitPsid()));
        Owned[] rules = all.toArray(Owned[]::new);
        return new OwnershipBoxes(rules, new BoxSweep(rules).boxes());
    }

    /**
     * Returns the number of boxes.
     *
     * @return 0 or more
     */
    public int size() {
        return boxes.size();
    }

    /**
     * Returns the first address of a box.
     *
     * @param box 0 to size - 1
     * @return 32 bits in network order
     */
    public int ipv4First(int box) {
        return boxes.ipv4First(box);
    }

    /**
     * Returns the last address of a box.
     *
     * @param box 0 to size - 1
     * @return 32 bits in network order
     */
    public int ipv4Last(int box) {
        return boxes.ipv4Last(box);
    }

    /**
     * Returns the first PSID of a box.
     *
     * @param box 0 to size - 1
     * @return 0 to 65,535; 0 if the addresses are not shared
     */
    public int psidFirst(int box) {
        return boxes.psidFirst(box);
    }

    /**
     * Returns the last PSID of a box.
     *
     * @param box 0 to size - 1
     * @return 0 to 65,535; 0 if the addresses are not shared
     */
    public int psidLast(int box) {
        return boxes.psidLast(box);
    }

    /**
     * Returns whether the addresses of a box are shared: only then a port must be in a PSID of the box, and at least
     * {@link #firstPort}.
     *
     * @param box 0 to size - 1
     * @return true if k is greater than 0
     */
    public boolean isShared(int box) {
        return rule(box).isShared();
    }

    /**
     * Returns the first port that is assigned to a CE of a box.
     *
     * @param box 0 to size - 1
     * @return 2^(16-a) if a and k are greater than 0, else 0
     */
    public int firstPort(int box) {
        return rule(box).portParameters().firstAssignedPort();
    }

    /**
     * Returns the rule of a box.
     *
     * @param box 0 to size - 1
     * @return the rule, from which prefixes and MAP addresses are derived
     */
    public MapRule rule(int box) {
        return rules[boxes.rule(box)].rule;
    }

    /**
     * Returns the domain of a box's rule.
     *
     * @param box 0 to size - 1
     * @return index in the list of domains
     */
    public int domainIndex(int box) {
        return rules[boxes.rule(box)].domain;
    }

    /**
     * Returns the place of a box's rule in its domain.
     *
     * @param box 0 to size - 1
     * @return index in the list of rules
     */
    public int ruleIndex(int box) {
        return rules[boxes.rule(box)].index;
    }

    /**
     * Returns whether a box holds an address and port.
     *
     * @param box 0 to size - 1
     * @param ipv4 32 bits in network order
     * @param port 0 to 65,535, or -1 for none
     * @return true if the rule of the box is the owner's
     */
    public boolean contains(int box, int ipv4, int port) {
        if (Integer.compareUnsigned(ipv4, ipv4First(box)) < 0 || Integer.compareUnsigned(ipv4, ipv4Last(box)) > 0) {
            return false;
        }
        if (!isShared(box)) {
            return true;
        }
        int psid = rule(box).portParameters().psidOf(port);
        return psid >= psidFirst(box) && psid <= psidLast(box);
    }

    /** Returns the numbers of boxes and rules. */
    @Override
    public String toString() {
        return "OwnershipBoxes[boxes=" + size() + ", rules=" + rules.length + "]";
    }
}
