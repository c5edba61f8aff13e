package io.softwire46.mape.conformance.report;

import io.softwire46.mape.conformance.report.PacketFields.Layer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A packet on one line: its headers, from the outermost on.
 *
 * <p>Static methods only.
 */
final class PacketText {
    private PacketText() {}

    static String of(byte[] octets) {
        List<Layer> layers = PacketFields.of(octets);
        String headers = layers.stream()
                .filter(layer -> !layer.name().equals(PacketFields.DATA))
                .map(PacketText::layer)
                .collect(Collectors.joining(" / "));
        return (headers.isEmpty() ? "no IP header" : headers) + ", " + octets.length + " octets";
    }

    private static String layer(Layer layer) {
        return switch (layer.name()) {
            case PacketFields.IPV4, PacketFields.IPV6 ->
                layer.name() + " " + layer.value(PacketFields.SOURCE) + " > " + layer.value(PacketFields.DESTINATION)
                        + fragment(layer);
            case "UDP", "TCP" ->
                layer.name() + " " + layer.value(PacketFields.SOURCE_PORT) + " > "
                        + layer.value(PacketFields.DESTINATION_PORT);
            case "ICMP", "ICMPv6" ->
                layer.name() + " " + layer.value(PacketFields.TYPE) + "/" + layer.value(PacketFields.CODE);
            case "Fragment header" ->
                "fragment at " + 8 * Integer.parseInt(layer.value("Fragment Offset"))
                        + (layer.value("Res M").endsWith("1") ? ", more" : ", last");
            default -> layer.name();
        };
    }

    /** DF, and the place of a fragment. */
    private static String fragment(Layer layer) {
        String offset = layer.value("Fragment Offset");
        String flags = layer.value("Flags"); // reserved, DF, MF
        boolean more = flags.endsWith("1");
        String dontFragment = flags.length() == 3 && flags.charAt(1) == '1' ? " DF" : "";
        return offset.isEmpty() || (offset.equals("0") && !more)
                ? dontFragment
                : dontFragment + " fragment at " + 8 * Integer.parseInt(offset) + (more ? ", more" : ", last");
    }
}
