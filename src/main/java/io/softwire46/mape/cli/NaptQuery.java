package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptProtocol;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code napt --explain} asks for: an inside endpoint, perhaps toward a remote endpoint, or an external port.
 *
 * <p>Immutable.
 *
 * @param protocol the port space
 * @param inside address and port as {@code address << 16 | port}; -1 for an external port
 * @param remote address and port in the same form; 0 if it is not given
 * @param port external port; -1 for an inside endpoint
 */
record NaptQuery(NaptProtocol protocol, long inside, long remote, int port) {
    private static final Pattern ENDPOINTS =
            Pattern.compile("([a-z]+):([0-9.]+):([0-9]{1,5})(?:>([0-9.]+):([0-9]{1,5}))?");
    private static final Pattern PORT = Pattern.compile("([a-z]+):([0-9]{1,5})");
    private static final int MAX_PORT = 0xffff;

    boolean isForPort() {
        return port >= 0;
    }

    /** Parses {@code PROTO:X:x}, {@code PROTO:X:x>Y:y} or {@code PROTO:p}. */
    static NaptQuery parse(String text) {
        Matcher port = PORT.matcher(text);
        if (port.matches()) {
            return new NaptQuery(protocol(text, port.group(1)), -1, 0, port(text, port.group(2)));
        }
        Matcher endpoints = ENDPOINTS.matcher(text);
        if (!endpoints.matches()) {
            throw new ToolException(
                    "--explain " + text
                            + ": is malformed; use PROTO:X:x, PROTO:X:x>Y:y or PROTO:p, such as udp:192.168.1.10:5500>1.1.1.1:53");
        }
        NaptProtocol protocol = protocol(text, endpoints.group(1));
        long inside = endpoint(text, endpoints.group(2), endpoints.group(3));
        long remote = endpoints.group(4) == null ? 0 : endpoint(text, endpoints.group(4), endpoints.group(5));
        return new NaptQuery(protocol, inside, remote, -1);
    }

    private static NaptProtocol protocol(String text, String name) {
        Optional<NaptProtocol> protocol = Arrays.stream(NaptProtocol.values())
                .filter(each -> each.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
        return protocol.orElseThrow(() -> new ToolException(
                "--explain " + text + ": " + name + " is no protocol; use tcp, udp, icmp, udplite or dccp"));
    }

    private static int port(String text, String digits) {
        int port = Integer.parseInt(digits);
        if (port > MAX_PORT) {
            throw new ToolException("--explain " + text + ": port " + port + " is outside 0..65535");
        }
        return port;
    }

    private static long endpoint(String text, String address, String digits) {
        try {
            long bits = Addresses.bits(Addresses.parseIpv4("address", address)) & 0xffff_ffffL;
            return (bits << 16) | port(text, digits);
        } catch (MapConfigurationException e) {
            throw new ToolException("--explain " + text + ": " + e.first().sentence());
        }
    }
}
