package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import inet.ipaddr.IPAddress;
import io.softwire46.mape.map.MapRule;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.function.Try;
import org.opentest4j.AssertionFailedError;

/**
 * The library as others see it: a module of theirs that requires it, compiled and run with nothing else on the module path but
 * the library and its one dependency.
 */
class ConsumerModuleTest {
    private static final String MODULE = "module consumer { requires io.softwire46.mape; }";

    private static final String MAIN = """
            package consumer;

            import io.softwire46.mape.config.ConfiguredDomain;
            import io.softwire46.mape.config.ForwardingOptions;
            import io.softwire46.mape.forward.BorderRelay;
            import io.softwire46.mape.forward.RuleTable;
            import io.softwire46.mape.forward.counter.Verdict;
            import io.softwire46.mape.map.MapDomain;
            import io.softwire46.mape.map.MapRule;
            import io.softwire46.mape.map.RuleSet;
            import io.softwire46.mape.wire.Packet;
            import java.nio.ByteBuffer;
            import java.util.HexFormat;

            public class Main {
                public static void main(String[] args) {
                    MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
                    System.out.println(rule.owner("192.0.2.18", 1232)
                            .orElseThrow().mapAddress().toCanonicalString());
                    MapDomain domain = MapDomain.of("d", RuleSet.of(rule), "2001:db8:ffff::1");
                    BorderRelay relay = BorderRelay.of(
                            RuleTable.of(new ConfiguredDomain(domain, ForwardingOptions.defaults())));
                    byte[] udp = HexFormat.of().parseHex(
                            "45000021432100004011719301020304c0000212005004d0000d522d4d41502d45");
                    ByteBuffer buffer = ByteBuffer.allocate(128).put(64, udp);
                    Packet packet = new Packet().attach(buffer, 64, udp.length, 64);
                    Verdict verdict = relay.fromIpv4(packet, 0);
                    System.out.println(verdict + " " + packet.length() + " " + Main.class.getModule());
                }
            }
            """;

    private static final String KIT_MODULE =
            "module consumer { requires io.softwire46.mape.conformance; requires org.junit.jupiter.api; }";

    private static final String KIT_MAIN = """
            package consumer;

            import io.softwire46.mape.conformance.Conformance;
            import io.softwire46.mape.conformance.TargetFactory;
            import java.util.stream.Stream;
            import org.junit.jupiter.api.DynamicTest;

            public class Main {
                static Stream<DynamicTest> tests(TargetFactory factory) {
                    return Conformance.of(factory).suite("1.0").dynamicTests();
                }
            }
            """;

    @TempDir
    private Path directory;

    private String modulePath;

    @BeforeEach
    void libraryIsAModule() throws URISyntaxException {
        Path library = Compiled.locationOf(MapRule.class);
        assumeTrue(
                Files.exists(library.resolve("module-info.class")), "the library was compiled without its module-info");
        modulePath = library + System.getProperty("path.separator") + Compiled.locationOf(IPAddress.class);
    }

    @Test
    void aModuleCanUseTheLibrary() throws Exception {
        Path classes = compile(MAIN);
        String printed = Compiled.java(
                directory,
                List.of(
                        "--module-path",
                        modulePath + System.getProperty("path.separator") + classes,
                        "--module",
                        "consumer/consumer.Main"));
        assertEquals("2001:db8:12:3400:0:c000:212:34\nFORWARDED 73 module consumer\n", printed);
    }

    /** The package of the command is not exported. */
    @Test
    void theCommandStaysInside() throws Exception {
        String inside = MAIN.replace("public class Main {", "public class Main {\n    io.softwire46.mape.cli.Main m;");
        AssertionError refused = assertThrows(AssertionError.class, () -> compile(inside));
        assertTrue(refused.getMessage().contains("does not export it"), refused.getMessage());
    }

    /** The kit is a module of its own, of which one package is exported; JUnit is the consumer's. */
    @Test
    void aModuleCanUseTheKit() throws Exception {
        Path kit = Compiled.locationOf(MapRule.class).resolveSibling("conformance-classes");
        assumeTrue(Files.exists(kit.resolve("module-info.class")), "the kit was compiled without its module-info");
        String separator = System.getProperty("path.separator");
        modulePath += separator + kit;
        for (Class<?> type : List.of(Test.class, AssertionFailedError.class, Try.class, API.class, NullMarked.class)) {
            modulePath += separator + Compiled.locationOf(type);
        }
        compile(KIT_MODULE, KIT_MAIN);
        String inside = KIT_MAIN.replace(
                "public class Main {", "public class Main {\n    io.softwire46.mape.conformance.engine.Runner r;");
        AssertionError refused = assertThrows(AssertionError.class, () -> compile(KIT_MODULE, inside));
        assertTrue(refused.getMessage().contains("does not export it"), refused.getMessage());
    }

    private Path compile(String main) throws IOException {
        return compile(MODULE, main);
    }

    /** An explicit class path, since the compiler would else take that of the tests. */
    private Path compile(String module, String main) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("src").resolve("consumer"));
        Path info = Files.writeString(sources.resolveSibling("module-info.java"), module);
        Path source = Files.writeString(sources.resolve("Main.java"), main);
        return Compiled.javac(
                directory.resolve("classes"),
                List.of("--release", "17", "--class-path", sources.toString(), "--module-path", modulePath),
                info,
                source);
    }
}
