package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.AdapterException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A program over captures: its files, its exit status and its end. */
class CaptureTargetTest {
    private static final Capabilities CAPABILITIES = Capabilities.builder("p", "1", Role.BR, Role.CALC)
            .sync(true)
            .virtualClock(true)
            .observes(Set.of("packets", "counters"))
            .query("ce", List.of("psid"))
            .build();

    private static final Setup SETUP =
            new Setup(Role.BR, List.of(Example.domain()), null, Map.of("vpp", "map add domain"));

    /** Makes 600 ms out of 60 s; a program of the JVM starts faster. */
    private static final double TIME_FACTOR = 0.01;

    private static CaptureTarget target(CaptureFiles.Ethernet ethernet, double timeFactor, String... arguments)
            throws Exception {
        CaptureTarget target = (CaptureTarget)
                CaptureTarget.factory(Children.java(CaptureTool.class, arguments), CAPABILITIES, ethernet, timeFactor)
                        .start();
        target.configure(SETUP);
        return target;
    }

    private static Exchange exchange(CaptureTarget target) {
        Until until = new Until(List.of(new Until.Mark(Side.IPV6, "0db8ffff0000000000000000")), 200, 1_000);
        return target.exchange(List.of(Example.packet(Role.BR), Example.packet(Role.CE)), until);
    }

    private static AdapterException refused(CaptureTarget target) {
        return assertThrows(AdapterException.class, () -> exchange(target));
    }

    /** Captures show packets only, and all of them after the run. */
    @Test
    void narrowsTheCapabilities() throws Exception {
        Capabilities narrowed = target(null, 1, "copy", "{in}", "{out}").capabilities();
        assertEquals(Set.of(Role.BR), narrowed.roles());
        assertFalse(narrowed.sync());
        assertEquals(Set.of("packets"), narrowed.observes());
        assertEquals(Map.of(), narrowed.queries());
        Capabilities calculator = Capabilities.builder("c", "1", Role.CALC).build();
        assertThrows(
                IllegalArgumentException.class, () -> CaptureTarget.factory(List.of("p", "{in}", "{out}"), calculator));
    }

    @Test
    void returnsWhatTheProgramWrites() throws Exception {
        Exchange exchange = exchange(target(null, 1, "copy", "{in}", "{out}"));
        assertEquals(Ended.MARK, exchange.ended());
        assertEquals(
                List.of(
                        new Received(Side.IPV4, Example.packet(Role.BR).octets(), null),
                        new Received(Side.IPV6, Example.packet(Role.CE).octets(), null)),
                exchange.outputs());
    }

    /** With two files, the file is the side, also of a packet of the other version. */
    @Test
    void theFileIsTheSide() throws Exception {
        Exchange exchange = exchange(target(null, 1, "cross", "{in4}", "{in6}", "{out4}", "{out6}"));
        assertEquals(Ended.DEADLINE, exchange.ended()); // the mark is on the other side
        assertEquals(
                List.of(
                        new Received(Side.IPV4, Example.packet(Role.CE).octets(), null),
                        new Received(Side.IPV6, Example.packet(Role.BR).octets(), null)),
                exchange.outputs());
    }

    /** The example has 33 octets, so that its frame is shorter than the minimum: padding does not count. */
    @Test
    void readsAndWritesEthernet() throws Exception {
        CaptureFiles.Ethernet ethernet =
                new CaptureFiles.Ethernet(new byte[] {2, 0, 0, 0, 0, 4}, new byte[] {2, 0, 0, 0, 0, 6});
        byte[] padded = Arrays.copyOf(Example.packet(Role.BR).octets(), 46);
        CaptureTarget target = target(ethernet, 1, "copy", "{in}", "{out}");
        Exchange exchange =
                target.exchange(List.of(new Sent(Side.IPV4, 0, padded), Example.packet(Role.CE)), Until.SYNC);
        assertEquals(
                List.of(
                        new Received(Side.IPV4, Example.packet(Role.BR).octets(), null),
                        new Received(Side.IPV6, Example.packet(Role.CE).octets(), null)),
                exchange.outputs());
    }

