package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Queries for port sets (RFC 7597 section 5.1): all 136 pairs of a PSID offset and length.
 *
 * <p>Static methods only.
 */
final class PortSetCases {
    private static final int ALL_PSIDS_BITS = 6;
    private static final int OTHER_PSIDS = 16;

    /** PSID offset and length of a shared address. */
    private record Pair(int offset, int length) {
        /** The number of ports in a range. */
        int contiguous() {
            return 1 << (16 - offset - length);
        }
    }

    private PortSetCases() {}

    private static List<Pair> pairs(Scene scene, int minOffset, int maxOffset) {
        var limits = scene.capabilities().limits();
        List<Pair> pairs = new ArrayList<>();
        for (int a = minOffset; a <= maxOffset; a++) {
            for (int k = 1; k <= 16 - a; k++) {
                if (limits.psidOffset().contains(a) && limits.psidLength().contains(k)) {
                    pairs.add(new Pair(a, k));
                }
            }
        }
        return pairs;
    }

    /** What is allowed after the queries of a pair. */
    @FunctionalInterface
    private interface Allowed {
        Outcome of(Pair pair, int psid, boolean isLastOfAll);
    }

    private static Optional<TestCase> draw(
            String id, Choices choices, Scene scene, int minOffset, int maxOffset, Allowed allowed) {
        List<Pair> pairs = pairs(scene, minOffset, maxOffset);
        if (!scene.asks("ports", "ranges") || pairs.isEmpty()) {
            return Optional.empty();
        }
        Pair pair = choices.in(Stage.LENGTHS, () -> pairs.get(choices.aspect(pairs.size())));
        List<Integer> psids = psids(choices, pair.length());
        CaseBuilder build =
                scene.newCase(id, scene.noWorld()).in("a", pair.offset()).in("k", pair.length());
        for (int i = 0; i < psids.size(); i++) {
            boolean isLastOfAll = i == psids.size() - 1 && psids.size() == 1 << pair.length();
            build.ask(
                    Queries.ports(pair.offset(), pair.length(), psids.get(i)),
                    allowed.of(pair, psids.get(i), isLastOfAll));
        }
        return build.buildIfAny();
    }

    static Optional<TestCase> disjoint(Choices choices, Scene scene) {
        return draw("ALG-01", choices, scene, 0, 15, (pair, psid, isLast) -> {
            int from = pair.offset() == 0 ? 0 : 1 << (16 - pair.offset());
            return isLast ? new Outcome.Disjoint(from, 65_535) : new Outcome.Disjoint(0, -1);
        });
    }

    static Optional<TestCase> unassigned(Choices choices, Scene scene) {
        return draw(
                "ALG-02",
                choices,
                scene,
                1,
                15,
                (pair, psid, isLast) -> new Outcome.PortsFrom(1 << (16 - pair.offset())));
    }

    static Optional<TestCase> oneRange(Choices choices, Scene scene) {
        return draw(
                "ALG-03",
                choices,
                scene,
                0,
                0,
                (pair, psid, isLast) -> Queries.answer(
                        "portCount", pair.contiguous(),
                        "rangeCount", 1,
                        "ranges",
                                List.of(Queries.range(psid * pair.contiguous(), (psid + 1) * pair.contiguous() - 1))));
    }

    /** PSIDs of a length: all of at most 6 bits, else the first, the last and 16 others. */
    private static List<Integer> psids(Choices choices, int length) {
        int count = 1 << length;
        if (length <= ALL_PSIDS_BITS) {
            return IntStream.range(0, count).boxed().toList();
        }
        List<Integer> psids = new ArrayList<>(List.of(0, count - 1));
        for (int i = 0; i < OTHER_PSIDS; i++) {
            int psid = choices.between(1, count - 2);
            if (!psids.contains(psid)) {
                psids.add(psid);
            }
        }
        return psids;
    }
}
