package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.internal.OptionOctets;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What DHCPv4 over DHCPv6 adds (RFC 8539, RFC 7618): the values of two DHCPv4 options, and the options that stand in a
 * DHCPV4-RESPONSE without a container, which {@link S46Codec#readMessage} reads.
 *
 * <p>Holds no state.
 */
public final class Dhcp4o6 {
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
     * @param value 16 octets from position to limit, which stay as they are
     * @return the address
     * @throws MapConfigurationException for any other length
     */
    public static IPv6Address readSoftwireSourceAddress(ByteBuffer value) {
        return OptionOctets.ipv6(octets(value, ADDRESS_OCTETS, "option 109", ADDRESS_RFC), 0);
    }

    /**
     * Writes the value of option 109.
     *
     * @param address one address
     * @return 16 octets, a new buffer that is ready to be read
     * @throws MapConfigurationException when it is a range of addresses
     */
    public static ByteBuffer writeSoftwireSourceAddress(IPv6Address address) {
        S46Writer writer = new S46Writer();
        writer.address(address, ADDRESS_OCTETS);
        return writer.toBuffer();
    }

    /**
     * Reads the value of option 159. Bits behind the PSID are ignored.
     *
     * @param value 4 octets from position to limit, which stay as they are
     * @return offset, length and PSID
     * @throws MapConfigurationException for any other length, or with finding V06, V07 or V08
     */
    public static S46PortParameters readPortParameters(ByteBuffer value) {
        byte[] octets = octets(value, S46PortParameters.OCTETS, "option 159", PORTS_RFC);
        return S46PortParameters.ofField(
                OptionOctets.u8(octets, 0), OptionOctets.u8(octets, 1), OptionOctets.u16(octets, 2));
    }

    /**
     * Writes the value of option 159.
     *
     * @param ports offset, length and PSID
     * @return 4 octets, a new buffer that is ready to be read
     */
    public static ByteBuffer writePortParameters(S46PortParameters ports) {
        S46Writer writer = new S46Writer();
        writer.portParametersValue(ports);
        return writer.toBuffer();
    }

    /**
     * Writes the DHCPv6 options of a DHCPV4-RESPONSE: OPTION_S46_BR and OPTION_S46_BIND_IPV6_PREFIX.
     *
     * @param borderRelays any number, the preferred one first
     * @param bindPrefix with its length
     * @return options one after the other, a new buffer that is ready to be read
     * @throws MapConfigurationException when one is a range of addresses
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
                    field, value.remaining() + " octets", "has not the length " + length, rfc);
        }
        byte[] octets = new byte[length];
        value.get(value.position(), octets);
        return octets;
    }
}
