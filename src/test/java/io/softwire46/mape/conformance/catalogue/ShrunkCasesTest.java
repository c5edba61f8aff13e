package io.softwire46.mape.conformance.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.engine.CaseJson;
import io.softwire46.mape.conformance.engine.FailedCase;
import io.softwire46.mape.conformance.engine.PropertyResult;
import io.softwire46.mape.conformance.engine.Replay;
import io.softwire46.mape.conformance.judge.Step;
import io.softwire46.mape.conformance.judge.TestCase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * Shrunk cases of products with faults are small, and fail again in the same mode when they are read back.
 *
 * <p>By default one fault in {@value #SAMPLE} is part of it; {@code -Dconformance.mutants=all} takes all.
 */
class ShrunkCasesTest {
    private static final int SAMPLE = 11;
    private static final boolean ALL = "all".equals(System.getProperty("conformance.mutants"));

    /** Sizes of a shrunk case; controls are not counted, nor the further fragments of a control, of which nothing is expected. */
    private record Size(boolean isOfFragments, int rules, int steps, int payload) {
        static Size of(PropertyResult result, TestCase testCase) {
            int payload = 0;
            int steps = 0;
            boolean isOfControl = false;
            for (int i = 0; i < testCase.steps().size(); i++) {
                Step step = testCase.steps().get(i);
                int index = i;
                boolean isExpected = testCase.expect().stream().anyMatch(each -> each.step() == index);
                isOfControl = testCase.isControl(i) || (isOfControl && !isExpected);
                boolean isCounted = !isOfControl && !(step instanceof Step.Count);
                steps += isCounted ? 1 : 0;
                payload = Math.max(payload, isCounted && step instanceof Step.Packet packet ? payload(packet) : 0);
            }
            int rules = testCase.setup().domains().stream()
                    .map(Domain::rules)
                    .mapToInt(List::size)
                    .sum();
            return new Size(result.property().group().equals("FRG"), rules, steps, payload);
        }

        /** Octets that follow the IP header, or the inner one of a tunnel packet without extension headers. */
        private static int payload(Step.Packet packet) {
            int headers = packet.sent().side() == Side.IPV4 ? 20 : 60;
            return Math.max(0, packet.sent().octets().length - headers);
        }
    }

    @Test
    void shrunkCasesAreSmall() {
        List<Size> sizes = new ArrayList<>();
        List<Mutant> mutants = Mutant.all();
        for (int i = 0; i < mutants.size(); i += ALL ? 1 : SAMPLE) {
            Mutant mutant = mutants.get(i);
            Duration shrinkTime = Duration.ofSeconds(5);
            for (PropertyResult result : FaultRun.of(mutant.properties(), shrinkTime, mutant.wrong()::get)
                    .properties()) {
                FailedCase failed = result.cases().get(0);
                sizes.add(Size.of(result, failed.testCase()));
                assertFailsAgain(mutant, failed);
            }
        }
        List<Size> fragments = sizes.stream().filter(Size::isOfFragments).toList();
        List<Size> others = sizes.stream().filter(each -> !each.isOfFragments()).toList();
        String text =
                "%d cases: median rules %d, packets or queries %d, octets of payload %d; %d of fragments: packets %d"
                        .formatted(
                                sizes.size(),
                                median(sizes, Size::rules),
                                median(others, Size::steps),
                                median(sizes, Size::payload),
                                fragments.size(),
                                median(fragments, Size::steps));
        System.out.println(text);
        assertTrue(median(sizes, Size::rules) <= 1, text);
        assertTrue(median(others, Size::steps) <= 2, text);
        assertTrue(median(sizes, Size::payload) <= 60, text);
        assertTrue(median(fragments, Size::steps) <= 3, text);
    }

    private static int median(List<Size> sizes, ToIntFunction<Size> what) {
        return sizes.stream().mapToInt(what).sorted().toArray()[sizes.size() / 2];
    }

    private static void assertFailsAgain(Mutant mutant, FailedCase failed) {
        String text =
                CaseJson.write(new CaseJson.Stored("1.0", 1L, failed.judgement().mode(), failed.testCase()));
        Replay replay = Replay.of(CaseJson.read(text).testCase(), mutant.wrong()::get);
        assertEquals(
                failed.judgement().mode(),
                replay.failed()
                        .orElseThrow(() -> new AssertionError(mutant.id() + " " + text))
                        .judgement()
                        .mode(),
                text);
    }
}
