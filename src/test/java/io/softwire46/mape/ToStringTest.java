package io.softwire46.mape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.wire.Packet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Objects of the library show in a debugger and in a log what they are. */
class ToStringTest {
    private static final ConfiguredDomain DOMAIN = new ConfiguredDomain(
            MapDomain.of("d", RuleSet.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)), "2001:db8:ffff::1"),
            ForwardingOptions.defaults());

    private static Set<String> exportedPackages() throws IOException {
        String module = Files.readString(Path.of("src/main/java/module-info.java"));
        return Pattern.compile("^\\s*exports ([\\w.]+);", Pattern.MULTILINE)
                .matcher(module)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void eachExportedClassWithInstancesHasItsOwn() throws IOException {
        Set<String> packages = exportedPackages();
        List<JavaClass> classes = new ClassFileImporter()
                .importUrl(Verdict.class.getProtectionDomain().getCodeSource().getLocation()).stream()
                        .filter(type -> packages.contains(type.getPackageName()))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.isInterface() && !type.isEnum() && !type.isRecord())
                        .filter(ToStringTest::hasInstances)
                        .toList();
        assertTrue(classes.stream().anyMatch(type -> type.isEquivalentTo(BorderRelay.class)), "classes were found");
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(type -> type.tryGetMethod("toString").isEmpty())
                        .filter(type -> !type.isAssignableTo(Throwable.class))
                        .map(JavaClass::getName)
                        .sorted()
                        .toList());
    }

    /** Classes with static methods only cannot be made. */
    private static boolean hasInstances(JavaClass type) {
        return type.getMethods().stream()
                .anyMatch(method -> !method.getModifiers().contains(JavaModifier.STATIC)
                        && !method.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    @Test
    void theLineIsOfUse() {
        RuleTable table = RuleTable.of(DOMAIN);
        assertTrue(table.toString().matches("RuleTable\\[domains=1, rules=1, octets=\\d+]"), table.toString());
        EdgeTable edge = EdgeTable.of(DOMAIN, "2001:db8:12:3400::/56");
        String edgeText = "EdgeTable[domain=d, mesh=false, rules=1, mapAddress=2001:db8:12:3400:0:c000:212:34]";
        assertEquals(edgeText, edge.toString());
        assertEquals("Published[" + table + "]", Published.of(table).toString());

        Counters counters = new Counters();
        counters.count(Direction.V4_TO_V6, Verdict.FORWARDED, 100, 100);
        counters.count(Direction.V4_TO_V6, Verdict.DROP_MARTIAN, 100, 100);
        counters.count(Direction.V6_TO_V4, Verdict.NOT_MAP, 60, 60);
        String values = "[V4_TO_V6=2 packets, 1 dropped; V6_TO_V4=1 packets, 0 dropped]";
        assertEquals("Counters" + values, counters.toString());
        assertEquals("CounterSnapshot" + values, counters.snapshot().toString());

        String none = "Counters[V4_TO_V6=0 packets, 0 dropped; V6_TO_V4=0 packets, 0 dropped]";
        assertEquals(
                "BorderRelay[" + table + ", " + none + "]",
                BorderRelay.of(table).toString());
        CustomerEdge customer = CustomerEdge.of(DOMAIN, "2001:db8:12:3400::/56");
        assertEquals("CustomerEdge[" + edgeText + ", " + none + "]", customer.toString());
        assertTrue(
                customer.fragmentCounters()
                        .toString()
                        .startsWith("[FragmentCounters[store=v6-reassembly, statistics=FragmentStatistics[received=0,"),
                () -> customer.fragmentCounters().toString());

        Packet packet = new Packet().attach(ByteBuffer.allocate(100), 40, 30, 20);
        assertEquals("Packet[offset=40, length=30, headroom=20]", packet.toString());
        packet.attachBorrowed(packet.buffer(), 40, 30, 20);
        assertEquals("Packet[offset=40, length=30, headroom=20, borrowed]", packet.toString());
    }
}
