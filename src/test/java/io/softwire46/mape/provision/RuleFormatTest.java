package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.FormatWriter.Request;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every constant of the registry: what a new format must fulfil, without an edit here. */
class RuleFormatTest {
    private static final String CE = "2001:db8:12:3400::/56";

    /** A shared rule that every format can express. */
    private static final List<ConfiguredDomain> SHARED = DomainFile.read("""
            { "name": "example", "borderRelay": ["2001:db8:ffff::1"], "rules": [
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6,
                "forwarding": false } ] }
            """).requireDomains();

    /** A binding of a CE with a whole address: RFC 8676 has leaves for options at bindings only. */
    private static final List<ConfiguredDomain> BINDING = DomainFile.read("""
            { "name": "example", "borderRelay": ["2001:db8:ffff::1"], "rules": [
              { "ipv6Prefix": "2001:db8:12:3400::/56", "ipv4Prefix": "192.0.2.18/32", "eaLength": 0,
                "forwarding": false } ] }
            """).requireDomains();

    /** A value that is not the default, for options whose type does not suggest one. */
    private static final Map<ForwardingOption<?>, Object> OTHER_VALUES = Map.ofEntries(
            Map.entry(ForwardingOption.FRAGMENTATION, "inner"),
            Map.entry(ForwardingOption.SOURCE_CHECK, "ea"),
            Map.entry(ForwardingOption.INNER_FRAGMENTS, "address"),
            Map.entry(ForwardingOption.V4_REASSEMBLY, "full"),
            Map.entry(ForwardingOption.TRAFFIC_CLASS, 8),
            Map.entry(ForwardingOption.EGRESS_DSCP, "uniform"),
            Map.entry(ForwardingOption.ECN, "compatibility"),
            Map.entry(ForwardingOption.FLOW_LABEL, "zero"),
            Map.entry(ForwardingOption.ICMPV4_SOURCE, "192.0.2.1"),
            Map.entry(ForwardingOption.MTU_V4, 1400),
            Map.entry(ForwardingOption.TCP_MSS, 1300),
            Map.entry(ForwardingOption.ENCAPSULATION_LIMIT, 4));

    private static Object otherValue(ForwardingOption<?> option) {
        Object value = OTHER_VALUES.get(option);
        if (value != null) {
            return value;
        }
        if (option.defaultValue() instanceof Boolean flag) {
            return !flag;
        }
        return option.defaultValue() instanceof Double share
                ? (Object) (share * 2)
                : (Integer) option.defaultValue() - 1;
    }

    private static List<ConfiguredDomain> with(List<ConfiguredDomain> domains, ForwardingOption<?> option) {
        ConfiguredDomain only = domains.get(0);
        return List.of(new ConfiguredDomain(only.domain(), only.options().withPlain(option, otherValue(option))));
    }

    /** Reads what a writer wrote. The reader knows each name that the writer writes. */
    private static ReadResult readWritten(RuleFormat format, Input input) {
        ReadResult read = format.read(input);
        List<Finding> syntax = read.findings().stream()
                .filter(finding -> finding.id() == FindingId.SYNTAX)
                .toList();
        assertEquals(List.of(), syntax);
        return read;
    }

    private static ConversionReport write(RuleFormat format, List<ConfiguredDomain> domains) {
        return format.write(Request.of(domains).withEndUserPrefix(Addresses.parseIpv6Prefix("prefix", CE)));
    }

