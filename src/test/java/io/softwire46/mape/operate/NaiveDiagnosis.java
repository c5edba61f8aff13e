package io.softwire46.mape.operate;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.operate.DrawnNetwork.Seen;
import java.util.ArrayList;
import java.util.List;

/** Finds the rules that explain observations by trying all lengths and offsets, with the naive model. */
final class NaiveDiagnosis {
    private NaiveDiagnosis() {}

    /** Returns the rules of the search space that derive all that was seen. */
    static List<NaiveMap.Rule> rules(List<Seen> seen) {
        Seen first = seen.get(0);
        List<NaiveMap.Rule> all = new ArrayList<>();
        for (int r = 0; r <= 32; r++) {
            for (int o = 1; o <= Math.min(48, 48 - r); o++) {
                int suffix = Math.min(o, 32 - r);
                int k = o - suffix;
                for (int n = 1; n + o <= 64; n++) {
                    if (!first.ce().startsWith(first.ipv4().substring(r, r + suffix), n)) {
                        continue;
                    }
                    for (int offset = 0; offset <= (k == 0 ? 0 : Math.min(15, 16 - k)); offset++) {
                        for (boolean draft03 : new boolean[] {false, true}) {
                            NaiveMap.Rule rule = new NaiveMap.Rule(
                                    first.ce().substring(0, n), first.ipv4().substring(0, r), o, offset, "", draft03);
                            if (derivesAll(rule, seen)) {
                                all.add(rule);
                            }
                        }
                    }
                }
            }
        }
        return all;
    }

    /** Rules that leave IPv4 bits to the CE count only where an address shows such bits. */
    private static boolean derivesAll(NaiveMap.Rule rule, List<Seen> seen) {
        int own = rule.ipv4().length() + rule.ea();
        return seen.stream().allMatch(each -> DrawnNetwork.derives(rule, each))
                && (own >= 32
                        || seen.stream()
                                .anyMatch(each -> each.ipv4().substring(own).contains("1")));
    }
}
