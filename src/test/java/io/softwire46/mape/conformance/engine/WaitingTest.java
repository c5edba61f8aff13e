package io.softwire46.mape.conformance.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.LibraryTarget;
import io.softwire46.mape.conformance.catalogue.Catalogue;
import io.softwire46.mape.conformance.catalogue.Property;
import io.softwire46.mape.conformance.catalogue.Scene;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases in which time passes wait, all of a configuration at the same time, if the product has a clock of its own. */
class WaitingTest {
    private long now;
    private final List<Long> pauses = new ArrayList<>();

    /** This library with a clock that only pauses move. */
    private final class OwnClock implements Target {
        private final Target library = new LibraryTarget();
        private final Role role;

        OwnClock(Role role) {
            this.role = role;
        }

        @Override
        public Capabilities capabilities() {
            return Capabilities.builder("own clock", "1", role)
                    .sync(true)
                    .reset(true)
                    .build();
        }

        @Override
        public Configured configure(Setup setup) {
            return library.configure(setup);
        }

        @Override
        public Exchange exchange(List<Sent> packets, Until until) {
            return library.exchange(
                    packets.stream()
                            .map(each -> new Sent(each.side(), now, each.octets()))
                            .toList(),
                    until);
        }

        @Override
        public boolean reset() {
            return library.reset();
        }

        @Override
        public void close() {
            library.close();
        }
    }

    private List<CaseRun> run(Role role, Executor.Pause pause) {
        Property property = Catalogue.properties().stream()
                .filter(each -> each.id().equals("FRG-12"))
                .findFirst()
                .orElseThrow();
        List<CaseRun> runs = new ArrayList<>();
        try (Session session = new Session(() -> new OwnClock(role))) {
            Executor executor = new Executor(session, pause);
            Scene scene = new Scene(session.capabilities(), role, true);
            Plan plan = new Plan();
            property.cases().stream()
                    .filter(each -> each.role() == role)
                    .forEach(each -> plan.addCorpus(new Tally(property), each, scene));
            plan.forEachGroup(group -> {
                List<TestCase> cases = new ArrayList<>();
                group.forEach(each -> cases.add(each.testCase(cases.size())));
                runs.addAll(executor.run(cases));
            });
        }
        return runs;
    }

    @ParameterizedTest
    @EnumSource(names = {"BR", "CE"})
    void casesOfAConfigurationWaitTogether(Role role) {
        List<CaseRun> runs = run(role, nanos -> {
            pauses.add(TimeUnit.NANOSECONDS.toSeconds(nanos));
            now += nanos;
        });
        assertTrue(runs.size() >= 20, () -> runs.size() + " cases");
        runs.forEach(
                each -> assertTrue(each.judgement().isPassed() && each.error().isEmpty(), () -> each.toString()));
        assertTrue(pauses.size() <= 2, pauses::toString);
        assertEquals(65, pauses.get(0));
    }

    /** That the pause is what lets them pass. */
    @Test
    void productsThatSeeNoTimePassFail() {
        List<CaseRun> runs = run(Role.BR, nanos -> pauses.add(nanos));
        assertTrue(runs.stream().anyMatch(CaseRun::isFailed));
    }
}
