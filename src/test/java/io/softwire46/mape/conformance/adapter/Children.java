package io.softwire46.mape.conformance.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.softwire46.mape.cli.Main;
import io.softwire46.mape.json.Json;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Commands that start Java programs of the tests, and the check of what they exchange. */
final class Children {
    private static final JsonSchema SCHEMA = KitResource.protocolSchema();

    /** Checks each line against the schema. */
    static final AdapterProcess.Observer CHECKED = (request, sent, line) -> assertEquals(
            Optional.empty(), SCHEMA.problem(request + (sent ? "Request" : "Answer"), Json.parse(line)), line);

    /** Checks the lines of the kit alone. */
    static final AdapterProcess.Observer REQUESTS_CHECKED = (request, sent, line) -> {
        if (sent) {
            CHECKED.line(request, sent, line);
        }
    };

    private Children() {}

    static List<String> java(Class<?> main, String... arguments) {
        return java(List.of(), main, arguments);
    }

    static List<String> java(List<String> options, Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        words.addAll(options);
        words.addAll(List.of("-cp", classPath(), main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    private static String classPath() {
        return Stream.of(Main.class, ProcessTarget.class, Children.class, IPAddress.class, CommandLine.class)
                .map(Children::place)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
