package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;

/**
 * Where the parameters of a rule or binding stand in its option. Immutable.
 *
 * @param option of the option's code
 * @param eaLength of ea-len, or of the option where it has none
 * @param ipv4Prefix of the IPv4 prefix or address
 * @param ipv6Prefix of the octet with the prefix length
 * @param portParameters of OPTION_S46_PORTPARAMS's value, or of the option where there is none
 */
record S46RuleLocator(int option, int eaLength, int ipv4Prefix, int ipv6Prefix, int portParameters) implements Locator {
    @Override
    public Location locate(FieldPath path) {
        return Location.octet(
                switch (path.toString()) {
                    case "eaLength" -> eaLength;
                    case "ipv4Prefix" -> ipv4Prefix;
                    case "ipv6Prefix" -> ipv6Prefix;
                    case "psidOffset", "psidLength", "psid" -> portParameters;
                    default -> option;
                });
    }
}
