package product;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A customer edge sends a packet to a border relay, which forwards it to the Internet. */
public final class Site {
    private static final int HEADROOM = 64;

    private Site() {}

    /** Prints the module, the MAP address, both verdicts, what left at last, and the number of formats of rules. */
    public static void main(String[] args) {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        MapDomain domain = MapDomain.of("product", RuleSet.of(rule), "2001:db8:ffff::1");
        ConfiguredDomain configured = new ConfiguredDomain(domain, ForwardingOptions.defaults());
        CustomerEdge edge = CustomerEdge.of(configured, "2001:db8:12:3400::/56");
        BorderRelay relay = BorderRelay.of(RuleTable.of(configured));

        byte[] ipv4 = HexFormat.of().parseHex(args[0]);
        ByteBuffer buffer = ByteBuffer.allocate(HEADROOM + ipv4.length).put(HEADROOM, ipv4);
        Packet packet = new Packet().attach(buffer, HEADROOM, ipv4.length, HEADROOM);
        Verdict up = edge.fromIpv4(packet, 0);
        Verdict down = relay.fromIpv6(packet, 0);
        byte[] sent = new byte[packet.length()];
        buffer.get(packet.offset(), sent);

        System.out.println(Site.class.getModule() + " on " + RuleTable.class.getModule());
        System.out.println(edge.mapping().mapAddress().toCanonicalString());
        System.out.println(up + " " + down + " " + HexFormat.of().formatHex(sent));
        System.out.println(RuleFormat.values().length > 1 ? "formats" : "no formats");
    }
}