    @Test
    void passesTheConfiguration() throws Exception {
        CaptureTarget target = target(
                null,
                1,
                "show",
                "{in}",
                "{out}",
                "{role}",
                "as={endUserPrefix}.",
                "{domain}",
                "{as:vpp}",
                "{in}{in}x y");
        AdapterException error =
                assertThrows(AdapterException.class, () -> target.exchange(List.of(), new Until(List.of(), 0, 1)));
        assertEquals(Kind.EXITED, error.kind());
        assertTrue(error.stderr().startsWith("br as=. "), error.stderr());
        assertTrue(error.stderr().contains("\"ipv6Prefix\":\"2001:db8::/40\""), error.stderr());
        assertTrue(error.stderr().contains("map add domain"), error.stderr());
    }

    @Test
    void refusesUnusableCommands() {
        for (String command :
                List.of("p {in}", "p {out}", "p {in4} {out}", "p {in} {in4} {out}", "p {in} {out} {dmain}")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CaptureTarget.factory(CommandWords.split(command), CAPABILITIES),
                    command);
        }
        List<String> words = List.of("p", "{in}", "{out}");
        assertThrows(
                IllegalArgumentException.class,
                () -> CaptureTarget.factory(words, CAPABILITIES, "02:00", "02:00:00:00:00:06"));
    }

    /** 139 is SIGSEGV, as shells and the JDK report it. */
    @Test
    void aSignalIsACrash() throws Exception {
        CaptureTarget target = target(null, 1, "status", "{in}", "{out}", "139");
        TargetFailure failure = assertThrows(TargetFailure.class, () -> exchange(target));
        assertEquals(TargetFailure.Kind.CRASHED, failure.kind());
        assertEquals("exit status 139 (signal 11)", failure.getMessage());
    }

    @Test
    void otherStatusesAreErrors() throws Exception {
        assertEquals(
                Kind.EXITED,
                refused(target(null, 1, "status", "{in}", "{out}", "2")).kind());
    }

    /** A configuration that has to be refused is tried with a packet; a program refuses it by its status. */
    @Test
    void aStatusRefusesAConfiguration() throws Exception {
        Setup setup = Example.setup(CAPABILITIES);
        Configured refused = target(null, 1, "status", "{in}", "{out}", "2").tryOut(setup);
        assertEquals(Configured.Outcome.REFUSED, refused.outcome());
        assertTrue(refused.reason().contains("exit status 2"), refused.reason());
        assertEquals(Configured.ok(), target(null, 1, "copy", "{in}", "{out}").tryOut(setup));
        CaptureTarget crashing = target(null, 1, "status", "{in}", "{out}", "139");
        assertThrows(TargetFailure.class, () -> crashing.tryOut(setup));
    }

    @Test
    void aMissingFileIsAnError() throws Exception {
        AdapterException error = refused(target(null, 1, "nothing", "{in}", "{out}"));
        assertEquals(Kind.GARBAGE, error.kind());
        assertTrue(error.getMessage().contains("{out}"), error.getMessage());
    }

    @Test
    void aTruncatedFileIsAnError() throws Exception {
        assertEquals(
                Kind.GARBAGE, refused(target(null, 1, "half", "{in}", "{out}")).kind());
    }

    @Test
    void aProgramThatDoesNotEndIsKilled() throws Exception {
        CaptureTarget target = target(null, TIME_FACTOR, "hang", "{in}", "{out}");
        TargetFailure failure = assertThrows(TargetFailure.class, () -> exchange(target));
        assertEquals(TargetFailure.Kind.HUNG, failure.kind());
    }

    /** Microseconds, little-endian, raw IP. */
    @Test
    void writesClassicPcap() throws Exception {
        Path file = Files.createTempFile("capture", ".pcap");
        try {
            CaptureFiles.write(file, List.of(new Sent(Side.IPV4, 100_000_002_000L, new byte[] {0x45})), null);
            assertEquals(
                    "d4c3b2a1" + "02000400" + "0000000000000000" + "00000400" + "65000000" + "64000000" + "02000000"
                            + "01000000" + "01000000" + "45",
                    HexFormat.of().formatHex(Files.readAllBytes(file)));
        } finally {
            Files.delete(file);
        }
    }
}
