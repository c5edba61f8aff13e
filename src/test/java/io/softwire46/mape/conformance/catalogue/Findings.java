package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.engine.StoredCorpus;
import io.softwire46.mape.conformance.engine.StoredCorpus.Entry;
import io.softwire46.mape.conformance.judge.Mode;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The properties that find a fault, among all properties of a role, by their corpus.
 *
 * <p>A case in which a plain product does the same with the fault as without it is no finding. The others are judged: those of the
 * groups that the plain product passes, on the plain product with the fault; the rest on a complete product with the fault.
 *
 * <p>Not thread-safe.
 */
final class Findings {
    private final Role role;

    /** The corpus for complete products. */
    private final StoredCorpus complete;

    /** The corpus for products of a kind, by the groups that the product passes. */
    private final Map<Set<String>, Cases> own = new HashMap<>();

    private final Map<Set<String>, Cases> others = new HashMap<>();

    /** Cases, and a hash of what the product without a fault does in each. */
    private record Cases(StoredCorpus corpus, List<Integer> usual) {
        static Cases of(StoredCorpus corpus, Mutant mutant) {
            return new Cases(corpus, behaviour(corpus, mutant.right()));
        }
    }

    /** At most so many cases of each property are run. */
    private final int most;

    /** @param most cases of each property */
    Findings(Role role, int most) {
        this.role = role;
        this.most = most;
        complete = StoredCorpus.of(FaultyProduct.capabilities(role), role, most, each -> true);
    }

    /** Returns the mode in which the first case of each property fails that finds a fault. */
    SortedMap<String, Mode> of(Mutant mutant) {
        Cases near = own.computeIfAbsent(
                mutant.groups(),
                groups -> Cases.of(
                        StoredCorpus.of(
                                mutant.right().get().capabilities(), role, most, each -> groups.contains(each.group())),
                        mutant));
        Cases far = others.computeIfAbsent(
                mutant.groups(), groups -> Cases.of(complete.only(each -> !groups.contains(each.group())), mutant));
        SortedMap<String, Mode> found = new TreeMap<>();
        find(near, mutant, mutant.wrong()::get, found);
        find(
                far,
                mutant,
                () -> new FaultyProduct(
                        role, mutant.right().get(), mutant.wrong().get()),
                found);
        return found;
    }

    private static void find(Cases cases, Mutant mutant, TargetFactory product, Map<String, Mode> found) {
        List<Integer> seen = behaviour(cases.corpus(), mutant.wrong());
        try (StoredCorpus.Judged judged = new StoredCorpus.Judged(product)) {
            for (int i = 0; i < seen.size(); i++) {
                Entry entry = cases.corpus().entries().get(i);
                String id = entry.property().id();
                if (!seen.get(i).equals(cases.usual().get(i)) && !found.containsKey(id)) {
                    judged.failure(entry.testCase()).ifPresent(mode -> found.put(id, mode));
                }
            }
        }
    }

    /** A hash of what a product does in each case. */
    private static List<Integer> behaviour(StoredCorpus corpus, Supplier<Target> start) {
        List<Integer> all = new ArrayList<>();
        Target product = start.get();
        @Nullable Setup configured = null;
        for (Entry entry : corpus.entries()) {
            TestCase testCase = entry.testCase();
            try {
                List<Object> seen = new ArrayList<>();
                for (Step step : testCase.steps()) {
                    if (step instanceof Step.Configure other) {
                        seen.add(product.configure(other.setup()).toString());
                        configured = null;
                    }
                }
                boolean forwards = testCase.setup().role() == Role.BR
                        || testCase.setup().role().isEdge();
                if (forwards && !testCase.setup().equals(configured)) {
                    seen.add(product.configure(testCase.setup()).toString());
                    configured = testCase.setup();
                }
                all.add(behaviour(product, testCase, seen));
            } catch (TargetFailure e) {
                all.add(-1);
                product = start.get();
                configured = null;
            }
        }
        return all;
    }

    private static int behaviour(Target product, TestCase testCase, List<Object> seen) {
        product.reset();
        List<Sent> packets = new ArrayList<>();
        for (Step step : testCase.steps()) {
            if (step instanceof Step.Packet packet) {
                packets.add(packet.sent());
            } else if (step instanceof Step.Ask ask) {
                seen.add(product.query(ask.query()));
            }
        }
        if (!packets.isEmpty()) {
            seen.add(FaultyProduct.outputs(product, packets));
        }
        if (testCase.steps().contains(new Step.Count())) {
            try {
                seen.add(product.counters());
                seen.add(product.trafficStat());
            } catch (UnsupportedOperationException e) {
                seen.add("no counters");
            }
        }
        return seen.hashCode();
    }
}
