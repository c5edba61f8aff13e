package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;
import io.softwire46.mape.provision.format.internal.DefaultMapping;
import java.util.List;

/**
 * Locates the parameters of a domain in its container. Immutable.
 *
 * @param container offset of the container's code
 * @param rules locators of the rules, by index
 * @param borderRelays offsets of the addresses, by index
 * @param dmr offset of the prefix of the DMR; of the container if there is none
 */
record S46ContainerLocator(int container, List<S46RuleLocator> rules, List<Integer> borderRelays, int dmr)
        implements Locator {
    @Override
    public Location locate(FieldPath path) {
        int index = path.steps().isEmpty()
                ? FieldPath.NO_INDEX
                : path.steps().get(0).index();
        if (path.startsWith("rules") && index >= 0 && index < rules.size()) {
            return rules.get(index).locate(path.rest());
        }
        if (path.startsWith("borderRelay") && index >= 0 && index < borderRelays.size()) {
            return Location.octet(borderRelays.get(index));
        }
        return Location.octet(path.is(DefaultMapping.FIELD) ? dmr : container);
    }
}
