package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.report.PacketFields.Field;
import io.softwire46.mape.conformance.report.PacketFields.Layer;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first fact that differs, and the field of a packet that it is about.
 *
 * @param fact name of the fact, such as {@code outerDestination}; "" if the text has another form
 * @param allowed value, "" if the text has another form
 * @param seen value, "" if the text has another form
 */
record Difference(String fact, String allowed, String seen) {
    private static final Pattern TEXT =
            Pattern.compile("(?:control: )?([A-Za-z .]+?(?:, octet (\\d+))?): allowed (.*), seen (.*)", Pattern.DOTALL);
    private static final Pattern OCTET = Pattern.compile(".*, octet (\\d{1,9})");

    /** Fields of the first IPv6 header, by the fact about them. */
    private static final Map<String, String> OUTER = Map.of(
            "dscp", PacketFields.TRAFFIC_CLASS,
            "ecn", PacketFields.TRAFFIC_CLASS,
            "outerSource", PacketFields.SOURCE,
            "outerDestination", PacketFields.DESTINATION,
            "outerDestinationPrefix", PacketFields.DESTINATION,
            "interfaceId", PacketFields.DESTINATION,
            "nextHeader", PacketFields.NEXT_HEADER,
            "payloadLength", PacketFields.PAYLOAD_LENGTH,
            "size", PacketFields.PAYLOAD_LENGTH,
            "trafficClass", PacketFields.TRAFFIC_CLASS);

    /** Fields of the first IPv4 header, by the fact about them. */
    private static final Map<String, String> INNER = Map.of(
            "ttl", PacketFields.TIME_TO_LIVE,
            "tos", PacketFields.TYPE_OF_SERVICE,
            "dscp", PacketFields.TYPE_OF_SERVICE,
            "ecn", PacketFields.TYPE_OF_SERVICE,
            "checksums", PacketFields.CHECKSUM,
            "size", PacketFields.TOTAL_LENGTH);

    private static final Map<String, String> ICMP = Map.of(
            "icmp.unused", PacketFields.REST,
            "icmp.unused, beside the MTU", PacketFields.REST,
            "icmp.type", PacketFields.TYPE,
            "icmp.code", PacketFields.CODE,
            "icmp.mtu", PacketFields.REST,
            "icmp.pointer", PacketFields.REST,
            "icmp", PacketFields.CHECKSUM);

    static Difference of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new Difference(matcher.group(1), matcher.group(3), matcher.group(4))
                : new Difference("", "", "");
    }

    /**
     * Returns whether a field is the one that differs.
     *
     * @param layers of the packet
     * @param layer of the field
     * @param bit offset of the field in the layer
     */
    boolean isAbout(List<Layer> layers, Layer layer, Field field, int bit) {
        boolean firstIpv6 = isFirst(layers, layer, PacketFields.IPV6);
        boolean firstIpv4 = isFirst(layers, layer, PacketFields.IPV4);
        Matcher octet = OCTET.matcher(fact);
        if (octet.matches()) {
            return isAt(layers, layer, field, bit, 8L * Integer.parseInt(octet.group(1)));
        }
        if (fact.equals("IP version") || fact.equals("side")) {
            return layer.at() == 0 && field.name().equals(PacketFields.VERSION);
        }
        if (fact.equals("icmp.source") || fact.equals("icmp.destination")) {
            String name = fact.equals("icmp.source") ? PacketFields.SOURCE : PacketFields.DESTINATION;
            return (firstIpv4 || firstIpv6) && field.name().equals(name);
        }
        Map<String, String> names =
                layer.name().startsWith("ICMP") ? ICMP : firstIpv6 ? OUTER : firstIpv4 ? INNER : Map.of();
        boolean sizeOfInner = fact.equals("size") && layer.at() > 0;
        return field.name().equals(names.get(fact)) && !sizeOfInner;
    }

    /** Whether a field contains a bit of the first IPv4 packet, or of the quote of an ICMP error. */
    private boolean isAt(List<Layer> layers, Layer layer, Field field, int bit, long target) {
        String origin = fact.startsWith("icmp") ? "ICMP" : PacketFields.IPV4;
        long start = -1;
        for (Layer each : layers) {
            if (start < 0 && each.name().startsWith(origin)) {
                start = 8L * (each.at() + (origin.equals("ICMP") ? 8 : 0));
            }
        }
        long from = 8L * layer.at() + bit;
        return start >= 0 && from <= start + target && start + target < from + field.bits();
    }

    private static boolean isFirst(List<Layer> layers, Layer layer, String name) {
        for (Layer each : layers) {
            if (each.name().startsWith(name) && !each.name().startsWith("ICMP")) {
                return each.at() == layer.at();
            }
        }
        return false;
    }
}
