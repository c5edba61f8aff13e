package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.Locator;

/**
 * Locates the parameters of a rule or binding in its option. Immutable.
 *
 * @param option offset of the option's code
 * @param eaLength offset of ea-len; of the option if it has none
 * @param ipv4Prefix offset of the IPv4 prefix or address
 * @param ipv6Prefix offset of the octet with the prefix length
 * @param portParameters offset of the value of OPTION_S46_PORTPARAMS; of the option if there is none
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
