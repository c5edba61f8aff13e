package io.softwire46.mape.kernel;

import io.softwire46.mape.json.Json;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A {@link KernelNetwork} with its nodes and servers as processes.
 *
 * <p>It is removed by {@link #close}, by a signal that ends this process, and by the next one after this process was killed; the
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

    private final Thread hook = new Thread(this::remove);
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();
    private final String python;
    private final Path directory;

    private KernelLab(String python, Path directory) {
        this.python = python;
        this.directory = directory;
    }

    /**
     * Builds the laboratory and starts all nodes and servers.
     *
     * @param forwards the forwards of the first CE, as JSON
     */
    static KernelLab open(String forwards) {
        try {
            String python = Program.run("", List.of("python3", "-c", "import sys; print(sys.executable)"))
                    .get(0);
            KernelLab lab = new KernelLab(python, Files.createTempDirectory("mape-kernel"));
            Runtime.getRuntime().addShutdownHook(lab.hook);
            try {
                KernelNetwork.build();
                lab.startAll(forwards);
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

        synchronized String counters() {
            try {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                return next("{");
            } catch (IOException e) {
                return "ended (" + e + "): " + remarks + String.join("\n", lines);
            }
        }
    }

    private void startAll(String forwards) {
        startNode("ce1", "lan0", "ce", domain(forwards), "2001:db8:12:3400::/56");
        startNode("ce2", "lan0", "ce", domain("[]"), "2001:db8:12:3500::/56");
        startNode("br", "net4", "br", domain("[]"));
        for (String space : List.of("lan1", "lan3", "inet")) {
            servers.add(start(KernelNetwork.in(
                    space, List.of(python, SCRIPTS.resolve("peers.py").toString(), "serve"))));
        }
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

    private String domain(String forwards) {
        return """
            { "name": "kernel", "borderRelay": ["%s"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4 } ],
              "options": { "mtuV6": 1500, "dynamicPmtu": true },
              "napt": { "inside": ["192.168.0.0/16"], "forwards": %s } }
            """.formatted(KernelNetwork.BR_ADDRESS, forwards);
    }

    private void startNode(String space, String ipv4Device, String role, String domain, String... prefix) {
        try {
            Path file = Files.writeString(directory.resolve(space + ".json"), domain);
            List<String> command = new ArrayList<>(List.of(
                    python,
                    SCRIPTS.resolve("tun.py").toString(),
                    ipv4Device,
                    "tun6",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    TunNode.class.getName(),
                    role,
                    file.toString()));
            command.addAll(List.of(prefix));
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
        List<String> command =
                new ArrayList<>(List.of(python, SCRIPTS.resolve("peers.py").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return Json.parse(run(space, command));
    }

    /** Runs a program on a host and returns its standard output; it must exit with status 0 in time. */
    String run(String space, List<String> command) {
        try {
            Process process = new ProcessBuilder(KernelNetwork.in(space, command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            Thread killer = new Thread(() -> endLate(process));
            killer.setDaemon(true);
            killer.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
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

    /** Returns the counters of all nodes, for the message of a failure. */
    String counters() {
        return nodes.entrySet().stream()
                .map(each -> "\n" + each.getKey() + " " + each.getValue().counters())
                .collect(Collectors.joining());
    }

    /** Returns one counter of a node; 0 if it is not printed. */
    long counter(String space, String counter) {
        return Json.parse(nodes.get(space).counters())
                .asObject()
                .optional(counter)
                .map(value -> value.asLong(0, Long.MAX_VALUE))
                .orElse(0L);
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
        nodes.values().forEach(node -> all.add(node.process()));
        all.forEach(Process::destroy);
        for (Process process : all) {
            endLate(process);
        }
        KernelNetwork.remove();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
