package io.softwire46.mape.provision.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaivePorts;
import io.softwire46.mape.map.PortRange;
import io.softwire46.mape.map.PortSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parses the text by the rules of each firewall and compares the result with the ports. */
class PortSetTextTest {

    /** Many ranges, few, one (a = 0), ranges of one port (a + k = 16), no sharing, the largest offset. */
    static Stream<PortSet> sets() {
        return Stream.of(
                PortSet.of(6, 8, 0x34),
                PortSet.of(2, 12, 0x342),
                PortSet.of(1, 8, 7),
                PortSet.of(4, 8, 255),
                PortSet.of(0, 8, 4),
                PortSet.of(0, 16, 65535),
                PortSet.of(0, 16, 0),
                PortSet.of(6, 10, 5),
                PortSet.of(3, 13, 0),
                PortSet.of(15, 1, 1),
                PortSet.of(10, 2, 3),
                PortSet.ALL);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void nftablesSetHasThePortsOfTheSet(PortSet set) {
        String text = PortSetText.nftablesSet(set);
        assertTrue(text.startsWith("{ ") && text.endsWith(" }"), text);
        List<int[]> ranges = Arrays.stream(text.substring(2, text.length() - 2).split(", ", -1))
                .map(element -> range(element, "-"))
                .toList();
        assertPorts(set, ranges);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void nftablesRangesHaveTheUsablePortsOfTheSet(PortSet set) {
        if (set.equals(PortSet.of(0, 16, 0))) {
            assertThrows(IllegalArgumentException.class, () -> PortSetText.nftablesRanges(set));
            return;
        }
        List<String> texts = PortSetText.nftablesRanges(set);
        assertUsablePorts(set, texts.stream().map(text -> range(text, "-")).toList());
        List<String> vmap = PortSetText.nftablesVmap(set, "range_");
        assertEquals(texts.size(), vmap.size());
        for (int i = 0; i < vmap.size(); i++) {
            assertEquals(i + " : goto range_" + i, vmap.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("sets")
    void iptablesRulesTakeAtMost15PortsWhereARangeCountsAsTwo(PortSet set) {
        List<int[]> ranges = new ArrayList<>();
        for (String argument : PortSetText.iptablesMultiport(set)) {
            int weight = 0;
            for (String element : argument.split(",", -1)) {
                ranges.add(range(element, ":"));
                weight += element.contains(":") ? 2 : 1;
            }
            assertTrue(weight <= 15, argument);
        }
        assertPorts(set, ranges);
    }

    @ParameterizedTest
    @MethodSource("sets")
    void pfWordsSelectThePortsOfTheSet(PortSet set) {
        if (set.equals(PortSet.of(0, 16, 0))) {
            assertThrows(IllegalArgumentException.class, () -> PortSetText.pf(set));
            return;
        }
        String text = PortSetText.pf(set);
        if (text.startsWith("port ")) {
            assertEquals(1, set.rangeCount(), text);
            assertUsablePorts(set, List.of(range(text.substring(5), ":")));
            return;
        }
        // pf.conf(5): map-e-portset a/k/psid, the PSID in decimal or hexadecimal; offsets from 1 to 15
        Matcher many = Pattern.compile("map-e-portset (\\d+)/(\\d+)/(\\d+|0x[0-9a-f]+)")
                .matcher(text);
        assertTrue(many.matches(), text);
        int a = Integer.parseInt(many.group(1));
        assertTrue(a >= 1 && a <= 15, text);
        int[] owners = NaivePorts.owners(a, Integer.parseInt(many.group(2)));
        int psid = Integer.decode(many.group(3));
        assertArrayEquals(
                IntStream.range(0, 65536).filter(port -> owners[port] == psid).toArray(),
                set.stream().toArray());
    }

    /** The example of FreeBSD's pf tests: 2/12/0x342. */
    @Test
    void thePublishedPfExampleHasThreeRanges() {
        PortSet set = PortSet.of(2, 12, 0x342);
        assertEquals(
                List.of(new PortRange(19720, 19723), new PortRange(36104, 36107), new PortRange(52488, 52491)),
                set.ranges());
        assertEquals("{ 19720-19723, 36104-36107, 52488-52491 }", PortSetText.nftablesSet(set));
        assertEquals(List.of("19720-19723", "36104-36107", "52488-52491"), PortSetText.nftablesRanges(set));
        assertEquals(List.of("19720:19723,36104:36107,52488:52491"), PortSetText.iptablesMultiport(set));
        assertEquals("map-e-portset 2/12/834", PortSetText.pf(set));
    }

    @Test
    void aRangeOfOnePortIsThePort() {
        // a = 2, k = 14: ports 1 << 14 | 5, 2 << 14 | 5, 3 << 14 | 5
        PortSet set = PortSet.of(2, 14, 5);
        assertEquals("{ 16389, 32773, 49157 }", PortSetText.nftablesSet(set));
        assertEquals(List.of("16389,32773,49157"), PortSetText.iptablesMultiport(set));
        assertEquals("map-e-portset 2/14/5", PortSetText.pf(set));
    }

    @Test
    void withoutSharingAllPortsAreOneRange() {
        assertEquals("{ 0-65535 }", PortSetText.nftablesSet(PortSet.ALL));
        assertEquals(List.of("1-65535"), PortSetText.nftablesRanges(PortSet.ALL));
        assertEquals(List.of("0:65535"), PortSetText.iptablesMultiport(PortSet.ALL));
        assertEquals("port 1:65535", PortSetText.pf(PortSet.ALL));
    }

    @Test
    void offset0IsOneRange() {
        assertEquals("{ 1024-1279 }", PortSetText.nftablesSet(PortSet.of(0, 8, 4)));
        assertEquals("port 1024:1279", PortSetText.pf(PortSet.of(0, 8, 4)));
    }

    private static int[] range(String element, String separator) {
        String[] ends = element.split(separator, -1);
        int first = Integer.parseInt(ends[0]);
        assertTrue(ends.length == 1 || ends.length == 2, element);
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1]);
        assertTrue(ends.length == 1 || first < last, "a firewall requires first < last: " + element);
        return new int[] {first, last};
    }

    private static void assertPorts(PortSet set, List<int[]> ranges) {
        assertArrayEquals(ports(set, 0), ports(ranges));
    }

    /** A NAPT cannot hand out port 0. */
    private static void assertUsablePorts(PortSet set, List<int[]> ranges) {
        assertArrayEquals(ports(set, 1), ports(ranges));
    }

    private static int[] ports(List<int[]> ranges) {
        return ranges.stream()
                .flatMapToInt(r -> IntStream.rangeClosed(r[0], r[1]))
                .toArray();
    }

    private static int[] ports(PortSet set, int first) {
        int[] owners = NaivePorts.owners(
                set.parameters().psidOffset(), set.parameters().psidLength());
        return IntStream.range(first, 65536)
                .filter(port -> owners[port] == set.psid())
                .toArray();
    }
}