    @ParameterizedTest
    @EnumSource
    void hasNameTitleAndAReaderOrAWriter(RuleFormat format) {
        assertEquals(Optional.of(format), RuleFormat.named(format.toString()));
        assertTrue(format.toString().matches("[a-z0-9-]{1,15}"), format.toString());
        assertFalse(format.title().isBlank());
        assertTrue(format.isRead() || format.isWritten());
        assertEquals(format.isRead(), format.reader().isPresent());
        assertEquals(format.isWritten(), format.writer().isPresent());
        format.reader().ifPresent(reader -> assertEquals("reader of " + format, reader.toString()));
        format.writer().ifPresent(writer -> assertEquals("writer of " + format, writer.toString()));
        if (!format.isRead()) {
            assertThrows(UnsupportedOperationException.class, () -> format.read(Input.of("")));
        }
        if (!format.isWritten()) {
            assertThrows(UnsupportedOperationException.class, () -> format.write(Request.of(SHARED)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writtenTextIsDetectedAndReadBack(RuleFormat format) {
        if (!format.isWritten()) {
            return;
        }
        ConversionReport report = write(format, SHARED);
        assertTrue(report.isComplete(), () -> report.findings().toString());
        assertTrue(report.text().endsWith("\n"), report.text());
        if (format.isRead()) {
            Input input = Input.of(report.text());
            // Set lines and braces are both detected as Junos.
            RuleFormat detected = RuleFormat.detect(input).orElseThrow();
            assertTrue(format.toString().startsWith(detected.toString()), () -> format + " is taken for " + detected);
            assertEquals(Optional.empty(), format.mismatch(input));
            ReadResult read = readWritten(format, input);
            assertEquals(
                    SHARED.get(0).domain().rules().rules().get(0).ipv6Prefix(),
                    read.requireDomains().get(0).domain().rules().rules().get(0).ipv6Prefix());
        }
    }

    /** Each option is either among the declared ones or an error of {@code convert}, never dropped silently. */
    @ParameterizedTest
    @EnumSource
    void optionsAreDeclaredOrReported(RuleFormat format) {
        if (!format.isWritten()) {
            assertEquals(format.reader().orElseThrow().options(), format.options());
            return;
        }
        Set<ForwardingOption<?>> carried = new HashSet<>();
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            boolean carriedAnywhere = false;
            for (List<ConfiguredDomain> domains : List.of(SHARED, BINDING)) {
                List<String> lost = new ArrayList<>();
                write(format, with(domains, option)).findings().stream()
                        .filter(each -> each.id() == FindingId.LOST)
                        .forEach(each -> lost.add(each.field()));
                carriedAnywhere |= lost.isEmpty();
                assertTrue(lost.isEmpty() || lost.equals(List.of("options." + option)), () -> option + ": " + lost);
            }
            if (carriedAnywhere) {
                carried.add(option);
            }
        }
        assertEquals(format.options(), carried);
    }

    /** An option that is declared and read back has its value. */
    @ParameterizedTest
    @EnumSource
    void declaredOptionsAreReadBack(RuleFormat format) {
        if (!format.isWritten() || !format.isRead()) {
            return;
        }
        for (ForwardingOption<?> option : format.options()) {
            List<ConfiguredDomain> domains = with(BINDING, option);
            ReadResult read =
                    readWritten(format, Input.of(write(format, domains).text()));
            assertEquals(
                    domains.get(0).options().get(option),
                    read.requireDomains().get(0).options().get(option),
                    option::toString);
        }
    }

    /** Each value of a declared option is in the text, or reported; readers accept the text. */
    @ParameterizedTest
    @EnumSource
    void eachValueOfADeclaredOptionIsWrittenOrReported(RuleFormat format) {
        if (!format.isWritten()) {
            return;
        }
        for (ForwardingOption<?> option : format.options()) {
            for (List<ConfiguredDomain> domains : List.of(SHARED, BINDING)) {
                Map<String, Object> byText = new HashMap<>();
                for (Object value : values(option)) {
                    ConfiguredDomain only = domains.get(0);
                    ConversionReport report = write(
                            format,
                            List.of(new ConfiguredDomain(
                                    only.domain(), only.options().withPlain(option, value))));
                    boolean reported = report.findings().stream()
                            .anyMatch(each -> each.id() == FindingId.LOST
                                    && each.field().equals("options." + option)
                                    && each.value().equals(String.valueOf(value)));
                    Object other = reported ? null : byText.put(report.text(), value);
                    assertNull(other, () -> option + " " + value + " has the text of " + other);
                    assertIsRead(report.text(), option + " " + value);
                }
            }
        }
    }

    /** Asserts that the text has no error if it is in a format that the library reads, also a text of a CE. */
    private static void assertIsRead(String text, String reason) {
        Input input = Input.of(text);
        Optional<RuleFormat> detected = RuleFormat.detect(input);
        detected.ifPresent(
                each -> assertEquals(Optional.empty(), each.read(input).firstError(), reason));
    }

    /** Returns the default, another value, and the ends of the range of an MTU. */
    private static List<Object> values(ForwardingOption<?> option) {
        Object standard = ForwardingOptions.defaults().plain(option);
        List<Object> values = new ArrayList<>();
        if (standard != null) {
            values.add(standard);
        }
        values.add(otherValue(option));
        if (option == ForwardingOption.MTU_V6) {
            values.addAll(List.of(1280, 9191, 9192, 9193, 65_535));
        } else if (option == ForwardingOption.V4_REASSEMBLY) {
            values.add("none");
        }
        return values;
    }

    /** Formats know domains by name, so that two with one name would be read as one. */
    @Test
    void aRequestHasDomainsWithDifferentNames() {
        ConfiguredDomain one = SHARED.get(0);
        ConfiguredDomain other = BINDING.get(0);
        IllegalArgumentException same =
                assertThrows(IllegalArgumentException.class, () -> Request.of(List.of(one, other)));
        assertTrue(same.getMessage().contains("name example is the name of several domains"), same.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Request(List.of(one, one), ReadResult.Source.NONE, null, null, null, "map0"));
        IllegalArgumentException none = assertThrows(IllegalArgumentException.class, () -> Request.of(List.of()));
        assertTrue(none.getMessage().contains("domains [] is empty"), none.getMessage());
        for (List<ConfiguredDomain> domains : List.of(List.<ConfiguredDomain>of(), List.of(one, other))) {
            assertThrows(IllegalArgumentException.class, () -> DomainFile.write(domains));
            assertThrows(
                    IllegalArgumentException.class, () -> JunosText.write(domains, JunosConfiguration.Form.BRACES));
        }
        ReadResult refused = DomainFile.read("{");
        assertThrows(IllegalArgumentException.class, () -> Request.of(refused));
    }

    @Test
    void nothingIsDetectedInOctetsOfNoFormat() {
        for (byte[] octets : List.of(new byte[] {(byte) 0xff, 0, 1}, new byte[] {104, 105})) {
            assertEquals(Optional.empty(), RuleFormat.detect(Input.of(octets)));
        }
    }

    @Test
    void eachFormatThatIsReadIsFuzzedAndComparedWithRandomRules() {
        assertEquals(Set.copyOf(RuleFormat.readable()), FormatChecks.formats());
    }
}
