package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.List;
import java.util.Map;

/**
 * Draws customer edges of a domain.
 *
 * <p>Static methods only.
 */
final class EdgeDraw {
    private EdgeDraw() {}

    /** The configuration of a CE; its End-user prefix is as long as the rule needs or, with zero bits, at most 64 bits. */
    static Setup draw(Choices choices, Domain domain) {
        List<Domain.Rule> rules = domain.rules();
        Site bmr = choices.in(Stage.RULES, () -> Site.of(domain, rules.get(choices.nextInt(rules.size()))));
        String ea = NaiveMap.Text.bits(
                choices.in(Stage.PREFIXES, () -> CeDraw.edgy(choices)),
                bmr.rule().ea());
        int more = choices.in(Stage.LENGTHS, () -> choices.once(4) ? choices.between(0, 16) : 0);
        int length = Math.max(bmr.eaEnd(), Math.min(64, bmr.eaEnd() + more));
        String prefix = NaiveMap.Text.right(bmr.rule().ipv6() + ea, length);
        return new Setup(Role.CE, List.of(domain), Queries.prefix(prefix), Map.of());
    }
}
