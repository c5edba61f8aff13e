package io.softwire46.mape.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.testing.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes in the namespaces of a {@link KernelNetwork}: nodes of the library, servers, and programs of the tests.
 *
 * <p>All is removed by {@link #close}, by a signal that ends this process, and by the next one after this process was killed; the
 * processes end with their control pipes.
 *
 * <p>Not thread-safe, except for {@link #peer} and {@link #run}.
 */
final class KernelLab implements AutoCloseable {
    // ports of peers.py
    static final int BULK = 5001;
    static final int ECHO = 5002;
    static final int REFLECT = 5003;
    static final int HOLD = 5004;
    static final int WEB = 8080;

    private static final Path SCRIPTS =
            Path.of("src", "test", "resources", "kernel").toAbsolutePath();
    /** Time until a program of a test is ended, and until a node that does not answer has failed. */
    private static final int MAX_SECONDS = 45;

    private static final int ANSWER_SECONDS = 15;

    private static final String DIRECTORY = "mapelab";

    private final Thread hook = new Thread(this::remove);
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();
    private final Set<Process> clients = ConcurrentHashMap.newKeySet();
    private final String python;
    private final Path directory;

    private KernelLab(String python, Path directory) {
        this.python = python;
        this.directory = directory;
    }

    /**
     * Builds a laboratory; if that fails, removes it.
     *
     * @param build makes the network, then starts all nodes and servers
     */
    static KernelLab open(Consumer<KernelLab> build) {
        try {
            String python = Program.run("", List.of("python3", "-c", "import sys; print(sys.executable)"))
                    .get(0);
            removeOld();
            KernelLab lab = new KernelLab(
                    python,
                    Files.createTempDirectory(
                            DIRECTORY + ProcessHandle.current().pid() + "-"));
            Runtime.getRuntime().addShutdownHook(lab.hook);
            try {
                build.accept(lab);
                lab.awaitReady();
            } catch (RuntimeException | Error e) {
                lab.close();
                throw e;
            }
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A running node. Its standard error has "ready" and lines of counters; other lines are remarks of the JVM, or errors. */
    private record Node(Process process, BlockingQueue<String> lines, StringBuilder remarks) {
        /** Returns the next line that begins as given; if there is none, all remarks. */
        String next(String begin) {
            try {
                String line = lines.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
                while (line != null && !line.startsWith(begin)) {
                    remarks.append(line).append('\n');
                    line = lines.poll(process.isAlive() ? ANSWER_SECONDS : 0, TimeUnit.SECONDS);
                }
                return line == null ? "no answer: " + remarks : line;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void send(char octet) throws IOException {
            process.getOutputStream().write(octet);
            process.getOutputStream().flush();
        }

        synchronized String counters() {
            try {
                send('\n');
                return next("{");
            } catch (IOException e) {
                return "ended (" + e + "): " + remarks + String.join("\n", lines);
            }
        }
    }

    private void awaitReady() {
        for (Process server : servers) {
            expectReady(readLine(server), "a server");
        }
        nodes.forEach((name, node) -> expectReady(node.next("ready"), name));
    }

    private static void expectReady(String line, String of) {
        if (!line.equals("ready")) {
            throw new AssertionError(of + " did not start: " + line);
        }
    }

    private static String readLine(Process process) {
        try {
            return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the servers of {@code peers.py} on a host. */
    void startServers(String space, Object... ports) {
        startScript(
                space,
                "peers.py",
                Stream.concat(Stream.of("serve"), Stream.of(ports)).toArray());
    }

    /** Starts a script that prints "ready" and runs until its standard input ends. */
    void startScript(String space, String script, Object... arguments) {
        servers.add(start(KernelNetwork.in(space, python(script, arguments))));
    }

    private List<String> python(String script, Object... arguments) {
        List<String> command =
                new ArrayList<>(List.of(python, "-B", SCRIPTS.resolve(script).toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** Starts a {@link TunNode} with a device for IPv4 and device {@code tun6} for IPv6, which are created if they do not exist. */
    void startNode(String space, String ipv4Device, String role, String domain, String... further) {
        List<String> command = python(
                "tun.py",
                ipv4Device,
                "tun6",
                Path.of(System.getProperty("java.home"), "bin", "java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TunNode.class.getName(),
                role,
                file(space, domain));
        command.addAll(List.of(further));
        Process process = start(KernelNetwork.in(space, command));
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> {
            try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
                errors.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add(e.toString());
            }
        });
        reader.setDaemon(true);
        reader.start();
        nodes.put(space, new Node(process, lines, new StringBuilder()));
    }

    /** Writes a domain file for a node and returns its path. */
    String file(String name, String domain) {
        try {
            return Files.writeString(directory.resolve(name + ".json"), domain).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command of {@code peers.py} on a host and returns what it prints. */
    JsonValue peer(String space, Object... arguments) {
        return Json.parse(run(space, python("peers.py", arguments)));
    }

    /** Runs a program on a host and returns its standard output; it must exit with status 0 in time. */
    String run(String space, List<String> command) {
        try {
            Process process = new ProcessBuilder(KernelNetwork.in(space, command))
                    .redirectErrorStream(true)
                    .start();
            clients.add(process);
            process.getOutputStream().close();
            Thread killer = new Thread(() -> endLate(process));
            killer.setDaemon(true);
            killer.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            clients.remove(process);
            if (status != 0) {
                throw new AssertionError(space + " " + command + ": " + out + counters());
            }
            return out;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void endLate(Process process) {
        try {
            if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    /** Compares; a difference is reported with the counters of all nodes. */
    void check(Object expected, Object actual) {
        assertEquals(expected, actual, this::counters);
    }

    /** Checks; a failure is reported with what is shown and the counters of all nodes. */
    void check(boolean condition, Object shown) {
        assertTrue(condition, () -> shown + counters());
    }

    /** Returns the counters of all nodes, for the message of a failure. */
    String counters() {
        return nodes.entrySet().stream()
                .map(each -> "\n" + each.getKey() + " " + each.getValue().counters())
                .collect(Collectors.joining());
    }

    /** Returns one counter of a node; 0 if it is not printed. */
    long counter(String space, String counter) {
        return counters(space).getOrDefault(counter, 0L);
    }

    /** Returns the counters of a node that are not 0. */
    Map<String, Long> counters(String space) {
        Map<String, Long> counters = new TreeMap<>();
        JsonObject line = Json.parse(nodes.get(space).counters()).asObject();
        for (JsonObject.Field field : line.fields()) {
            counters.put(field.name(), field.value().asLong(0, Long.MAX_VALUE));
        }
        return counters;
    }

    /** Returns the counters of a node when they no longer change: the last packets of earlier connections have arrived. */
    Map<String, Long> settledCounters(String space) {
        Map<String, Long> last = counters(space);
        for (int turn = 0; turn < 100; turn++) {
            try {
                TimeUnit.MILLISECONDS.sleep(30);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Map<String, Long> now = counters(space);
            if (now.equals(last)) {
                return now;
            }
            last = now;
        }
        throw new AssertionError("packets arrive at " + space + " without end: " + last);
    }

    /** Lets a BR start, or stop, to replace its table each 100 ms. */
    void toggleNewTables(String space) {
        try {
            nodes.get(space).send('p');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // this process is about to end
        }
    }

    private void remove() {
        List<Process> all = new ArrayList<>(servers);
        all.addAll(clients);
        nodes.values().forEach(node -> all.add(node.process()));
        all.forEach(Process::destroy);
        for (Process process : all) {
            endLate(process);
        }
        KernelNetwork.remove();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the domain files that killed processes left. */
    private static void removeOld() throws IOException {
        try (var all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path each : all.toList()) {
                Matcher name = Pattern.compile(DIRECTORY + "([0-9]+)-.*")
                        .matcher(each.getFileName().toString());
                if (name.matches()
                        && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    delete(each);
                }
            }
        }
    }
}
