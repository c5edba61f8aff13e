package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.MixedFragmentCases.INNER;
import static io.softwire46.mape.conformance.catalogue.MixedFragmentCases.IPV4;
import static io.softwire46.mape.conformance.catalogue.MixedFragmentCases.TUNNEL;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cases about the source check of packets in pieces (RFC 7597 section 8.1): of customer edges to a border relay, or of other
 * customer edges to the customer edge in mesh mode.
 *
 * <p>Static methods only.
 */
final class FragmentSourceCases {
    private FragmentSourceCases() {}

    static Optional<TestCase> sourceCheck(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-08", choices, scene, Situation.ALL, (draw, build, s) -> {
            String cut = MixedFragmentCases.pick(draw, build, "pieces", cuts(s));
            if (cut.equals(IPV4)) {
                ownFragments(s);
            } else if (!cut.isEmpty()) {
                Sender.of(s).ifPresent(sender -> checked(s, sender, cut.equals(INNER)));
            }
        });
    }

    private static List<String> cuts(Situation s) {
        List<String> cuts = new ArrayList<>();
        boolean isChecked = s.world().edge().filter(edge -> !edge.isMesh()).isEmpty();
        boolean reaches = !s.isEdge() || Ipv4FragmentCases.pass(Way.toCe(s));
        if (isChecked && reaches && !"drop".equals(s.world().option("innerFragments"))) {
            cuts.add(INNER);
        }
        if (isChecked && s.world().joinsTunnel()) {
            cuts.add(TUNNEL);
        }
        if (s.isEdge()) {
            cuts.add(IPV4);
        }
        return cuts;
    }

    /** Right fragments from the NAPT leave into the tunnel: those to another customer edge to it or to the border relay. */
    private static void ownFragments(Situation s) {
        Choices draw = s.draw();
        Edge own = s.world().edge().orElseThrow();
        boolean isToPeer = own.isMesh() && draw.in(Stage.ADDRESSES, () -> draw.aspect(2)) == 1;
        Optional<End> peer = isToPeer ? CeDraw.anyPeer(draw, s.world(), own) : Optional.empty();
        if (isToPeer && peer.isEmpty()) {
            return;
        }
        s.build().in("forged", "no").in("destination", isToPeer ? "ce" : "host");
        Way way = Way.into(s);
        int count = s.between(Stage.FRAGMENTS, 2, 4);
        Protocol protocol = isToPeer ? Protocol.UDP : s.protocol();
        Flow flow = peer.map(ce -> Flow.between(s.ce(), ce)).orElseGet(way::flow);
        Pieces pieces = FragmentDraw.ipv4(draw, s.build(), protocol, flow, count);
        Facts whole = isToPeer ? Facts.on(Side.IPV6).rejoins(pieces.whole()) : way.joined(pieces.whole());
        pieces.send(s.build(), way.side(), Orders.any(draw, count), packets(whole));
    }

    private static void checked(Situation s, Sender sender, boolean isInner) {
        Choices draw = s.draw();
        CaseBuilder build = s.build();
        String forged = MixedFragmentCases.pick(draw, build, "forged", List.of("no", "address", "port"));
        if (!isChecked(s, sender.ce(), forged, isInner)) {
            return;
        }
        Flow right = sender.flow();
        Flow flow = forged.equals("no") ? right : forgedFlow(draw, right, sender.ce(), forged.equals("port"));
        int count = s.between(Stage.FRAGMENTS, 2, 4);
        List<Integer> order = Orders.any(draw, count);
        Protocol protocol = s.isEdge()
                ? draw.in(Stage.HEADERS, () -> draw.pick(Protocol.UDP, Protocol.TCP))
                : Traffic.protocol(draw);
        Pieces pieces = pieces(s, protocol, flow, sender, count, isInner);
        if (forged.equals("no")) {
            pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
            return;
        }
        boolean strict = "strict".equals(s.world().option("sourceCheck"));
        String address = Bytes.bits(sender.ce().owner().mapAddress(), 0, 16);
        String source = NaiveMap.Text.ipv4(flow.source());
        if (NaiveMap.check(sender.rules(), address, source, flow.sourcePort(), strict)
                .equals("ACCEPTED")) {
            return;
        }
        int step = pieces.send(build, Side.IPV6, order, new Outcome.NotForwarded());
        Pieces control = pieces(s, protocol, right, sender, count, isInner);
        control.control(build, step, Side.IPV6, packets(Traffic.joined(control.whole())));
    }

    /** Whether the product checks what is forged; nothing forged is for every product. */
    private static boolean isChecked(Situation s, End ce, String forged, boolean isInner) {
        boolean checksPort = !isInner || !"address".equals(s.world().option("innerFragments"));
        return switch (forged) {
            case "no" -> true;
            case "port" ->
                ce.isShared() && checksPort && !"off".equals(s.world().option("sourceCheck"));
            default -> !"off".equals(s.world().option("sourceCheck"));
        };
    }

    private static Flow forgedFlow(Choices draw, Flow flow, End ce, boolean isPort) {
        NaiveMap.Rule rule = ce.site().rule();
        if (isPort) {
            int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits()));
            return flow.withSource(ce.address(), ce.port() ^ (1 << (16 - rule.offset() - rule.psidBits() + bit)));
        }
        int bit = draw.in(
                Stage.ADDRESSES, () -> draw.nextInt(ce.owner().ce().ipv4().length()));
        return flow.withSource(ce.address() ^ (0x8000_0000 >>> bit), ce.port());
    }

    private static Pieces pieces(Situation s, Protocol protocol, Flow flow, Sender sender, int count, boolean isInner) {
        return isInner
                ? FragmentDraw.ipv4(s.draw(), s.build(), protocol, flow, count).each(sender.tunnel())
                : FragmentDraw.tunnel(s.draw(), s.build(), protocol, flow, sender.tunnel(), count);
    }
}
