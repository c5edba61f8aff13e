package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.Comparator;
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
        String prefix = endUserPrefix(bmr, bmr.rule().ipv6() + ea, more);
        Site longest = longest(domain, prefix);
        while (longest.rule().ipv6().length() > bmr.rule().ipv6().length()) { // in a nested rule: of a CE of that rule
            bmr = longest;
            prefix = endUserPrefix(bmr, prefix, more);
            longest = longest(domain, prefix);
        }
        return new Setup(Role.CE, List.of(domain), Queries.prefix(prefix), Map.of());
    }

    /** The bits up to the end of the EA bits, then zeros: other bits after the EA bits are not known to other nodes. */
    private static String endUserPrefix(Site bmr, String bits, int more) {
        int end = bmr.eaEnd();
        String known = bits.substring(0, Math.min(bits.length(), end));
        return NaiveMap.Text.right(known, Math.max(end, Math.min(64, end + more)));
    }

    /** The rule with the longest prefix that contains a prefix. */
    private static Site longest(Domain domain, String prefix) {
        return domain.rules().stream()
                .map(rule -> Site.of(domain, rule))
                .filter(site -> prefix.startsWith(site.rule().ipv6()))
                .max(Comparator.comparingInt(site -> site.rule().ipv6().length()))
                .orElseThrow();
    }
}
