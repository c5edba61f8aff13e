package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import io.softwire46.mape.provision.format.internal.PrefixField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the prefixes that a server delegates to a client (RFC 8415 sections 21.21 and 21.22).
 *
 * <pre>
 * OPTION_IA_PD     25  IAID(4) T1(4) T2(4) options
 * OPTION_IAPREFIX  26  preferred-lifetime(4) valid-lifetime(4) prefix-length(1) IPv6-prefix(16) options
 * </pre>
 *
 * <p>Not thread-safe: use one instance per message.
 */
final class DelegatedPrefixes {
    static final int OPTION_IA_PD = 25;

    private static final int OPTION_IAPREFIX = 26;
    private static final int OPTION_STATUS_CODE = 13;
    private static final String IA_PD_RFC = "RFC 8415 section 21.21";
    private static final String PREFIX_RFC = "RFC 8415 section 21.22";
    private static final int IA_PD_OCTETS = 12;
    private static final int VALID_LIFETIME = 4;
    private static final int PREFIX_LENGTH = 8;
    private static final int PREFIX_OCTETS = 25;

    private final byte[] octets;
    private final List<Finding> findings;
    private final List<Delegated> list = new ArrayList<>();

    DelegatedPrefixes(byte[] octets, List<Finding> findings) {
        this.octets = octets;
        this.findings = findings;
    }

    /**
     * A delegated prefix.
     *
     * @param prefix the prefix with its length
     * @param at offset of its option
     */
    record Delegated(IPv6Address prefix, int at) {}

    List<Delegated> list() {
        return List.copyOf(list);
    }

    /** Reads an OPTION_IA_PD. */
    void read(Option association) {
        if (association.length() < IA_PD_OCTETS) {
            warn(association.at(), "OPTION_IA_PD", association.length() + " octets", "is too short", IA_PD_RFC);
            return;
        }
        OptionOctets.Options inside = OptionOctets.split(octets, association.from() + IA_PD_OCTETS, association.to());
        if (inside.end() < association.to()) {
            warn(
                    inside.end(),
                    "OPTION_IA_PD",
                    association.to() - inside.end() + " octets",
                    "are an incomplete option",
                    OptionOctets.RFC);
        }
        for (Option each : inside.list()) {
            if (each.code() == OPTION_IAPREFIX) {
                prefix(each);
            } else if (each.code() == OPTION_STATUS_CODE && each.length() >= 2) {
                status(each);
            }
        }
    }

    private void status(Option option) {
        int code = OptionOctets.u16(octets, option.from());
        if (code != 0) {
            warn(
                    option.at(),
                    "OPTION_STATUS_CODE",
                    Integer.toString(code),
                    "refuses a prefix (6 is NoPrefixAvail); configure the pool of prefixes of the DHCPv6 server",
                    "RFC 8415 section 21.13");
        }
    }

    private void prefix(Option option) {
        int length = option.length() < PREFIX_OCTETS ? -1 : OptionOctets.u8(octets, option.from() + PREFIX_LENGTH);
        if (length < 0 || length > 128) {
            warn(
                    option.at(),
                    "OPTION_IAPREFIX",
                    length < 0 ? option.length() + " octets" : "prefix-length " + length,
                    length < 0 ? "is too short and is ignored" : "is outside 0..128; the option is ignored",
                    PREFIX_RFC);
            return;
        }
        long[] sent = Addresses.bits(OptionOctets.ipv6(octets, option.from() + PREFIX_LENGTH + 1));
        IPv6Address prefix = PrefixField.masked(sent[0], sent[1], length);
        if (!Arrays.equals(sent, Addresses.bits(prefix))) {
            warn(
                    option.from() + PREFIX_LENGTH,
                    "OPTION_IAPREFIX",
                    prefix.toCanonicalString(),
                    "has bits set after its length; they are ignored",
                    PREFIX_RFC);
        }
        if (OptionOctets.u32(octets, option.from() + VALID_LIFETIME) == 0) {
            findings.add(Locations.put(
                    Location.octet(option.from() + VALID_LIFETIME),
                    DomainSyntax.info(
                            "OPTION_IAPREFIX",
                            prefix.toCanonicalString(),
                            "has a valid lifetime of 0, so the CE no longer uses it; it is left out",
                            PREFIX_RFC)));
            return;
        }
        if (list.stream().noneMatch(each -> isSame(each.prefix(), prefix))) {
            list.add(new Delegated(prefix, option.at()));
        }
    }

    private static boolean isSame(IPv6Address one, IPv6Address other) {
        return one.toCanonicalString().equals(other.toCanonicalString());
    }

    private void warn(int at, String field, String value, String message, String rfc) {
        findings.add(Locations.put(Location.octet(at), DomainSyntax.warning(field, value, message, rfc)));
    }
}
