package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A customer edge whose packets the product checks (RFC 7597 section 8.1): a border relay those of all, a customer edge in mesh
 * mode those of the others.
 *
 * @param ce with a port
 * @param flow of its packets that the product accepts
 * @param rules against which they are checked
 * @param tunnel puts a packet into the tunnel from it to the product
 */
record Sender(End ce, Flow flow, List<NaiveMap.Rule> rules, UnaryOperator<byte[]> tunnel) {
    /** Draws a customer edge; none if the product checks none. */
    static Optional<Sender> of(Situation s) {
        Optional<Edge> edge = s.world().edge();
        if (edge.isEmpty()) {
            return Optional.of(new Sender(s.ce(), s.out(), s.world().rules(), inner -> s.tunnelFrom(s.ce(), inner)));
        }
        return edge.filter(Edge::isMesh)
                .flatMap(own -> CeDraw.anyPeer(s.draw(), s.world(), own)
                        .map(peer -> new Sender(
                                peer,
                                Flow.between(peer, s.ce()),
                                own.meshRules(),
                                inner -> s.tunnelFrom(peer, inner))));
    }
}
