package io.softwire46.mape.operate.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses what to observe next: the evidence that would exclude the largest number of the other families, if this one is true.
 *
 * <p>Static methods only.
 */
public final class NextSteps {
    private static final int MAX_STEPS = 3;
    /** Other families that are compared, best first. */
    private static final int MAX_COMPARED = 128;

    private static final int CERTAIN_CES = 8;

    private record Step(String text, double excluded) {}

    private NextSteps() {}

    /**
     * Returns evidence to look for, best first.
     *
     * @param own a family
     * @param all the families of its round
     * @return at most three phrases; empty if nothing is left to decide
     */
    public static List<String> of(Search.Found own, List<Search.Found> all) {
        Fit fit = own.fit();
        List<Step> steps = new ArrayList<>();
        double byLength = 0;
        double byCe = 0;
        double byPort = 0;
        double byAddress = 0;
        int below = 0;
        double byLowPort = 0;
        for (Search.Found other : all.subList(0, Math.min(MAX_COMPARED, all.size()))) {
            Fit their = other.fit();
            if (other.equals(own)) {
                continue;
            }
            boolean hasOtherEnd = their.shape().end() != fit.shape().end();
            byLength += hasOtherEnd ? 1 : 0;
            byCe += hasOtherEnd || their.shape().shift() != fit.shape().shift() ? 1 : 0;
            byPort += excludedByPort(fit, their);
            // A family with fewer own IPv4 bits does not explain another address of a CE.
            byAddress += their.shape().excess() > fit.shape().excess() ? 1 : 0;
            if (their.offset() > 0 && their.offset() < fit.offset()) {
                below = below == 0 ? 0x10000 >>> their.offset() : Math.min(below, 0x10000 >>> their.offset());
                byLowPort++;
            }
        }
        add(steps, byCe, own.ces() == 1 ? "a second CE" : "one more CE");
        add(steps, byPort, "another port of a CE");
        add(steps, byLowPort, "a port below " + below);
        add(steps, byLength, "the length of a delegated prefix");
        add(steps, fit.shape().excess() < 0 ? byAddress : 0, "a second address of a CE");
        steps.sort(Comparator.comparingDouble(each -> -each.excluded));
        List<String> texts =
                new ArrayList<>(steps.stream().limit(MAX_STEPS).map(Step::text).toList());
        if (texts.isEmpty() && own.ces() < CERTAIN_CES && fit.members() > 1) {
            texts.add("one more CE, for the prefix lengths");
        }
        return texts;
    }

    private static void add(List<Step> steps, double excluded, String text) {
        if (excluded > 0) {
            steps.add(new Step(text, excluded));
        }
    }

    /** Returns the chance that a random port of a CE excludes the other family: its PSID bits that are not this family's. */
    private static double excludedByPort(Fit fit, Fit other) {
        int free = Integer.bitCount(psidBits(other) & ~psidBits(fit));
        return 1 - Math.scalb(1.0, -free);
    }

    private static int psidBits(Fit fit) {
        int k = fit.shape().psidLength();
        return k == 0 ? 0 : ((1 << k) - 1) << (16 - fit.offset() - k);
    }
}
