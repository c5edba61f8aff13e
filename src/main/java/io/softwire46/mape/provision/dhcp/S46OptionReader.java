package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.OptionOctets.Option;
import io.softwire46.mape.provision.format.internal.PrefixField;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options in a container (RFC 7598 section 4). It reports a malformed option to the reader of the container, and
 * returns null.
 *
 * <pre>
 * RULE      flags(1) ea-len(1) prefix4-len(1) ipv4-prefix(4) prefix6-len(1) ipv6-prefix options
 * BR        ipv6-address(16)
 * DMR       prefix6-len(1) ipv6-prefix
 * V4V6BIND  ipv4-address(4) bindprefix6-len(1) ipv6-prefix options
 * </pre>
 *
 * <p>Not thread-safe: use one instance per container.
 */
final class S46OptionReader {
    private static final String RULE_RFC = "RFC 7598 section 4.1";
    private static final String BIND_RFC = "RFC 7598 section 4.4";
    private static final int RULE_OCTETS = 8;
    private static final int BIND_OCTETS = 5;
    private static final int ADDRESS_OCTETS = 16;

    private final byte[] octets;
    private final S46Codec.Dialect dialect;
    private final S46ContainerReader container;
    private final S46SubOptions subOptions;

    S46OptionReader(byte[] octets, S46Codec.Dialect dialect, S46ContainerReader container) {
        this.octets = octets;
        this.dialect = dialect;
        this.container = container;
        subOptions = new S46SubOptions(octets, container);
    }

    /** A well-formed rule before validation. */
    record RuleRead(S46Rule rule, S46RuleLocator places) {}

    @Nullable RuleRead rule(Option option) {
        int at = option.from();
        if (option.length() < RULE_OCTETS) {
            tooShort(option, S46Option.RULE, RULE_RFC);
            return null;
        }
        int flags = flags(at);
        int ipv4Length = OptionOctets.u8(octets, at + 2);
        if (ipv4Length > 32) {
            outOfRange(
                    at + 2, S46Option.RULE, "prefix4-len " + ipv4Length, "is outside 0..32", FindingId.V01, RULE_RFC);
            return null;
        }
        PrefixField ipv6 = prefixField(option, at + 7, S46Option.RULE, RULE_RFC);
        S46SubOptions.Found sub = ipv6 == null ? null : subOptions.read(option, ipv6, S46Option.RULE, RULE_RFC);
        if (ipv6 == null || sub == null) {
            return null;
        }
        S46Rule rule = S46Rule.received(
                flags,
                dialect.isForwarding(flags),
                OptionOctets.u8(octets, at + 1),
                ipv4Prefix(at + 3, ipv4Length),
                ipv6.prefix(),
                sub.ports());
        if (rule.hasUselessPsid()) {
            container.warn(
                    sub.at(),
                    S46Option.PORTPARAMS.toString(),
                    String.valueOf(sub.ports()),
                    "has a PSID, but CEs of the rule have an IPv4 prefix; the PSID is discarded",
                    S46Rule.Ports.RFC);
        }
        return new RuleRead(
                rule,
                new S46RuleLocator(option.at(), at + 1, at + 2, at + 7, sub.ports() == null ? option.at() : sub.at()));
    }

    private int flags(int at) {
        int flags = OptionOctets.u8(octets, at);
        if ((flags & ~S46Rule.FORWARDING) != 0) {
            container.warn(
                    at,
                    S46Option.RULE + " flags",
                    "0x" + Integer.toHexString(flags),
                    (flags & 0x80) == 0
                            ? "has reserved bits set; they are ignored"
                            : dialect == S46Codec.Dialect.RFC7598
                                    ? "has the reserved bit 0x80 set, which some manuals call F; set 0x01 for F"
                                    : "has the reserved bit 0x80 set, which is read as F",
                    RULE_RFC);
        }
        return flags;
    }

