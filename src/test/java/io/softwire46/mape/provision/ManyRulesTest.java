package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.hb46pp.Hb46pp;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosText;
import io.softwire46.mape.provision.openwrt.OpenWrtText;
import io.softwire46.mape.provision.vpp.VppText;
import io.softwire46.mape.provision.yang.SoftwireYang;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every writer and reader with many rules. A cost that grows with the square of the rules exceeds the bound, which is generous: a cost in
 * proportion to them is a fraction of it, whatever else the machine does.
 */
class ManyRulesTest {
    private static final int RULES = 20_000;
    private static final long MAX_NANOS = 8_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static List<ConfiguredDomain> mesh = List.of();

    /** One domain in mesh mode; rule i is 2001:db8:0:i00::/56 for 16 CEs on each address of a /28. */
    private static String json() {
        return IntStream.range(0, RULES)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{ \"ipv6Prefix\": \"2001:db8:%x:%x::/56\", \"ipv4Prefix\": \"%d.%d.%d.%d/28\", \"eaLength\": 8, "
                                + "\"psidOffset\": 6 }",
                        i >> 8,
                        (i & 0xff) << 8,
                        20 + (i >> 20),
                        i >> 12 & 0xff,
                        i >> 4 & 0xff,
                        (i & 0xf) << 4))
                .collect(Collectors.joining(
                        ",\n",
                        "{ \"name\": \"many\", \"mesh\": true, \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [\n",
                        "] }"));
    }

    @BeforeAll
    static void readMesh() {
        mesh = quick("domain file", () -> DomainFile.read(json())).requireDomains();
    }

    private static <T> T quick(String what, Supplier<T> work) {
        long start = THREADS.getCurrentThreadCpuTime();
        T result = work.get();
        long nanos = THREADS.getCurrentThreadCpuTime() - start;
        assertTrue(nanos < MAX_NANOS, () -> what + ": " + nanos / 1_000_000 + " ms for " + RULES);
        return result;
    }

    private static String written(String what, Supplier<ConversionReport> writer) {
        return quick(what, writer).text();
    }

    /** The rules of the one domain that a text describes; their prefixes are those of the domain that was written. */
    private static void assertSameRules(List<ConfiguredDomain> read) {
        assertEquals(1, read.size());
        assertEquals(prefixes(mesh.get(0)), prefixes(read.get(0)));
    }

    private static List<String> prefixes(ConfiguredDomain domain) {
        return domain.domain().rules().rules().stream()
                .map(ManyRulesTest::prefixes)
                .toList();
    }

    private static String prefixes(MapRule rule) {
        return rule.ipv6Prefix() + " " + rule.ipv4Prefix();
    }

    @Test
    void domainFile() {
        String text = quick("writer of domain files", () -> DomainJson.write(mesh.get(0)));
        assertSameRules(DomainFile.read(text).requireDomains());
    }

    @Test
    void junos() {
        for (JunosConfiguration.Form form : JunosConfiguration.Form.values()) {
            String text =
                    written("writer of Junos " + form, () -> JunosText.write(mesh, form, "si-0/0/0.1", "si-0/0/0.2"));
            JunosConfiguration read = quick("reader of Junos " + form, () -> JunosConfiguration.read(text));
            assertSameRules(read.domains());
            String routes = quick(
                    "routes of Junos",
                    () -> JunosText.routesWriter()
                            .write(FormatWriter.Request.of(read.file().withSource(read)))
                            .text());
            assertTrue(routes.contains("to si-0/0/0.1\n"));
            assertFalse(routes.contains("no service-set says"));
        }
    }

    /** Terms and concentrators that do not know each other: a finding for each, and suggestions for a few. */
    @Test
    void junosTermsThatLeadNowhere() {
        int count = 2 * RULES;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("set services softwire rule R term t").append(i);
            text.append(" then map-e other-").append(i).append('\n');
            text.append("set services softwire softwire-concentrator map-e name-")
                    .append(i)
                    .append(" ea-bits-len 8\n");
        }
        List<Finding> findings = quick("check of terms", () -> JunosConfiguration.read(text.toString()))
                .file()
                .findings();
        assertEquals(
                2 * count,
                findings.stream()
                        .filter(each -> each.id().name().equals("SERVICE"))
                        .count());
    }

    /** CEs of Junos, each with an error of its own: the End-user prefix is not that of the rule. */
    @Test
    void junosEdges() {
        int count = RULES / 4;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String head = "set security softwires map-e n" + i + " ";
            text.append(head).append("br-address 2001:db8:ffff::1\n");
            text.append(head).append("end-user-prefix 2001:db9::/56\n");
            text.append(head)
                    .append(
                            "rule r rule-type BMR ipv4-prefix 192.0.2.0/24 ipv6-prefix 2001:db8::/40 ea-bits-length 16\n");
        }
        JunosConfiguration read = quick("reader of CEs", () -> JunosConfiguration.read(text.toString()));
        assertEquals(count, read.edges().size());
        List<Finding> findings = quick("check of CEs", () -> read.validateForEdges());
        assertEquals(count, findings.stream().filter(Finding::isError).count());
    }

    @Test
    void yang() {
        String text = quick("writer of YANG", () -> SoftwireYang.write(mesh));
        assertSameRules(
                quick("reader of YANG", () -> SoftwireYang.readDomains(text)).requireDomains());
        String edge = quick("writer of YANG, CE", () -> SoftwireYang.writeCustomerEdge(mesh));
        assertSameRules(quick("reader of YANG, CE", () -> SoftwireYang.readDomains(edge))
                .requireDomains());
    }

    @Test
    void hb46pp() {
        String text = quick("writer of HB46PP", () -> Hb46pp.write(mesh));
        assertSameRules(
                quick("reader of HB46PP", () -> Hb46pp.readDomains(text)).requireDomains());
    }

    /** Mechanisms that do not exist, each named once. */
    @Test
    void hb46ppOrder() {
        String order =
                IntStream.range(0, 4 * RULES).mapToObj(i -> "\"m" + i + "\"").collect(Collectors.joining(", "));
        ReadResult read = quick("order", () -> Hb46pp.readDomains("{ \"order\": [" + order + "] }"));
        assertTrue(read.findings().size() > 4 * RULES);
    }

    @Test
    void otherSystems() {
        String openWrt = written("writer of OpenWrt", () -> OpenWrtText.write(mesh));
        assertEquals(
                RULES,
                openWrt.lines()
                        .filter(line -> line.startsWith("config interface"))
                        .distinct()
                        .count());
        String vpp = written("writer of VPP", () -> VppText.write(mesh));
        assertEquals(RULES, vpp.lines().count());
    }

    /**
     * Pairs of domains on one address each that the IPv6 source cannot distinguish. Each pair has one finding, at the
     * second domain's address.
     */
    @Test
    void domainsThatShareBorderRelays() {
        int count = RULES / 2;
        String text = IntStream.range(0, 2 * count)
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "{ \"name\": \"d%d\", \"borderRelay\": [\"2001:db8:ffff::%x\"], \"rules\": [\n"
                                + "{ \"ipv6Prefix\": \"2001:db8:%x::/48\", \"ipv4Prefix\": \"%d.%d.%d.0/24\", "
                                + "\"eaLength\": 8 } ] }",
                        i,
                        i / 2 + 1,
                        i / 2,
                        20 + (i >> 16),
                        i >> 8 & 0xff,
                        i & 0xff))
                .collect(Collectors.joining(",\n", "[", "]"));
        ReadResult file = DomainFile.read(text);
        List<Finding> shared = quick("places of shared addresses", file::validateForRelay).stream()
                .filter(each -> each.id().name().equals("V48"))
                .toList();
        assertEquals(count, shared.size());
        for (int i = 0; i < count; i++) {
            // Two lines per domain; the address of domain 2 i + 1 is on its first.
            assertEquals(2 * (2 * i + 1) + 1, shared.get(i).location().line());
        }
    }
}
