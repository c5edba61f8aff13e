package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.AdapterException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter that does not answer as it must is an error of the adapter, never a failure of its product. */
class HostileAdapterTest {
    private static final List<String> REQUESTS =
            List.of("hello", "configure", "exchange", "query", "counters", "tick", "reset", "bye");
    private static final Pattern PID = Pattern.compile("pid (\\d+)");

    /** Makes time-outs of 600 ms for exchange, 500 ms for queries, counters, tick and reset, 200 ms for bye. */
    private static final double TIME_FACTOR = 0.1;

    /** Sends each request once. */
    private static void sendAll(List<String> command, double timeFactor) throws Exception {
        try (Target target = ProcessTarget.factory(command, "1.0", timeFactor, Children.REQUESTS_CHECKED)
                .start()) {
            assertEquals(
                    Configured.ok(), target.configure(new Setup(Role.BR, List.of(Example.domain()), null, Map.of())));
            target.exchange(List.of(Example.packet(Role.BR)), Until.SYNC);
            target.query(Example.query("owner"));
            target.counters();
            target.tick(Duration.ofSeconds(1));
            target.reset();
        }
    }

    /** The error of an adapter, whose processes have all ended. */
    private static AdapterException refused(String deed, String request, double timeFactor) {
        List<String> command = Children.java(HostileAdapter.class, deed, request);
        AdapterException error =
                assertThrows(AdapterException.class, () -> sendAll(command, timeFactor), deed + " at " + request);
        Matcher pid = PID.matcher(error.stderr());
        int processes = 0;
        while (pid.find()) {
            assertEnded(Long.parseLong(pid.group(1)), deed);
            processes++;
        }
        assertTrue(processes >= 1, () -> "no process id in: " + error.stderr());
        return error;
    }

    private static void assertEnded(long pid, String deed) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isZombie(pid)) {
            assertTrue(System.nanoTime() < end, () -> deed + " leaves process " + pid);
            Thread.onSpinWait();
        }
    }

    /** Returns whether a process has ended and its parent has not yet asked for its status. */
    private static boolean isZombie(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    private static void atEachRequest(String deed, double timeFactor, Kind kind) throws Exception {
        List<Callable<AdapterException>> calls = new ArrayList<>();
        for (String request : REQUESTS) {
            boolean start = request.equals("hello") || request.equals("configure");
            calls.add(() -> refused(deed, request, start ? timeFactor * 0.4 : timeFactor));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<AdapterException>> errors = threads.invokeAll(calls);
            for (int i = 0; i < errors.size(); i++) {
                AdapterException error = errors.get(i).get();
                assertEquals(REQUESTS.get(i), error.request(), error.getMessage());
                assertEquals(kind, error.kind(), error.getMessage());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anAdapterWithoutFaultIsAccepted() throws Exception {
        sendAll(Children.java(HostileAdapter.class, "nothing", "none"), 1);
    }

    @Test
    void hangsAtEachRequest() throws Exception {
        atEachRequest("hang", TIME_FACTOR, Kind.TIMEOUT);
    }

    @Test
    void exitsAtEachRequest() throws Exception {
        atEachRequest("exit", 1, Kind.EXITED);
    }

    @Test
    void answersGarbageAtEachRequest() throws Exception {
        atEachRequest("garbage", 1, Kind.GARBAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrongSeq", "nul", "latin1", "unknownField", "duplicateField", "deep", "manyOutputs"})
    void refusesMalformedAnswers(String deed) {
        assertEquals(Kind.GARBAGE, refused(deed, "exchange", 1).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless", "outputs"})
    void refusesLongLines(String deed) {
        assertEquals(Kind.TOO_MUCH, refused(deed, "exchange", 1).kind());
    }

    @Test
    void refusesHalfALine() {
        AdapterException error = refused("half", "exchange", 1);
        assertEquals(Kind.EXITED, error.kind());
        assertTrue(error.getMessage().contains("within a line"), error.getMessage());
    }

    /** The second answer arrives before or after the next request: either way it does not answer that. */
    @ParameterizedTest
    @ValueSource(strings = {"exchange", "reset"})
    void refusesTwoAnswers(String request) {
        assertEquals(Kind.GARBAGE, refused("duplicate", request, 1).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"late", "unended", "fork"})
    void doesNotWaitLongerThanItsTime(String deed) {
        long begin = System.nanoTime();
        AdapterException error = refused(deed, "exchange", TIME_FACTOR);
        assertEquals(Kind.TIMEOUT, error.kind());
        assertEquals("exchange", error.request());
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(20).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "orphan"})
    void noticesTheEndOfTheOutput(String deed) {
        Kind kind = refused(deed, "exchange", TIME_FACTOR).kind();
        assertTrue(kind == Kind.EXITED || kind == Kind.TIMEOUT, kind.toString()); // an orphan holds the output
    }

    @Test
    void refusesAnExitStatusAfterBye() {
        AdapterException error = refused("status", "none", 1);
        assertEquals(Kind.EXITED, error.kind());
        assertTrue(error.getMessage().contains("exit status 7"), error.getMessage());
    }

    @Test
    void keepsTheEndOfTheStandardError() {
        AdapterException error = refused("flood", "exchange", 1);
        assertEquals(64 << 10, error.stderr().getBytes(StandardCharsets.UTF_8).length);
        assertTrue(error.getMessage().contains("exit status 9"), error.getMessage());
    }

    @Test
    void anErrorDoesNotEndTheAdapter() throws Exception {
        List<String> command = Children.java(HostileAdapter.class, "error", "exchange");
        try (Target target =
                ProcessTarget.factory(command, "1.0", 1, Children.CHECKED).start()) {
            AdapterException error = assertThrows(
                    AdapterException.class, () -> target.exchange(List.of(Example.packet(Role.BR)), Until.SYNC));
            assertEquals(Kind.ERROR, error.kind());
            assertEquals("exchange: cannot", error.getMessage());
            assertTrue(target.reset());
        }
    }

    /** Only an adapter that reports it makes a failure of the product. */
    @ParameterizedTest
    @ValueSource(strings = {"crashed", "hung"})
    void reportsThatTheProductFailed(String deed) {
        TargetFailure failure = assertThrows(
                TargetFailure.class, () -> sendAll(Children.java(HostileAdapter.class, deed, "exchange"), 1));
        assertEquals(deed, failure.kind().toString());
    }

    @Test
    void anUnknownProgramIsAnError() {
        AdapterException error = assertThrows(AdapterException.class, () -> sendAll(List.of("./no-such-program"), 1));
        assertEquals(Kind.START, error.kind());
    }

    /** The kit itself in a small heap: a line of 1 GiB does not get into it. */
    @Test
    void anEndlessLineNeedsNoMemory() throws Exception {
        List<String> kit = new ArrayList<>(Children.java(List.of("-Xmx64m"), SmallKit.class));
        kit.addAll(Children.java(HostileAdapter.class, "endless", "hello"));
        Process process = new ProcessBuilder(kit).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals("TOO_MUCH", text.strip());
        assertFalse(process.isAlive() && process.waitFor() != 0);
    }

    /** Starts an adapter and prints its error. */
    static final class SmallKit {
        private SmallKit() {}

        public static void main(String[] args) throws Exception {
            try {
                ProcessTarget.factory(List.of(args), "1.0").start().close();
            } catch (AdapterException e) {
                System.out.println(e.kind());
            }
        }
    }
}
