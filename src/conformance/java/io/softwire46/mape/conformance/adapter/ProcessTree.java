package io.softwire46.mape.conformance.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process with all that it starts. On Linux, a mark in the environment also finds processes whose parent has ended.
 *
 * <p>Not thread-safe: use one instance per thread, except for {@link #kill}, which any thread may call.
 */
final class ProcessTree {
    private static final String VARIABLE = "MAPE_CONFORMANCE_TARGET";
    private static final Path PROC = Path.of("/proc");
    private static final long WAIT_MILLIS = 2_000;

    private final Process process;
    private final byte[] mark;

    private ProcessTree(Process process, String mark) {
        this.process = process;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
    }

    static ProcessTree start(ProcessBuilder builder) throws IOException {
        String value = UUID.randomUUID().toString();
        Map<String, String> environment = builder.environment();
        environment.put(VARIABLE, value);
        ProcessTree tree = new ProcessTree(builder.start(), VARIABLE + "=" + value);
        Interruption.add(tree);
        return tree;
    }

    Process process() {
        return process;
    }

    /** Ends all processes, and waits until they have ended. */
    void kill() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await();
        marked().forEach(ProcessHandle::destroyForcibly);
        Interruption.remove(this);
    }

    private void await() {
        try {
            process.waitFor(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProcessHandle> marked() {
        if (!Files.isDirectory(PROC)) {
            return List.of();
        }
        return ProcessHandle.allProcesses().filter(this::isMarked).toList();
    }

    private boolean isMarked(ProcessHandle handle) {
        try {
            byte[] environment =
                    Files.readAllBytes(PROC.resolve(Long.toString(handle.pid())).resolve("environ"));
            for (int at = 0; at + mark.length <= environment.length; at++) {
                if (startsWith(environment, at)) {
                    return true;
                }
            }
        } catch (IOException e) {
            // it has ended, or belongs to another user
        }
        return false;
    }

    private boolean startsWith(byte[] octets, int at) {
        for (int i = 0; i < mark.length; i++) {
            if (octets[at + i] != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
