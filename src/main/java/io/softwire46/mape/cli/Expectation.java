package io.softwire46.mape.cli;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;

/**
 * A mapping observed on the wire: an IPv4 address and port, and the MAP address of the CE that uses them.
 *
 * <p>Immutable.
 *
 * @param ipv4 32 bits
 * @param port 0 to 65535, or {@link MapRule#NO_PORT}
 * @param high bits 0 to 63 of the MAP address
 * @param low bits 64 to 127
 */
record Expectation(int ipv4, int port, long high, long low) {
    private static final String OPTION = "--expect";
    private static final String FORM = "IPV4:PORT=MAP-ADDRESS, such as 192.0.2.18:1232=2001:db8:12:3400:0:c000:212:34";

    static Expectation parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new ToolException(OPTION + " " + Paragraph.oneLine(text) + ": is malformed; use " + FORM);
        }
        String source = text.substring(0, equals);
        int colon = source.indexOf(':');
        IPv4Address address = Addresses.parseIpv4(OPTION, colon < 0 ? source : source.substring(0, colon));
        int port = colon < 0 ? MapRule.NO_PORT : port(source.substring(colon + 1));
        IPv6Address observed = Addresses.parseIpv6(OPTION, text.substring(equals + 1));
        long[] bits = Addresses.bits(observed);
        return new Expectation(Addresses.bits(address), port, bits[0], bits[1]);
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > 65535) {
            throw new ToolException(
                    OPTION + " port " + Paragraph.oneLine(text) + ": is not a port number; use 0 to 65535");
        }
        return port;
    }

    IPv4Address address() {
        return new IPv4Address(ipv4);
    }

    /** Returns the IPv4 address, followed by the port if one was given. */
    String source() {
        return Addresses.toText(ipv4) + (port < 0 ? "" : ":" + port);
    }

    /** Returns the observed MAP address. */
    String observed() {
        return Addresses.toText(high, low);
    }

    boolean isMetBy(MapRule rule) {
        return rule.owner(address(), port)
                .filter(ce -> ce.mapAddressHigh() == high && ce.mapAddressLow() == low)
                .isPresent();
    }
}