    private IPv4Address ipv4Prefix(int at, int length) {
        int address = OptionOctets.u32(octets, at);
        IPv4Address prefix = new IPv4Address(address, length).toPrefixBlock().getLower();
        if (Addresses.bits(prefix) != address) {
            beyond(at, S46Option.RULE, Addresses.toText(address) + "/" + length, RULE_RFC);
        }
        return new IPv4Address(Addresses.bits(prefix), length);
    }

    @Nullable IPv6Address borderRelay(Option option) {
        if (option.length() != ADDRESS_OCTETS) {
            container.ignore(
                    option.at(),
                    S46Option.BR.toString(),
                    option.length() + " octets",
                    "is not an IPv6 address of 16 octets",
                    "RFC 7598 section 4.2");
            return null;
        }
        return OptionOctets.ipv6(octets, option.from());
    }

    /** Reads an option that consists of a prefix. */
    @Nullable IPv6Address prefix(Option option, S46Option name, String rfc) {
        if (option.length() < 1) {
            tooShort(option, name, rfc);
            return null;
        }
        PrefixField field = prefixField(option, option.from(), name, rfc);
        if (field == null) {
            return null;
        }
        int end = field.endBeforeNothing(octets, option.to());
        if (end < 0) {
            subOptions.unreadable(field.end(), name, rfc);
            return null;
        }
        subOptions.longer(field, end, name, rfc);
        return field.prefix();
    }

    S46Container.@Nullable Binding binding(Option option) {
        if (option.length() < BIND_OCTETS) {
            tooShort(option, S46Option.V4V6BIND, BIND_RFC);
            return null;
        }
        PrefixField ipv6 = prefixField(option, option.from() + 4, S46Option.V4V6BIND, BIND_RFC);
        S46SubOptions.Found sub = ipv6 == null ? null : subOptions.read(option, ipv6, S46Option.V4V6BIND, BIND_RFC);
        if (ipv6 == null || sub == null) {
            return null;
        }
        S46RuleLocator places = places(option, sub);
        IPv4Address ipv4 = new IPv4Address(OptionOctets.u32(octets, option.from()));
        try {
            return S46Container.Binding.of(ipv4, ipv6.prefix(), sub.ports());
        } catch (MapConfigurationException e) {
            e.findings().stream()
                    .filter(Finding::isError)
                    .forEach(finding -> container.ignore(finding, places.locate(finding.path())));
            return null;
        }
    }

    static S46RuleLocator places(Option option, S46SubOptions.@Nullable Found sub) {
        return new S46RuleLocator(
                option.at(),
                option.at(),
                option.from(),
                option.from() + 4,
                sub == null || sub.ports() == null ? option.at() : sub.at());
    }

    private @Nullable PrefixField prefixField(Option option, int at, S46Option name, String rfc) {
        int length = OptionOctets.u8(octets, at);
        if (length > 128) {
            outOfRange(at, name, "prefix6-len " + length, "is outside 0..128", FindingId.V01, rfc);
            return null;
        }
        if (PrefixField.octetsOf(length) > option.to() - at - 1) {
            tooShort(option, name, rfc);
            return null;
        }
        PrefixField field = PrefixField.read(octets, at);
        if (!field.clean()) {
            beyond(at, name, field.prefix().toCanonicalString(), rfc);
        }
        return field;
    }

    private void beyond(int at, S46Option name, String value, String rfc) {
        container.warn(at, name.toString(), value, "has bits set after its length; they are ignored", rfc);
    }

    private void tooShort(Option option, S46Option name, String rfc) {
        container.ignore(option.at(), name.toString(), option.length() + " octets", "is too short for its fields", rfc);
    }

    private void outOfRange(int at, S46Option name, String value, String message, FindingId id, String rfc) {
        container.ignore(
                new Finding(id, Finding.Severity.ERROR, name.toString(), value, message, rfc), Location.octet(at));
    }
}
