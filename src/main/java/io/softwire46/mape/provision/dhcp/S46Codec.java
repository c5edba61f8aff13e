package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reads and writes the softwire options of DHCPv6 (RFC 7598, RFC 8026, RFC 8539) as octets. Reading never throws: it accepts
 * options whose meaning is clear, and reports a warning for each violation of the RFCs. Writing is strict.
 *
 * <p>Static methods only.
 */
public final class S46Codec {
    /** Maximum length of a DHCPv6 message, which is one UDP datagram. */
    public static final int MAX_OCTETS = 65535;

    private S46Codec() {}

    /**
     * Returns the reader of the format.
     *
     * @return the reader of options or a message, in octets or hexadecimal digits
     */
    public static FormatReader reader() {
        return S46Format.READER;
    }

    /**
     * Returns the writer of the format, as one line of hexadecimal digits.
     *
     * @return the writer, which omits domains and rules that options cannot express
     */
    public static FormatWriter writer() {
        return S46Format.WRITER;
    }

    /**
     * Reads consecutive options, such as those of an ADVERTISE or REPLY message, or a single container.
     *
     * @param options options from position to limit, neither of which changes; any byte order
     * @return containers, priority and findings
     */
    public static S46Reading read(ByteBuffer options) {
        return read(options, Dialect.RFC7598);
    }

    /**
     * Reads consecutive options.
     *
     * @param options options from position to limit, neither of which changes; any byte order
     * @param dialect interpretation of the flags
     * @return containers, priority and findings
     */
    public static S46Reading read(ByteBuffer options, Dialect dialect) {
        if (options.remaining() > MAX_OCTETS) {
            return tooLong(options);
        }
        return S46MessageReader.read(octets(options), 0, S46MessageReader.OPTIONS_ONLY, dialect);
    }

    /**
     * Reads a message (RFC 8415 section 8), also inside messages of relay agents (RFC 8415 section 9), or a DHCPV4-RESPONSE (RFC
     * 7341 section 6). In the latter, OPTION_S46_BR and
     * OPTION_S46_BIND_IPV6_PREFIX are used outside of a container (RFC 8539 section 4.1).
     *
     * @param message message from position to limit, neither of which changes; any byte order
     * @param dialect interpretation of the flags
     * @return containers, priority and findings
     */
    public static S46Reading readMessage(ByteBuffer message, Dialect dialect) {
        if (message.remaining() > MAX_OCTETS) {
            return tooLong(message);
        }
        return read(S46Message.unwrap(octets(message), 0), dialect);
    }

    /**
     * Reads the domains of consecutive options.
     *
     * @param options options from position to limit, neither of which changes; any byte order
     * @return one domain per container of MAP-E or Lightweight 4over6, named by number; without domains if a finding is
     *     an error
     */
    public static ReadResult readDomains(ByteBuffer options) {
        return read(options).toDomains();
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(buffer.position(), octets);
        return octets;
    }

    /** Reads a message that was found; its findings precede those of the message. */
    static S46Reading read(S46Message.Unwrapped unwrapped, Dialect dialect) {
        S46Message message = unwrapped.message();
        return message == null
                ? S46Reading.refused(unwrapped.findings().get(0))
                : S46MessageReader.read(message.octets(), message.from(), message.type(), dialect)
                        .withFindings(unwrapped.findings());
    }

    private static S46Reading tooLong(ByteBuffer buffer) {
        return refused(
                "options",
                buffer.remaining() + " octets",
                "exceeds the maximum of a DHCPv6 message; use at most " + MAX_OCTETS,
                "RFC 8415 section 8");
    }

    private static S46Reading refused(String field, String value, String message, String rfc) {
        return S46Reading.refused(Locations.put(Location.octet(0), DomainSyntax.error(field, value, message, rfc)));
    }

