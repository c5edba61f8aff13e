package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.internal.Addresses;
import java.util.regex.Pattern;

/** Values of Junos statements that are written otherwise than elsewhere. Static methods only. */
final class JunosValues {
    /** What Junos prints for leaves of the type unreadable, with {@code ## SECRET-DATA} after it. */
    private static final Pattern OBFUSCATED = Pattern.compile("\\$[89]\\$.+");

    static final String OBFUSCATED_MESSAGE =
            "is obfuscated by Junos (SECRET-DATA), and its text is not known here; print it with "
                    + "request system decrypt password \"VALUE\", or read it in the output of show security softwires map-e domain";

    private static final String HOST_LENGTH = "/128";

    private JunosValues() {}

    static boolean isObfuscated(String value) {
        return OBFUSCATED.matcher(value).matches();
    }

    /** A BR address, which Junos prints with the length of a host as well. */
    static IPv6Address address(String field, String text) {
        boolean host = text.endsWith(HOST_LENGTH);
        return Addresses.parseIpv6(field, host ? text.substring(0, text.length() - HOST_LENGTH.length()) : text);
    }
}
