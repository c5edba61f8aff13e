package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Exchange.Ended;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.TargetFactory;
import io.softwire46.mape.conformance.TargetFailure;
import io.softwire46.mape.conformance.Until;
import io.softwire46.mape.conformance.adapter.AdapterException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that reads and writes captures. Each exchange is one run of it; no state remains between runs.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class CaptureTarget implements Target {
    private static final long RUN_MILLIS = 60_000;
    private static final long PACKET_MILLIS = 10;

    /** An exit status from here on is a signal. */
    private static final int FIRST_SIGNAL_STATUS = 128;

    private final CaptureCommand command;
    private final Capabilities capabilities;
    private final CaptureFiles.@Nullable Ethernet ethernet;
    private final double timeFactor;
    private @Nullable Setup setup;
    private String stderr = "";

    private CaptureTarget(
            CaptureCommand command,
            Capabilities capabilities,
            CaptureFiles.@Nullable Ethernet ethernet,
            double timeFactor) {
        this.command = command;
        this.capabilities = capabilities;
        this.ethernet = ethernet;
        this.timeFactor = timeFactor;
    }

    /**
     * Returns a factory for captures of raw IP.
     *
     * @param command words of the command with placeholders
     * @param capabilities of the product; only what captures can show is used
     * @throws IllegalArgumentException for an unusable placeholder, or a product without a role that forwards
     */
    public static TargetFactory factory(List<String> command, Capabilities capabilities) {
        return factory(command, capabilities, null, 1);
    }

    /**
     * Returns a factory for captures of Ethernet frames.
     *
     * @param command words of the command with placeholders
     * @param capabilities of the product; only what captures can show is used
     * @param mac4 address of the product on the IPv4 side, such as {@code 02:00:00:00:00:04}
     * @param mac6 address of the product on the IPv6 side
     * @throws IllegalArgumentException for an unusable placeholder or address, or a product without a role that forwards
     */
    public static TargetFactory factory(List<String> command, Capabilities capabilities, String mac4, String mac6) {
        return factory(command, capabilities, new CaptureFiles.Ethernet(mac(mac4), mac(mac6)), 1);
    }

    /** Returns a factory whose time-outs are multiplied. */
    static TargetFactory factory(
            List<String> command,
            Capabilities capabilities,
            CaptureFiles.@Nullable Ethernet ethernet,
            double timeFactor) {
        CaptureCommand checked = CaptureCommand.of(command);
        Capabilities narrowed = narrow(capabilities);
        return () -> new CaptureTarget(checked, narrowed, ethernet, timeFactor);
    }

    private static byte[] mac(String text) {
        byte[] octets = HexFormat.ofDelimiter(":").parseHex(text);
        if (octets.length != 6) {
            throw new IllegalArgumentException("MAC address " + text + " is not six octets such as 02:00:00:00:00:04");
        }
        return octets;
    }

    /** Returns the part of capabilities that captures can show: packets of roles that forward, known after the run. */
    private static Capabilities narrow(Capabilities of) {
        Set<Role> roles = EnumSet.copyOf(of.roles());
        roles.removeAll(Set.of(Role.CALC, Role.DHCPV6));
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("roles are " + of.roles() + "; captures need br, ce or ce-nat");
        }
        return new Capabilities(
                of.name(),
                of.version(),
                of.homepage(),
                roles,
                of.formats(),
                of.kinds(),
                of.limits(),
                of.options(),
                of.optionDefaults(),
                of.as(),
                Map.of(),
                Set.of("packets"),
                of.virtualClock(),
                false,
                true,
                of.maxPacket(),
                of.maxRules(),
                of.unsupported());
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    /** Keeps the configuration for the next runs; a program that refuses it ends with an error there. */
    @Override
    public Configured configure(Setup setup) {
        this.setup = setup;
        return Configured.ok();
    }

    /**
     * Runs the program once with a configuration that it may refuse: it does so by an exit status of 1 to 127. The configuration
     * that it has stays.
     */
    public Configured tryOut(Setup wanted) {
        Setup before = setup;
        setup = wanted;
        try {
            exchange(List.of(Example.packet(wanted.role())), Until.SYNC);
            return Configured.ok();
        } catch (AdapterException e) {
            if (e.kind() != Kind.EXITED) {
                throw e;
            }
            return Configured.refused(String.valueOf(e.getMessage()));
        } finally {
            setup = before;
        }
    }

    @Override
    public Exchange exchange(List<Sent> packets, Until until) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("mape-conformance");
            return run(directory, packets, until);
        } catch (IOException e) {
            throw error(Kind.GARBAGE, String.valueOf(e.getMessage()));
        } finally {
            delete(directory);
        }
    }

    private AdapterException error(Kind kind, String problem) {
        return new AdapterException(kind, "run", problem, stderr);
    }

    private Exchange run(Path directory, List<Sent> packets, Until until) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String name : List.of("domain", "in", "out", "in4", "in6", "out4", "out6")) {
            values.put(name, directory.resolve(name).toString());
        }
        configuration(directory, values);
        if (command.has("in")) {
            CaptureFiles.write(directory.resolve("in"), packets, ethernet);
        } else {
            CaptureFiles.write(directory.resolve("in4"), of(Side.IPV4, packets), ethernet);
            CaptureFiles.write(directory.resolve("in6"), of(Side.IPV6, packets), ethernet);
        }
        execute(command.expand(values), (long) ((RUN_MILLIS + packets.size() * PACKET_MILLIS) * timeFactor));
        List<Received> outputs = new ArrayList<>();
        if (command.has("out")) {
            read(directory.resolve("out"), null, outputs);
        } else {
            read(directory.resolve("out4"), Side.IPV4, outputs);
            read(directory.resolve("out6"), Side.IPV6, outputs);
        }
        return new Exchange(hasMarks(outputs, until) ? Ended.MARK : Ended.DEADLINE, outputs);
    }

    private void configuration(Path directory, Map<String, String> values) throws IOException {
        Setup given = Objects.requireNonNull(setup, "no configuration");
        Files.writeString(directory.resolve("domain"), DomainCodec.text(given.domains()));
        values.put("role", given.role().toString());
        values.put("endUserPrefix", given.endUserPrefix() == null ? "" : given.endUserPrefix());
        int number = 0;
        for (Map.Entry<String, String> each : given.as().entrySet()) {
            Path file = directory.resolve("as" + number++);
            Files.writeString(file, each.getValue());
            values.put(CaptureCommand.AS + each.getKey(), file.toString());
        }
    }

    private static List<Sent> of(Side side, List<Sent> packets) {
        return packets.stream().filter(each -> each.side() == side).toList();
    }

    private void execute(List<String> words, long limitMillis) {
        ProcessTree tree;
        try {
            tree = ProcessTree.start(new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD));
        } catch (IOException e) {
            throw error(Kind.START, String.valueOf(e.getMessage()));
        }
        Process process = tree.process();
        OutputTail errors = OutputTail.of(process.getErrorStream(), "adapter errors");
        boolean ended;
        try {
            closeInput(process);
            ended = process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw error(Kind.TIMEOUT, "interrupted");
        } finally {
            tree.kill();
            stderr = errors.text(true);
        }
        if (!ended) {
            // of several cases, each runs alone then: the one that hangs again is judged
            throw new TargetFailure(TargetFailure.Kind.HUNG, "no end within " + limitMillis + " ms");
        }
        int status = process.exitValue();
        if (status >= FIRST_SIGNAL_STATUS) {
            throw new TargetFailure(
                    TargetFailure.Kind.CRASHED,
                    "exit status " + status + " (signal " + (status - FIRST_SIGNAL_STATUS) + ")");
        }
        if (status != 0) {
            String last =
                    stderr.strip().lines().reduce((first, second) -> second).orElse("");
            throw error(Kind.EXITED, "exit status " + status + ", expected 0" + (last.isEmpty() ? "" : ": " + last));
        }
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
    }

    private void read(Path file, @Nullable Side side, List<Received> outputs) throws IOException {
        if (!Files.exists(file)) {
            throw error(Kind.GARBAGE, "the program did not write {" + file.getFileName() + "}");
        }
        try {
            CaptureFiles.read(file, side, outputs);
        } catch (IOException e) {
            throw error(Kind.GARBAGE, "{" + file.getFileName() + "}: " + e.getMessage());
        }
    }

    private static boolean hasMarks(List<Received> outputs, Until until) {
        return until.marks().stream()
                .allMatch(mark -> outputs.stream()
                        .anyMatch(each -> each.side() == mark.side()
                                && latin1(each.octets()).contains(latin1(mark.octets()))));
    }

    /** Returns one character per octet. */
    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            // a program that still writes keeps its file; the system empties the directory for temporary files
        }
    }

    /** Does nothing: each run begins anew. */
    @Override
    public boolean reset() {
        return true;
    }

    /** Returns the end of the standard error of the last run, at most 65,536 octets. */
    @Override
    public String stderr() {
        return stderr;
    }

    @Override
    public void close() {}
}