    /**
     * Checks domains. Settings that the options cannot express are errors, with id {@link FindingId#LOST} if the output would
     * only omit them. Differences in behaviour are warnings.
     *
     * @param domains domains to write
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = S46Domains.report();
        S46Domains.check(domains, report);
        return report.findings();
    }

    /**
     * Writes one container per domain: of Lightweight 4over6 for a single binding of a whole IPv6 address, otherwise of MAP-E.
     * The F flag is set if the domain is a mesh and the rule is for forwarding.
     *
     * @param domains any number of domains
     * @return consecutive options in a new buffer, from position to limit
     * @throws MapConfigurationException with all findings of {@link #check}, if a rule or a domain cannot be expressed, or for
     *     more rules than an option holds
     */
    public static ByteBuffer write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = S46Domains.report();
        List<ConfiguredDomain> rest = S46Domains.check(domains, report);
        report.report("").requireText();
        return S46Domains.write(rest);
    }

    /**
     * Writes containers.
     *
     * @param containers any number of containers
     * @return consecutive options in a new buffer, from position to limit
     * @throws MapConfigurationException if a container exceeds 65535 octets
     */
    public static ByteBuffer writeContainers(List<S46Container> containers) {
        S46Writer writer = new S46Writer();
        containers.forEach(writer::container);
        return writer.toBuffer();
    }

    /**
     * Writes OPTION_S46_PRIORITY.
     *
     * @param mechanisms different mechanisms, the preferred one first
     * @return the option in a new buffer, from position to limit
     * @throws MapConfigurationException if the list is empty or has a duplicate
     */
    public static ByteBuffer writePriority(List<S46Container.Mechanism> mechanisms) {
        if (mechanisms.isEmpty() || mechanisms.stream().distinct().count() < mechanisms.size()) {
            throw MapConfigurationException.syntax(
                    S46Option.PRIORITY.toString(),
                    mechanisms.toString(),
                    "is empty or has a duplicate; use each mechanism at most once",
                    "RFC 8026");
        }
        S46Writer writer = new S46Writer();
        writer.priority(mechanisms);
        return writer.toBuffer();
    }

    /**
     * Interpretation of the flags of OPTION_S46_RULE.
     *
     * <p>Immutable.
     */
    public enum Dialect {
        /** F is the lowest bit, 0x01 (RFC 7598 section 4.1, figure 2). */
        RFC7598(0x01),
        /** F is the lowest bit or the highest, because an edition of Kea's manual specifies 128. */
        HIGH_BIT_FORWARDING(0x81);

        private final int forwardingMask;

        Dialect(int forwardingMask) {
            this.forwardingMask = forwardingMask;
        }

        boolean isForwarding(int flags) {
            return (flags & forwardingMask) != 0;
        }
    }

    /**
     * Options of DHCPv4 over DHCPv6 (RFC 8539, RFC 7618): the values of two DHCPv4 options, and the options outside of a
     * container in a DHCPV4-RESPONSE, which {@link S46Codec#readMessage} reads.
     *
     * <p>Static methods only.
     */
    public static final class Dhcp4o6 {
        /** OPTION_DHCP4O6_S46_SADDR of DHCPv4: the IPv6 address of a CE's tunnel. */
        public static final int SOFTWIRE_SOURCE_ADDRESS = 109;

        /** OPTION_V4_PORTPARAMS of DHCPv4: the ports of a shared address. */
        public static final int PORT_PARAMETERS = 159;

        private static final String ADDRESS_RFC = "RFC 8539";
        private static final String PORTS_RFC = "RFC 7618";
        private static final int ADDRESS_OCTETS = 16;

        private Dhcp4o6() {}

        /**
         * Reads the value of option 109.
         *
         * @param value 16 octets from position to limit, neither of which changes
         * @return the address
         * @throws MapConfigurationException for any other length
         */
        public static IPv6Address readSoftwireSourceAddress(ByteBuffer value) {
            return OptionOctets.ipv6(octets(value, ADDRESS_OCTETS, "option 109", ADDRESS_RFC), 0);
        }

        /**
         * Writes the value of option 109.
         *
         * @param address a single address
         * @return 16 octets in a new buffer, from position to limit
         * @throws MapConfigurationException if it is a range of addresses
         */
        public static ByteBuffer writeSoftwireSourceAddress(IPv6Address address) {
            S46Writer writer = new S46Writer();
            writer.address(address, ADDRESS_OCTETS);
            return writer.toBuffer();
        }

        /**
         * Reads the value of option 159. Bits after the PSID are ignored.
         *
         * @param value 4 octets from position to limit, neither of which changes
         * @return offset, length and PSID
         * @throws MapConfigurationException for any other length, or with finding V06, V07 or V08
         */
        public static S46Rule.Ports readPortParameters(ByteBuffer value) {
            byte[] octets = octets(value, S46Rule.Ports.OCTETS, "option 159", PORTS_RFC);
            return S46Rule.Ports.ofField(
                    OptionOctets.u8(octets, 0), OptionOctets.u8(octets, 1), OptionOctets.u16(octets, 2));
        }

        /**
         * Writes the value of option 159.
         *
         * @param ports offset, length and PSID
         * @return 4 octets in a new buffer, from position to limit
         */
        public static ByteBuffer writePortParameters(S46Rule.Ports ports) {
            S46Writer writer = new S46Writer();
            writer.portParametersValue(ports);
            return writer.toBuffer();
        }

        /**
         * Writes the DHCPv6 options of a DHCPV4-RESPONSE: OPTION_S46_BR and OPTION_S46_BIND_IPV6_PREFIX.
         *
         * @param borderRelays any number of addresses, the preferred one first
         * @param bindPrefix prefix with its length
         * @return consecutive options in a new buffer, from position to limit
         * @throws MapConfigurationException if one is a range of addresses
         */
        public static ByteBuffer writeResponseOptions(List<IPv6Address> borderRelays, IPv6Address bindPrefix) {
            Addresses.bits(bindPrefix);
            S46Writer writer = new S46Writer();
            borderRelays.forEach(writer::borderRelay);
            writer.bindPrefix(bindPrefix);
            return writer.toBuffer();
        }

        private static byte[] octets(ByteBuffer value, int length, String field, String rfc) {
            if (value.remaining() != length) {
                throw MapConfigurationException.syntax(
                        field, value.remaining() + " octets", "has a wrong length; use " + length + " octets", rfc);
            }
            byte[] octets = new byte[length];
            value.get(value.position(), octets);
            return octets;
        }
    }
}
