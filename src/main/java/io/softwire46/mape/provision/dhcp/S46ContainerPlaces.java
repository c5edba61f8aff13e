package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.provision.format.internal.Place;
import io.softwire46.mape.provision.format.internal.Places;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the parameters of a domain stand in its container. Immutable.
 *
 * @param container of the container's code
 * @param rules by their number
 * @param borderRelays of the addresses, by their number
 */
record S46ContainerPlaces(int container, List<S46RulePlaces> rules, List<Integer> borderRelays) implements Places {
    private static final Pattern ELEMENT = Pattern.compile("(rules|borderRelay)\\[([0-9]{1,6})\\](?:\\.(.*))?");

    @Override
    public Place of(String field) {
        Matcher element = ELEMENT.matcher(field);
        if (element.matches()) {
            int index = Integer.parseInt(element.group(2));
            if (element.group(1).equals("rules") && index < rules.size()) {
                return rules.get(index).of(element.group(3) == null ? "" : element.group(3));
            }
            if (element.group(1).equals("borderRelay") && index < borderRelays.size()) {
                return Place.octet(borderRelays.get(index));
            }
        }
        return Place.octet(container);
    }
}
