package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import io.softwire46.mape.provision.format.internal.PrefixField;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options that follow the prefix of a rule or a binding: at most one OPTION_S46_PORTPARAMS (RFC 7598 sections 4.5 and
 * 6).
 *
 * <p>Not thread-safe: use one instance per container.
 */
final class S46SubOptions {
    private final byte[] octets;
    private final S46ContainerReader container;

    S46SubOptions(byte[] octets, S46ContainerReader container) {
        this.octets = octets;
        this.container = container;
    }

    /**
     * Result of reading the options that follow a prefix.
     *
     * @param at offset of the parameters; of the option if there are none
     */
    record Found(int at, S46Rule.@Nullable Ports ports) {}

    @Nullable Found read(Option option, PrefixField prefix, S46Option name, String rfc) {
        int begin = prefix.endBeforeOptions(octets, option.to());
        if (begin < 0) {
            unreadable(prefix.end(), name, rfc);
            return null;
        }
        longer(prefix, begin, name, rfc);
        Found found = new Found(option.at(), null);
        for (Option sub : OptionOctets.split(octets, begin, option.to()).list()) {
            S46Option known = S46Option.of(sub.code()).orElse(null);
            if (known == null) {
                container.warn(
                        sub.at(),
                        name.toString(),
                        "option " + sub.code(),
                        "is unknown in this option and ignored",
                        "RFC 8415 section 16");
            } else if (known != S46Option.PORTPARAMS || found.ports() != null) {
                container.ignore(
                        sub.at(),
                        known.toString(),
                        Finding.MISSING,
                        known == S46Option.PORTPARAMS ? "is a duplicate in " + name : "is not permitted in " + name,
                        S46Container.TABLE_RFC);
                return null;
            } else {
                S46Rule.Ports ports = portParameters(sub);
                if (ports == null) {
                    return null;
                }
                found = new Found(sub.from(), ports);
            }
        }
        return found;
    }

    private S46Rule.@Nullable Ports portParameters(Option option) {
        if (option.length() != S46Rule.Ports.OCTETS) {
            container.ignore(
                    option.at(),
                    S46Option.PORTPARAMS.toString(),
                    option.length() + " octets",
                    "has a wrong length; use 4 octets",
                    S46Rule.Ports.RFC);
            return null;
        }
        int at = option.from();
        int length = OptionOctets.u8(octets, at + 1);
        int field = OptionOctets.u16(octets, at + 2);
        try {
            S46Rule.Ports ports = S46Rule.Ports.ofField(OptionOctets.u8(octets, at), length, field);
            if (ports.psidField() != field) {
                String shown = "0x" + Integer.toHexString(field);
                container.warn(
                        at + 2,
                        S46Option.PORTPARAMS + " PSID",
                        shown,
                        length == 0
                                ? "is ignored, as PSID-len is 0"
                                : "has bits set after its first " + length
                                        + "; they are ignored: the PSID is left-aligned, 0x"
                                        + Integer.toHexString(ports.psid()),
                        S46Rule.Ports.RFC);
            }
            return ports;
        } catch (MapConfigurationException e) {
            e.findings()
                    .forEach(finding -> container.ignore(
                            finding.within(FieldPath.of(S46Option.PORTPARAMS.toString())), Location.octet(at)));
            return null;
        }
    }

    void longer(PrefixField field, int end, S46Option name, String rfc) {
        if (end > field.end()) {
            container.warn(
                    field.end(),
                    name.toString(),
                    field.prefix().toCanonicalString(),
                    "is followed by " + (end - field.end())
                            + " extra octets of zeros; they are ignored: the length determines the number of octets",
                    rfc);
        }
    }

    void unreadable(int at, S46Option name, String rfc) {
        container.ignore(at, name.toString(), Finding.MISSING, "ends with an incomplete option", rfc);
    }
}
