import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.provision.dhcp.S46Codec;
import io.softwire46.mape.provision.dhcp.S46Reading;
import io.softwire46.mape.wire.Ipv4Header;
import io.softwire46.mape.wire.Ipv6Header;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * From a DHCPv6 message to a customer edge: {@code Provision HEX}, with the octets of a REPLY that has OPTION_S46_CONT_MAPE (RFC 7598)
 * and the delegated prefix (RFC 8415 section 21.22).
 */
public final class Provision {
    private static final int HEADROOM = 64;
    private static final int SERVER = 0xcb007109; // 203.0.113.9

    public static void main(String[] arguments) {
        byte[] octets;
        try {
            octets = HexFormat.of().parseHex(String.join("", arguments).strip());
        } catch (IllegalArgumentException e) {
            System.err.println("Provision: the argument is not hexadecimal; use the digits of a DHCPv6 message");
            System.exit(2);
            return;
        }
        S46Reading reading = S46Codec.readMessage(ByteBuffer.wrap(octets), S46Codec.Dialect.RFC7598);
        reading.findings().forEach(finding -> System.out.println("finding: " + finding));
        // RFC 7597 section 5: the End-user prefix is the delegated prefix that a rule contains; there may be others
        for (IPv6Address prefix : reading.delegatedPrefixes()) {
            S46Reading.Edge edge = reading.edge(prefix);
            edge.reason().ifPresent(reason -> System.out.println("not by " + prefix + ": " + reason));
            if (edge.obstacle().isEmpty()) {
                start(edge.domain().orElseThrow(), edge.endUserPrefix().orElseThrow());
                return;
            }
        }
        System.err.println(
                "Provision: no delegated prefix configures a CE; use a REPLY with IA_PD and a MAP-E container");
        System.exit(1);
    }

    private static void start(ConfiguredDomain domain, IPv6Address endUserPrefix) {
        CustomerEdge edge = CustomerEdge.of(domain, endUserPrefix);
        CeMapping mapping = edge.mapping();
        System.out.println("End-user prefix " + endUserPrefix);
        System.out.println("MAP address     " + mapping.mapAddress());
        System.out.println("IPv4 address    " + mapping.ipv4());
        System.out.println("PSID            " + mapping.psid());
        System.out.println("ports           " + mapping.portSet().size() + ", " + mapping.portSet());

        // A packet that the CE's NAPT has translated to its address and its first port
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEADROOM + 28);
        int port = mapping.portSet().portAt(0);
        Ipv4Header.write(buffer, HEADROOM, 0, 28, 1, Ipv4Header.DONT_FRAGMENT, 64, 17, mapping.ipv4Bits(), SERVER);
        buffer.putInt(HEADROOM + 20, port << 16 | 53).putInt(HEADROOM + 24, 8 << 16);
        Packet packet = new Packet().attach(buffer, HEADROOM, 28, HEADROOM);
        Verdict verdict = edge.fromIpv4(packet, System.nanoTime());
        byte[] destination = new byte[16];
        buffer.get(packet.offset() + Ipv6Header.DESTINATION_ADDRESS, destination);
        System.out.println("packet          " + verdict + " to BR " + new IPv6Address(destination) + ", "
                + packet.length() + " octets");
    }
}
