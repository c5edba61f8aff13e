package io.softwire46.mape.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Answer;
import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets that do nothing of their own pass no property, whether their delivery is synchronous or not. */
@DisplayName("trivial targets pass no property")
class TrivialTargetsTest {
    private static final Map<String, StoredCorpus> CORPUS = new HashMap<>();

    @AfterAll
    static void forget() {
        CORPUS.clear();
    }

    /** What a trivial target does with packets and queries. */
    private enum Trick {
        DROP_EVERYTHING,
        FORWARD_UNCHANGED,
        ECHO_TO_THE_SENDER,
        OUTPUTS_OF_THE_LAST_CASE,
        OK_TO_EVERY_QUERY,
        REFUSE_EVERY_QUERY
    }

    /** Configurations are always accepted. */
    private static final class TrivialTarget implements Target {
        private final Trick trick;
        private final boolean sync;
        private final Target library = new LibraryTarget();
        private List<Received> last = List.of();

        TrivialTarget(Trick trick, boolean sync) {
            this.trick = trick;
            this.sync = sync;
        }

        @Override
        public Capabilities capabilities() {
            Capabilities.Builder builder = Capabilities.builder(
                            "trivial", "1", Role.BR, Role.CE, Role.CALC, Role.DHCPV6)
                    .formats(Set.of("rfc7597", "draft03"))
                    .virtualClock(true)
                    .sync(sync)
                    .reset(true);
            library.capabilities().queries().forEach(builder::query);
            return builder.build();
        }

        @Override
        public Configured configure(Setup setup) {
            if (trick == Trick.OUTPUTS_OF_THE_LAST_CASE) {
                library.configure(setup);
            }
            return Configured.ok();
        }

        @Override
        public Exchange exchange(List<Sent> packets, Until until) {
            List<Received> outputs = new ArrayList<>();
            for (Sent each : packets) {
                Side side = trick == Trick.ECHO_TO_THE_SENDER
                        ? each.side()
                        : each.side().other();
                if (trick == Trick.FORWARD_UNCHANGED || trick == Trick.ECHO_TO_THE_SENDER) {
                    outputs.add(new Received(side, each.octets(), null));
                }
            }
            if (trick == Trick.OUTPUTS_OF_THE_LAST_CASE) {
                outputs.addAll(last);
                last = library.exchange(packets, until).outputs();
            }
            return new Exchange(sync ? Exchange.Ended.SYNC : Exchange.Ended.MARK, outputs);
        }

        @Override
        public Answer query(Query query) {
            return new Answer(Map.of("ok", trick != Trick.REFUSE_EVERY_QUERY));
        }

        @Override
        public boolean reset() {
            return trick != Trick.OUTPUTS_OF_THE_LAST_CASE || library.reset();
        }

        @Override
        public void close() {
            library.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Trick.class)
    void synchronousTargetPassesNothing(Trick trick) {
        assertPassesNothing(trick, true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Trick.class,
            names = {"DROP_EVERYTHING", "FORWARD_UNCHANGED", "OUTPUTS_OF_THE_LAST_CASE"})
    void asynchronousTargetPassesNothing(Trick trick) {
        assertPassesNothing(trick, false);
    }

    /** Each property is over when a case of it has not passed. */
    private static void assertPassesNothing(Trick trick, boolean sync) {
        Capabilities capabilities = new TrivialTarget(trick, sync).capabilities();
        Set<String> exercised = new TreeSet<>();
        Set<String> unpassed = new TreeSet<>();
        for (Role role : capabilities.roles()) {
            try (StoredCorpus.Judged judged = new StoredCorpus.Judged(() -> new TrivialTarget(trick, sync))) {
                for (StoredCorpus.Entry entry : CORPUS.computeIfAbsent(
                                role + " " + sync,
                                key -> StoredCorpus.of(capabilities, role, Long.MAX_VALUE, each -> true))
                        .entries()) {
                    String id = entry.property().id();
                    exercised.add(id);
                    if (!unpassed.contains(id) && !judged.passes(entry.testCase())) {
                        unpassed.add(id);
                    }
                }
            }
        }
        assertTrue(exercised.size() > 70, exercised::toString);
        assertEquals(exercised, unpassed);
    }

    @Test
    void runOfATrivialTargetFails() {
        RunOptions options = RunOptions.CORPUS.withShrinkTime(Duration.ZERO);
        RunResult result =
                new Runner(options, () -> new TrivialTarget(Trick.DROP_EVERYTHING, true), Progress.NONE).run();
        List<String> passed = result.properties().stream()
                .filter(each -> each.result() == Result.PASS && !each.differs())
                .map(each -> each.property().id())
                .toList();
        assertEquals(List.of(), passed);
        assertNotEquals(0, result.exit());
    }
}
