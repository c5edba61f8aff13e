package io.softwire46.mape.cli.operate;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.Paragraph;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.JsonText;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.operate.Evidence;
import java.util.List;

/**
 * Observations as words: addresses, ports and prefixes.
 *
 * <p>Static methods only.
 */
final class ObservationText {
    private static final int MAX_PORT = 0xffff;

    private ObservationText() {}

    /** Adds {@code CE6 IPV4 [PORT[,PORT...]]}, the value of {@code --seen}. */
    static void seen(Evidence.Builder evidence, String text) {
        String[] words = text.strip().split("[ \t]+", -1);
        if (words.length < 2 || words.length > 3) {
            throw new ToolException(
                    "--seen " + JsonText.quote(text)
                            + ": is malformed; use CE6 IPV4 PORT,PORT such as '2001:db8:12:3400:0:c000:212:34 192.0.2.18 1232'");
        }
        try {
            seen(evidence, words[0], words[1], words.length == 2 ? List.of() : List.of(words[2].split(",", -1)));
        } catch (MapConfigurationException e) {
            throw new ToolException("--seen " + describe(e));
        } catch (ToolException e) {
            throw new ToolException("--seen " + e.getMessage());
        }
    }

    /** Adds a CE with ports, or without a port if there are none. */
    static void seen(Evidence.Builder evidence, String ce, String ipv4, List<String> ports) {
        long[] bits = Addresses.bits(Addresses.parseIpv6("CE6", ce));
        int address = Addresses.bits(Addresses.parseIpv4("IPV4", ipv4));
        if (ports.isEmpty()) {
            evidence.seen(bits[0], bits[1], address, Evidence.NO_PORT);
        }
        for (String each : ports) {
            evidence.seen(bits[0], bits[1], address, port("port", each));
        }
    }

    /** Adds {@code IPV4 PORT,PORT,...}. */
    static void samePorts(Evidence.Builder evidence, String text) {
        String[] words = text.strip().split("[ \t]+", -1);
        if (words.length != 2) {
            throw new ToolException("--same-ports " + JsonText.quote(text)
                    + ": is malformed; use IPV4 PORT,PORT such as '192.0.2.18 1232,2256'");
        }
        int address = Addresses.bits(Addresses.parseIpv4("--same-ports", words[0]));
        String[] ports = words[1].split(",", -1);
        int[] numbers = new int[ports.length];
        for (int i = 0; i < ports.length; i++) {
            numbers[i] = port("--same-ports port", ports[i]);
        }
        evidence.samePorts(address, numbers);
    }

    /** Adds a delegated prefix, {@code CE6/LEN}. */
    static void prefix(Evidence.Builder evidence, String option, String text) {
        IPv6Address prefix = Addresses.parseIpv6Prefix(option, text);
        Integer length = prefix.getNetworkPrefixLength();
        if (length == null || length == 0) {
            throw new ToolException(
                    option + " " + JsonText.quote(text) + ": has no length of 1..128; use such as 2001:db8::/56");
        }
        long[] bits = Addresses.bits(prefix);
        evidence.delegatedPrefix(bits[0], bits[1], length);
    }

    private static int port(String name, String text) {
        int port = text.matches("0|[1-9][0-9]{0,4}") ? Integer.parseInt(text) : -1;
        if (port < 0 || port > MAX_PORT) {
            throw new ToolException(name + " " + JsonText.quote(text) + ": is not a port; use 0 to 65535");
        }
        return port;
    }

    /** Returns the first problem in one line. */
    static String describe(MapConfigurationException e) {
        Finding first = e.first();
        return Paragraph.oneLine(first.field() + " " + first.value() + " " + first.message());
    }
}
