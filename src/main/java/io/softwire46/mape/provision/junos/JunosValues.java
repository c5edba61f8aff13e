package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.internal.Addresses;
import java.util.regex.Pattern;

/** Parses values of Junos statements with a special notation. Static methods only. */
final class JunosValues {
    /** Matches a value of the type unreadable, which {@code ## SECRET-DATA} follows. */
    private static final Pattern OBFUSCATED = Pattern.compile("\\$[89]\\$.+");

    static final String OBFUSCATED_MESSAGE =
            "is obfuscated by Junos (SECRET-DATA); print its text with request system decrypt password \"VALUE\" or "
                    + "show security softwires map-e domain";

    private static final String HOST_LENGTH = "/128";

    private JunosValues() {}

    static boolean isObfuscated(String value) {
        return OBFUSCATED.matcher(value).matches();
    }

    /** Returns a BR address, which Junos may print with the length 128. */
    static IPv6Address address(String field, String text) {
        boolean host = text.endsWith(HOST_LENGTH);
        return Addresses.parseIpv6(field, host ? text.substring(0, text.length() - HOST_LENGTH.length()) : text);
    }
}
