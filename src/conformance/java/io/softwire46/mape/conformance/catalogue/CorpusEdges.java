package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The customer edges of the corpus: each kind of rule as BMR, the ends of each length, both formats, hub-and-spoke and mesh. The
 * first is Example 1 of RFC 7597 Appendix A.
 *
 * <p>Static methods only.
 */
final class CorpusEdges {
    /** EA bits: those of a shorter field are the first ones. They make a usual IPv4 address of an empty prefix. */
    private static final String EA_BITS = NaiveMap.Text.bits(0x1415_9a34_c567L, 48);

    private final Map<String, @Nullable Object> options;
    private final List<Setup> all = new ArrayList<>();

    private CorpusEdges(Map<String, @Nullable Object> options) {
        this.options = options;
    }

    /** Returns the configurations; all rules have the F flag. */
    static List<Setup> all(Map<String, @Nullable Object> options) {
        CorpusEdges edges = new CorpusEdges(options);
        edges.add();
        return edges.all;
    }

    private void add() {
        for (boolean draft03 : new boolean[] {false, true}) {
            edge(CorpusWorlds.example1(), 0, draft03, false);
            edge(CorpusWorlds.example1(), 0, draft03, true);
            for (int bmr = 1; bmr < CorpusWorlds.eachKind().size(); bmr++) {
                edge(CorpusWorlds.eachKind(), bmr, draft03, draft03 == (bmr % 2 == 0));
            }
        }
        edge(CorpusWorlds.oneAddress(), 0, false, true);
        edge(CorpusWorlds.oneAddress(), 4, true, false);
        edge(CorpusWorlds.fewAndMany(), 0, true, false);
        edge(CorpusWorlds.fewAndMany(), 2, false, true);
        edge(CorpusWorlds.unaligned(), 0, true, true);
        edge(CorpusWorlds.overlay(), 0, false, true);
        edge(CorpusWorlds.overlay(), 2, true, false);
        edge(CorpusWorlds.overlay(), 3, false, false);
        edge(CorpusWorlds.addressAndPort(), 0, false, true);
        edge(CorpusWorlds.wholeAddress(), 0, true, false);
        edge(CorpusWorlds.wholePrefix(), 0, false, false);
        edge(CorpusWorlds.onlyPsid(), 0, true, true);
        edge(CorpusWorlds.onlyPsid(), 1, false, false);
        edge(CorpusWorlds.nested(), 0, false, true);
        edge(CorpusWorlds.nested(), 3, true, false);
        // an End-user prefix of more bits than the rule needs (RFC 7597 section 5.2)
        all.add(setup(CorpusWorlds.example1(), "rfc7597", false, "2001:db8:14:1500::/60"));
    }

    private void edge(List<Domain.Rule> rules, int bmr, boolean draft03, boolean mesh) {
        Domain.Rule rule = rules.get(bmr);
        String prefix = Site.bits(rule.ipv6Prefix()) + EA_BITS.substring(0, rule.eaLength());
        all.add(setup(rules, draft03 ? "draft03" : "rfc7597", mesh, Queries.prefix(prefix)));
    }

    private Setup setup(List<Domain.Rule> rules, String format, boolean mesh, String endUserPrefix) {
        Domain domain = new Domain("example", format, mesh, List.of(CorpusWorlds.BR), rules, options);
        return new Setup(Role.CE, List.of(domain), endUserPrefix, Map.of());
    }
}
