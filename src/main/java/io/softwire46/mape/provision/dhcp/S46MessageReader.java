package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import io.softwire46.mape.provision.format.internal.PrefixField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of a message: containers, the priority, and in a DHCPV4-RESPONSE the two options of RFC 8539 outside of a
 * container.
 *
 * <p>Not thread-safe: use one instance per message.
 */
final class S46MessageReader {
    private static final String PRIORITY_RFC = "RFC 8026";
    private static final String OUTSIDE_RFC = "RFC 7598 section 3";
    private static final String RESPONSE_RFC = "RFC 8539 section 4.1";

    /** In place of a message type: options without a message. */
    static final int OPTIONS_ONLY = 0;

    private final byte[] octets;
    private final int type;
    private final S46Codec.Dialect dialect;

    private final List<Finding> findings = new ArrayList<>();
    private final List<S46ContainerReader.Read> containers = new ArrayList<>();
    private final List<IPv6Address> borderRelays = new ArrayList<>();
    private @Nullable List<Integer> priority;
    private @Nullable IPv6Address bindPrefix;
    private int priorities;
    private final DelegatedPrefixes delegated;

    private S46MessageReader(byte[] octets, int type, S46Codec.Dialect dialect) {
        this.octets = octets;
        this.type = type;
        this.dialect = dialect;
        delegated = new DelegatedPrefixes(octets, findings);
    }

    /** Reads the options of a message, whose type is {@link #OPTIONS_ONLY} if it has no header. */
    static S46Reading read(byte[] octets, int from, int type, S46Codec.Dialect dialect) {
        S46MessageReader reader = new S46MessageReader(octets, type, dialect);
        OptionOctets.Options options = OptionOctets.split(octets, from, octets.length);
        options.list().forEach(reader::option);
        if (options.end() < octets.length) {
            reader.findings.add(Locations.put(
                    Location.octet(options.end()),
                    DomainSyntax.error(
                            "options",
                            octets.length - options.end() + " octets",
                            "are an incomplete option; the message is truncated or is not a DHCPv6 message",
                            OptionOctets.RFC)));
        }
        return S46Reading.of(
                reader.findings,
                reader.containers,
                reader.priority,
                reader.borderRelays,
                reader.bindPrefix,
                reader.delegated.list());
    }

    /** Returns whether a server sent the options. RFC 8415 section 18.2.4: the prefixes of a client are only hints. */
    private boolean isOfServer() {
        return type == OPTIONS_ONLY || type == S46Message.ADVERTISE || type == S46Message.REPLY;
    }

    private void option(Option option) {
        if (option.code() == DelegatedPrefixes.OPTION_IA_PD && isOfServer()) {
            delegated.read(option);
        }
        S46Option known = S46Option.of(option.code()).orElse(null);
        if (known == null) {
            return;
        }
        switch (known) {
            case CONT_MAPE, CONT_MAPT, CONT_LW -> {
                S46Container.Mechanism mechanism =
                        S46Container.Mechanism.of(option.code()).orElseThrow();
                S46ContainerReader.Read read = S46ContainerReader.read(octets, option, mechanism, dialect);
                findings.addAll(read.findings());
                containers.add(read);
            }
            case PRIORITY -> priority(option);
            case BR -> outside(option, known).ifPresent(field -> borderRelay(field));
            case BIND_IPV6_PREFIX -> outside(option, known).ifPresent(this::bindPrefix);
            default -> ignored(option, known);
        }
    }

    private Optional<Option> outside(Option option, S46Option known) {
        if (type != S46Message.DHCPV4_RESPONSE) {
            ignored(option, known);
            return Optional.empty();
        }
        return Optional.of(option);
    }

    /** Warns about an option outside of a container. RFC 7598 section 3: a client must ignore it. */
    private void ignored(Option option, S46Option known) {
        warn(option.at(), known.toString(), Finding.MISSING, "is outside of a container and is ignored", OUTSIDE_RFC);
    }

    private void borderRelay(Option option) {
        if (option.length() == 16) {
            borderRelays.add(OptionOctets.ipv6(octets, option.from()));
        } else {
            warn(
                    option.at(),
                    S46Option.BR.toString(),
                    option.length() + " octets",
                    "is not an IPv6 address of 16 octets and is ignored",
                    RESPONSE_RFC);
        }
    }

    private void bindPrefix(Option option) {
        int length = option.length() == 0 ? 255 : OptionOctets.u8(octets, option.from());
        PrefixField field = length > 128 || PrefixField.octetsOf(length) >= option.length()
                ? null
                : PrefixField.read(octets, option.from());
        if (field == null || field.endBeforeNothing(octets, option.to()) < 0) {
            warn(
                    option.at(),
                    S46Option.BIND_IPV6_PREFIX.toString(),
                    option.length() + " octets",
                    "is not a prefix and is ignored",
                    RESPONSE_RFC);
        } else {
            bindPrefix = field.prefix();
        }
    }

    /** Reads the priority. RFC 8026: unknown codes are skipped; a duplicate code makes the option invalid. */
    private void priority(Option option) {
        if (priorities++ > 0) {
            warn(
                    option.at(),
                    S46Option.PRIORITY.toString(),
                    Finding.MISSING,
                    "is a duplicate; the first option is used",
                    PRIORITY_RFC);
            return;
        }
        if (option.length() < 2 || option.length() % 2 != 0) {
            warn(
                    option.at(),
                    S46Option.PRIORITY.toString(),
                    option.length() + " octets",
                    "is not a list of option codes and is ignored",
                    PRIORITY_RFC);
            return;
        }
        List<Integer> codes = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int at = option.from(); at < option.to(); at += 2) {
            int code = OptionOctets.u16(octets, at);
            codes.add(code);
            if (!seen.add(code)) {
                warn(
                        at,
                        S46Option.PRIORITY.toString(),
                        Integer.toString(code),
                        "is a duplicate in the list; the list is ignored",
                        PRIORITY_RFC);
                return;
            }
        }
        priority = codes;
    }

    private void warn(int at, String field, String value, String message, String rfc) {
        findings.add(Locations.put(Location.octet(at), DomainSyntax.warning(field, value, message, rfc)));
    }
}
