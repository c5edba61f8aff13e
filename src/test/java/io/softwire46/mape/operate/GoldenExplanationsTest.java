package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.operate.ExplainedCases.Case;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The explanation of a packet for every verdict and event. The files of the expected explanations are written again with {@code
 * -Ddocuments=write}; review the difference.
 */
class GoldenExplanationsTest {
    private static final Path TEXTS = Path.of("src/test/resources/explain/explanations.txt");
    private static final Path OBJECTS = Path.of("src/test/resources/explain/explanations.jsonl");

    /** What no capture causes: buffers have enough headroom, and the node has no NAPT and one table. */
    private static final Set<Verdict> IMPOSSIBLE = Set.of(Verdict.DROP_NO_ROOM);

    private static Explanation explain(Case each) {
        Explainer explainer = Explainer.of(each.domain(), each.role(), 0);
        explainer.compareAllEvents();
        Packet window = new Packet();
        Explanation explanation = null;
        for (int i = 0; i < each.packets().size(); i++) {
            boolean isLast = i == each.packets().size() - 1;
            byte[] packet = each.packets().get(i);
            window.attach(ByteBuffer.wrap(packet), 0, packet.length, 0);
            long now = isLast ? 1_000_000L * each.pauseMillis() : 0;
            explanation = explainer.next(window, window.ipVersion() == 6, now, Explainer.Detail.FULL);
            assertTrue(explanation.agrees(), () -> each.name());
        }
        return Objects.requireNonNull(explanation);
    }

    @TestFactory
    Stream<DynamicTest> verdictsAreThoseOfTheRfcs() {
        return ExplainedCases.all().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    Explanation explanation = explain(each);
                    assertEquals(each.verdict(), explanation.verdict(), explanation::toText);
                    assertTrue(
                            explanation.toText().lines().allMatch(line -> line.length() <= 100), explanation::toText);
                    assertEquals(each.verdict().isDrop(), explanation.repair() != null);
                    Json.parse(explanation.toJson(Verdict.FORWARDED));
                }));
    }

    @Test
    void explanationsAreTheExpectedOnes() throws IOException {
        StringBuilder texts = new StringBuilder();
        StringBuilder objects = new StringBuilder();
        for (Case each : ExplainedCases.all()) {
            Explanation explanation = explain(each);
            texts.append("# ")
                    .append(each.name())
                    .append('\n')
                    .append(explanation.toText())
                    .append('\n');
            objects.append(explanation.toJson(null)).append('\n');
        }
        if (System.getProperty("documents", "").equals("write")) {
            Files.createDirectories(TEXTS.getParent());
            Files.writeString(TEXTS, texts);
            Files.writeString(OBJECTS, objects);
        }
        assertEquals(Files.readString(TEXTS), texts.toString());
        assertEquals(Files.readString(OBJECTS), objects.toString());
    }

    @Test
    void everyVerdictAndEventIsExplained() {
        Set<Verdict> verdicts = EnumSet.allOf(Verdict.class);
        Set<Event> events = EnumSet.allOf(Event.class);
        verdicts.removeIf(each -> each.isNaptDrop() || IMPOSSIBLE.contains(each));
        events.remove(Event.NAPT_IGNORED);
        for (Case each : ExplainedCases.all()) {
            Explanation explanation = explain(each);
            verdicts.remove(explanation.verdict());
            explanation.steps().stream()
                    .filter(step -> step.name().equals("events"))
                    .flatMap(step -> step.facts().stream())
                    .forEach(fact -> events.removeIf(event ->
                            fact.name().equals(event.name()) || fact.name().startsWith(event.name() + " ")));
        }
        assertEquals(Set.of(), verdicts);
        assertEquals(Set.of(), events);
    }
}
