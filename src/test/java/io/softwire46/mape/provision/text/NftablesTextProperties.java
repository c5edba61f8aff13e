package io.softwire46.mape.provision.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.map.PortSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Parses the table as nft would: each number leads to a chain, and the chains have all ports of the set but 0. */
class NftablesTextProperties {
    private static final Pattern CHAIN = Pattern.compile("(?m)^    chain (\\w+) \\{\n((?: {8}.*\n)*?)    }\n");
    private static final Pattern SNAT = Pattern.compile("snat to 192\\.0\\.2\\.18:(\\d+)(?:-(\\d+))?\n");
    private static final Pattern TARGET = Pattern.compile("(?:(\\d+) : )?goto (\\w+)");

    @Property(tries = 60)
    void theChainsHaveAllPorts(
            @ForAll @IntRange(max = 9) int offset, @ForAll @IntRange(min = 1, max = 7) int length, @ForAll int draw) {
        int psid = Math.floorMod(draw, 1 << length);
        String text = NftablesText.shared("192.0.2.18", PortSet.of(offset, length, psid), "map0");
        Map<String, String> chains = new HashMap<>();
        Matcher chain = CHAIN.matcher(text);
        while (chain.find()) {
            chains.put(chain.group(1), chain.group(2));
        }
        BitSet written = new BitSet();
        Matcher snat = SNAT.matcher(text);
        while (snat.find()) {
            int first = Integer.parseInt(snat.group(1));
            written.set(first, (snat.group(2) == null ? first : Integer.parseInt(snat.group(2))) + 1);
        }
        assertEquals(own(offset, length, psid), written);
        List<Integer> numbers = new ArrayList<>();
        Matcher target = TARGET.matcher(text);
        while (target.find()) {
            assertTrue(chains.containsKey(target.group(2)), target.group());
            if (target.group(1) != null) {
                assertEquals(numbers.size(), Integer.parseInt(target.group(1)));
                numbers.add(numbers.size());
                assertTrue(SNAT.matcher(chains.get(target.group(2))).find(), target.group());
            }
        }
        int ranges = offset == 0 ? 0 : (1 << offset) - 1;
        // Offset 1 has one range, too, so there is no choice of chain.
        assertEquals(ranges == 1 ? 0 : ranges, numbers.size());
        assertEquals(numbers.size() > 0, text.contains(" numgen inc mod " + numbers.size() + "\n"));
    }

    private static BitSet own(int offset, int length, int psid) {
        BitSet ports = new BitSet();
        for (int port = 1; port <= 0xffff; port++) {
            String bits = Integer.toBinaryString(1 << 16 | port).substring(1);
            boolean excluded = offset > 0 && !bits.substring(0, offset).contains("1");
            if (!excluded && Integer.parseInt(bits.substring(offset, offset + length), 2) == psid) {
                ports.set(port);
            }
        }
        return ports;
    }
}
