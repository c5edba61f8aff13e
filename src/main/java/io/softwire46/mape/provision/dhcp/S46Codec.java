package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.WrittenText;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Locations;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import io.softwire46.mape.provision.format.internal.WritingChecks;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The softwire options of DHCPv6 (RFC 7598, RFC 8026, RFC 8539), read from octets and written as octets. Reading never
 * throws and takes what can be made sense of, with a warning for everything that is not as the RFCs say; writing is
 * strict.
 *
 * <p>Holds no state.
 */
public final class S46Codec {
    /** No DHCPv6 message is longer: it is one UDP datagram. */
    public static final int MAX_OCTETS = 65535;

    private static final int DHCPV4_RESPONSE = 21;
    private static final int RELAY_FORW = 12;
    private static final int RELAY_REPL = 13;

    private S46Codec() {}

    /**
     * Reads options one after the other, such as those of an ADVERTISE or REPLY message, or a single container.
     *
     * @param options from position to limit, which stay as they are; any byte order
     * @return containers, priority and findings
     */
    public static S46Reading read(ByteBuffer options) {
        return read(options, S46Dialect.RFC7598);
    }

    /**
     * Reads options one after the other.
     *
     * @param options from position to limit, which stay as they are; any byte order
     * @param dialect how flags are read
     * @return containers, priority and findings
     */
    public static S46Reading read(ByteBuffer options, S46Dialect dialect) {
        if (options.remaining() > MAX_OCTETS) {
            return tooLong(options);
        }
        return S46MessageReader.read(octets(options), 0, false, dialect);
    }

    /**
     * Reads a whole message (RFC 8415 section 8), or a DHCPV4-RESPONSE (RFC 7341 section 6), in which OPTION_S46_BR and
     * OPTION_S46_BIND_IPV6_PREFIX count outside of a container (RFC 8539 section 4.1).
     *
     * @param message from position to limit, which stay as they are; any byte order
     * @param dialect how flags are read
     * @return containers, priority and findings
     */
    public static S46Reading readMessage(ByteBuffer message, S46Dialect dialect) {
        if (message.remaining() > MAX_OCTETS) {
            return tooLong(message);
        }
        byte[] octets = octets(message);
        int type = octets.length == 0 ? 0 : octets[0] & 0xff;
        if (octets.length < OptionOctets.HEADER || type == RELAY_FORW || type == RELAY_REPL) {
            return refused(
                    "message",
                    octets.length < OptionOctets.HEADER ? octets.length + " octets" : "msg-type " + type,
                    octets.length < OptionOctets.HEADER
                            ? "is shorter than the header of a DHCPv6 message"
                            : "is one between relay agents; give the message inside of it",
                    "RFC 8415 section 8");
        }
        return S46MessageReader.read(octets, OptionOctets.HEADER, type == DHCPV4_RESPONSE, dialect);
    }

    /**
     * Reads the domains of options one after the other.
     *
     * @param options from position to limit, which stay as they are; any byte order
     * @return a domain a container of MAP-E or Lightweight 4over6, named by their number, or what is wrong
     */
    public static ReadResult readDomains(ByteBuffer options) {
        return read(options).toDomains();
    }

    private static byte[] octets(ByteBuffer buffer) {
        byte[] octets = new byte[buffer.remaining()];
        buffer.get(buffer.position(), octets);
        return octets;
    }

    private static S46Reading tooLong(ByteBuffer buffer) {
        return refused(
                "options",
                buffer.remaining() + " octets",
                "is more than a DHCPv6 message can have, " + MAX_OCTETS,
                "RFC 8415 section 8");
    }

    private static S46Reading refused(String field, String value, String message, String rfc) {
        return S46Reading.refused(Locations.put(Location.octet(0), DomainSyntax.error(field, value, message, rfc)));
    }

    /**
     * What stands in the way of writing domains, and what would be left out, which has the id {@link FindingId#LOST}: both
     * are errors. Differences in behaviour are warnings.
     *
     * @param domains what is to be written
     * @return findings with the fields of the domain file
     */
    public static List<Finding> check(List<ConfiguredDomain> domains) {
        return S46Domains.check(domains);
    }

    /**
     * A container a domain: of Lightweight 4over6 for a single binding of a whole IPv6 address, else of MAP-E. The F
     * flag is set where the domain is a mesh and the rule for forwarding.
     *
     * @param domains any number
     * @return options one after the other, a new buffer that is ready to be read
     * @throws MapConfigurationException with all findings of {@link #check}, if one {@linkplain WrittenText#preventsWriting prevents
     *     writing}, or for more rules than an option holds
     */
    public static ByteBuffer write(List<ConfiguredDomain> domains) {
        WritingChecks.throwIfNothingCanBeWritten(check(domains));
        return writeContainers(domains.stream().map(S46Domains::container).toList());
    }

    /**
     * Writes containers.
     *
     * @param containers any number
     * @return options one after the other, a new buffer that is ready to be read
     * @throws MapConfigurationException for more than an option holds, which is 65535 octets
     */
    public static ByteBuffer writeContainers(List<S46Container> containers) {
        S46Writer writer = new S46Writer();
        containers.forEach(writer::container);
        return writer.toBuffer();
    }

    /**
     * Writes OPTION_S46_PRIORITY.
     *
     * @param mechanisms the preferred one first, each once
     * @return the option, a new buffer that is ready to be read
     * @throws MapConfigurationException when there is none, or one stands twice
     */
    public static ByteBuffer writePriority(List<S46Mechanism> mechanisms) {
        if (mechanisms.isEmpty() || mechanisms.stream().distinct().count() < mechanisms.size()) {
            throw MapConfigurationException.syntax(
                    S46Option.PRIORITY.toString(),
                    mechanisms.toString(),
                    "is no list of mechanisms, each once",
                    "RFC 8026");
        }
        S46Writer writer = new S46Writer();
        writer.priority(mechanisms);
        return writer.toBuffer();
    }
}
