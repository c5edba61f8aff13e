package product;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Sends one packet of the Internet to a customer edge of RFC 7597 appendix A, example 2. */
public final class Relay {
    private static final int HEADROOM = 64;
    private static final HexFormat HEX = HexFormat.of();

    private Relay() {}

    /** Returns verdict and octets of what the border relay makes of an IPv4 packet. */
    static String forward(String ipv4Hex) {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        MapDomain domain = MapDomain.of("product", RuleSet.of(rule), "2001:db8:ffff::1");
        BorderRelay relay = BorderRelay.of(RuleTable.of(new ConfiguredDomain(domain, ForwardingOptions.defaults())));
        byte[] ipv4 = HEX.parseHex(ipv4Hex);
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + ipv4.length).put(HEADROOM, ipv4);
        Packet packet = new Packet().attach(buffer, HEADROOM, ipv4.length, HEADROOM);
        Verdict verdict = relay.fromIpv4(packet, 0);
        byte[] sent = new byte[packet.length()];
        buffer.get(packet.offset(), sent);
        return verdict + " " + HEX.formatHex(sent);
    }

    /** Prints what becomes of a packet in hexadecimal. */
    public static void main(String[] args) {
        System.out.println(forward(args[0]));
    }
}
