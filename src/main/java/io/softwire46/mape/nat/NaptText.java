package io.softwire46.mape.nat;

import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.nat.NaptOptions.Ipv4Prefix;
import io.softwire46.mape.nat.NaptOptions.Reserved;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text forms of prefixes, port ranges and endpoints in NAPT options.
 *
 * <p>Static methods only.
 */
final class NaptText {
    private static final Pattern RANGE = Pattern.compile("(0|[1-9][0-9]{0,4})(?:-(0|[1-9][0-9]{0,4}))?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 0xffff;

    private NaptText() {}

    static String address(int address) {
        return Addresses.toText(address);
    }

    static Ipv4Prefix prefix(String text) {
        Addresses.Prefix prefix;
        try {
            prefix = Addresses.ipv4Prefix("prefix", text);
        } catch (MapConfigurationException e) {
            throw malformedPrefix(text, e.first().message());
        }
        if (prefix.length() > 32) {
            throw malformedPrefix(text, "has a length outside 0..32; use 0 to 32");
        }
        return new Ipv4Prefix((int) prefix.high(), prefix.length());
    }

    private static MapConfigurationException malformedPrefix(String text, String message) {
        return MapConfigurationException.syntax("prefix", shown(text), message, "RFC 4632 section 3.1");
    }

    static Reserved reserved(@Nullable NaptProtocol protocol, String text) {
        Matcher matcher = RANGE.matcher(text);
        if (matcher.matches()) {
            int first = Integer.parseInt(matcher.group(1));
            int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
            if (first <= last && last <= MAX_PORT) {
                return new Reserved(protocol, first, last);
            }
        }
        throw MapConfigurationException.syntax(
                "ports",
                shown(text),
                "is not a port or an ascending range of ports; use 0 to 65535, such as \"6600\" or \"6600-6615\"",
                "RFC 7597 section 5.1");
    }

    /** Returns the address in bits 47 to 16 and the port in the others. */
    static long endpoint(String text) {
        int colon = text.indexOf(':');
        String port = text.substring(colon + 1);
        if (colon > 0 && PORT.matcher(port).matches() && Integer.parseInt(port) <= MAX_PORT) {
            try {
                long address = Addresses.ipv4Prefix("to", text.substring(0, colon) + "/32")
                        .high();
                return address << 16 | Integer.parseInt(port);
            } catch (MapConfigurationException e) {
                // Not an address: the same error as for any other text.
            }
        }
        throw MapConfigurationException.syntax(
                "to",
                shown(text),
                "is not an IPv4 address and a port from 1 to 65535; use the form \"192.168.1.10:443\"",
                "RFC 4787 section 4.1");
    }

    private static String shown(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
    }
}
