package io.softwire46.mape.testing;

import static io.softwire46.mape.testing.Bytes.bits;
import static io.softwire46.mape.testing.Bytes.u16;

import io.softwire46.mape.forward.ConfiguredDomain;
import io.softwire46.mape.forward.ForwardingOptions;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A customer edge as RFC 7597 section 8 tells it, over arrays and strings of bits; see {@link NaiveRelay}. */
public final class NaiveEdge {
    private final NaiveMap.Rule bmr;
    private final NaiveMap.Ce own;
    private final List<String> borderRelays = new ArrayList<>();
    private final List<NaiveMap.Rule> forwarding = new ArrayList<>();
    private final ForwardingOptions options;

    /** The CE with an End-user prefix of so many characters. */
    public NaiveEdge(ConfiguredDomain configured, String endUserPrefix) {
        List<MapRule> rules = configured.domain().rules().rules();
        List<NaiveMap.Rule> naive = rules.stream().map(NaiveMap.Rule::of).toList();
        int place = NaiveMap.byIpv6(naive, endUserPrefix);
        bmr = naive.get(place);
        own = NaiveMap.ce(bmr, endUserPrefix).orElseThrow();
        rules.get(place).borderRelay().ifPresent(relay -> borderRelays.add(bits(relay.getBytes(), 0, 16)));
        if (borderRelays.isEmpty()) {
            configured.domain().borderRelays().forEach(relay -> borderRelays.add(bits(relay.getBytes(), 0, 16)));
        }
        for (int i = 0; configured.domain().isMesh() && i < rules.size(); i++) {
            if (rules.get(i).isForwarding()) {
                forwarding.add(naive.get(i));
            }
        }
        options = configured.options();
    }

    public NaiveMap.Ce own() {
        return own;
    }

    public NaiveMap.Rule bmr() {
        return bmr;
    }

    /** Rules of mesh mode. */
    public List<NaiveMap.Rule> forwarding() {
        return forwarding;
    }

    public String borderRelay() {
        return borderRelays.get(0);
    }

    private boolean owns(String ipv4, int port) {
        return ipv4.startsWith(own.ipv4())
                && (!bmr.isShared()
                        || NaiveMap.psid(bmr, port).filter(own.psid()::equals).isPresent());
    }

    public NaiveOutcome fromIpv4(byte[] packet, int headroom) {
        String refusal = NaiveTunnel.ipv4Refusal(packet);
        if (refusal != null) {
            return new NaiveOutcome(refusal, null);
        }
        byte[] to = Bytes.part(packet, 16, 20);
        if (NaiveTunnel.isMulticast(to)) {
            return new NaiveOutcome("NOT_MAP", null);
        }
        if (NaiveTunnel.isMartian(Bytes.part(packet, 12, 16), to)) {
            return NaiveTunnel.drop("MARTIAN");
        }
        byte[] ipv4 = Arrays.copyOf(packet, u16(packet, 2));
        String source = bits(ipv4, 12, 16);
        if (!source.startsWith(own.ipv4())) {
            return NaiveTunnel.drop("NOT_MY_ADDRESS");
        }
        if (bmr.isShared() && (u16(ipv4, 6) & 0x1fff) == 0) {
            NaivePort port = NaivePort.of(ipv4, false);
            if (!port.refusal().isEmpty()) {
                return new NaiveOutcome(port.refusal(), null);
            }
            if (!owns(source, port.number())) {
                return NaiveTunnel.drop("NOT_MY_ADDRESS");
            }
        }
        return send(ipv4, headroom);
    }

    private NaiveOutcome send(byte[] ipv4, int headroom) {
        String destination = bits(ipv4, 16, 20);
        int port = NaiveRelay.port(ipv4, true).number();
        if (owns(destination, port)) {
            return Bytes.u8(ipv4, 8) <= 1
                    ? NaiveTunnel.drop("TTL_EXPIRED")
                    : new NaiveOutcome("FORWARDED", NaiveTunnel.oneHopLess(ipv4));
        }
        int place = NaiveMap.byIpv4(forwarding, destination, port);
        String outer = place < 0
                ? borderRelay()
                : NaiveMap.owner(forwarding.get(place), destination, port)
                        .orElseThrow()
                        .mapAddressFromRule();
        return NaiveTunnel.enter(ipv4, own.mapAddress(), outer, options, headroom);
    }

    public NaiveOutcome fromIpv6(byte[] packet) {
        String refusal = NaiveRelay.ipv6Refusal(packet);
        if (refusal != null) {
            return new NaiveOutcome(refusal, null);
        }
        String source = bits(packet, 8, 24);
        if (!bits(packet, 24, 40).equals(own.mapAddress())) {
            return new NaiveOutcome("NOT_MAP", null);
        }
        if (source.equals(own.mapAddress())) {
            return NaiveTunnel.drop("LOOP");
        }
        NaiveOutcome inside = NaiveTunnel.inside(packet);
        if (inside.octets() == null) {
            return inside;
        }
        int place = NaiveMap.byIpv6(forwarding, source);
        boolean fromRelay = borderRelays.contains(source);
        if (!fromRelay && place < 0) {
            return NaiveTunnel.drop("NO_RULE");
        }
        String bad = NaiveTunnel.innerRefusal(inside.octets());
        if (bad != null) {
            return new NaiveOutcome(bad, null);
        }
        byte[] inner = Arrays.copyOf(inside.octets(), u16(inside.octets(), 2));
        String spoof = fromRelay
                ? null
                : NaiveRelay.sourceRefusal(
                        inner, forwarding.get(place), place, forwarding, source, options.sourceCheck());
        if (spoof != null) {
            return new NaiveOutcome(spoof, null);
        }
        String notMine = destinationRefusal(inner);
        return notMine != null ? new NaiveOutcome(notMine, null) : NaiveTunnel.leave(packet, inside.octets(), options);
    }

    private String destinationRefusal(byte[] inner) {
        String destination = bits(inner, 16, 20);
        if (!destination.startsWith(own.ipv4())) {
            return "DROP_NOT_MY_ADDRESS";
        }
        NaivePort port = bmr.isShared() ? NaiveRelay.port(inner, true) : new NaivePort(-1, "");
        if (!port.refusal().isEmpty()) {
            return port.refusal();
        }
        return owns(destination, port.number()) ? null : "DROP_NOT_MY_ADDRESS";
    }
}
