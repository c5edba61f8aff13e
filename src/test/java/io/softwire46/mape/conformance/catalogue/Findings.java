package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Target;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The properties that find a fault, among all properties of a role, by their corpus.
 *
 * <p>A case in which a plain product does the same with the fault as without it is no finding. Only the others are judged, on a
 * complete product with the fault.
 *
 * <p>Not thread-safe.
 */
final class Findings {
    private final Role role;
    private final StoredCorpus corpus;

    /** What plain products do without a fault, by product and in the order of the corpus. */
    private final Map<String, List<Integer>> expected = new HashMap<>();

    Findings(Role role) {
        this.role = role;
        this.corpus = StoredCorpus.of(FaultyProduct.capabilities(role), role);
    }

    /**
     * Returns the first failed case's mode of each property that finds a fault.
     *
     * @param mutant the fault
     * @param cases which cases of the corpus are part of it
     */
    SortedMap<String, Mode> of(Mutant mutant, Predicate<Entry> cases) {
        SortedMap<String, Mode> found = new TreeMap<>();
        if (mutant.isComplete()) {
            try (StoredCorpus.Judged product = new StoredCorpus.Judged(mutant.wrong()::get)) {
                for (Entry entry : corpus.entries()) {
                    find(product, entry, cases, found);
                }
            }
            return found;
        }
        List<Integer> usual =
                expected.computeIfAbsent(mutant.toy(), name -> behaviour(mutant.right(), entry -> true));
        List<Integer> seen = behaviour(mutant.wrong(), cases);
        try (StoredCorpus.Judged product = new StoredCorpus.Judged(() ->
                new FaultyProduct(role, mutant.right().get(), mutant.wrong().get()))) {
            for (int i = 0; i < usual.size(); i++) {
                Entry entry = corpus.entries().get(i);
                if (!usual.get(i).equals(seen.get(i))) {
                    find(product, entry, cases, found);
                }
            }
        }
        return found;
    }

    private static void find(
            StoredCorpus.Judged product, Entry entry, Predicate<Entry> cases, Map<String, Mode> found) {
        String id = entry.property().id();
        if (!found.containsKey(id) && cases.test(entry)) {
            product.failure(entry.testCase()).ifPresent(mode -> found.put(id, mode));
        }
    }

    /** A hash of what a product does in each case. */
    private List<Integer> behaviour(Supplier<Target> start, Predicate<Entry> cases) {
        List<Integer> all = new ArrayList<>();
        Target product = start.get();
        Object configured = null;
        for (Entry entry : corpus.entries()) {
            if (!cases.test(entry)) {
                all.add(0);
                continue;
            }
            try {
                TestCase testCase = entry.testCase();
                List<Object> seen = new ArrayList<>();
                for (Step step : testCase.steps()) {
                    if (step instanceof Step.Configure other) {
                        seen.add(product.configure(other.setup()).toString());
                        configured = null;
                    }
                }
                if (!testCase.setup().equals(configured) && role != Role.CALC && role != Role.DHCPV6) {
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
