package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.InterfaceIdFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the observations that exclude each other when no family explains the evidence: one that no rule explains, or the first two
 * that no rule explains together.
 *
 * <p>Immutable.
 *
 * @param parameter the parameter for which no value is left
 * @param triples indices of one or two triples
 */
public record Clash(String parameter, List<Integer> triples) {
    /** Triples that are compared in pairs. */
    private static final int MAX_COMPARED = 128;

    private static final int MAX_END = Search.MAX_END;
    private static final String FORMAT = "format";

    /** Copies the list. */
    public Clash {
        triples = List.copyOf(triples);
    }

    private record Choice(Shape shape, int offset) {}

    /** Returns the smallest clash; null if there is none among the first triples. */
    public static @Nullable Clash of(Observations seen) {
        Triples triples = seen.triples();
        int compared = Math.min(MAX_COMPARED, triples.size());
        Map<Choice, Integer> numbers = new HashMap<>();
        List<Choice> choices = new ArrayList<>();
        List<BitSet> admitted = new ArrayList<>();
        for (int i = 0; i < compared; i++) {
            BitSet own = choices(seen, triples.get(i), MAX_END, numbers, choices);
            if (searched(own, choices, isShort(triples.get(i))).isEmpty()) {
                return new Clash(reason(triples.get(i)), List.of(i));
            }
            admitted.add(own);
        }
        for (int one = 0; one < compared; one++) {
            for (int other = one + 1; other < compared; other++) {
                Triples.Triple first = triples.get(one);
                Triples.Triple second = triples.get(other);
                boolean areShort = isShort(first) && isShort(second);
                BitSet ofFirst = searched(admitted.get(one), choices, areShort);
                BitSet ofSecond = searched(admitted.get(other), choices, areShort);
                if (!areTogether(first, second, ofFirst, ofSecond, choices)) {
                    return new Clash(parameter(ofFirst, ofSecond, choices), List.of(one, other));
                }
            }
        }
        return null;
    }

    /** Returns whether EA bits within the interface identifier of a triple explain nothing. */
    private static boolean isShort(Triples.Triple triple) {
        return OneToOneCes.hasIdentifier(triple.low(), triple.ipv4());
    }

    /** Returns the choices without those of longer End-user prefixes, if only short ones are searched. */
    private static BitSet searched(BitSet admitted, List<Choice> choices, boolean isShort) {
        BitSet result = (BitSet) admitted.clone();
        if (isShort) {
            admitted.stream()
                    .filter(each -> choices.get(each).shape.end() > Search.MAX_SHORT_END)
                    .forEach(result::clear);
        }
        return result;
    }

    private static BitSet choices(
            Observations seen, Triples.Triple triple, int maxEnd, Map<Choice, Integer> numbers, List<Choice> choices) {
        BitSet own = new BitSet();
        int end = Math.min(maxEnd, seen.maxEnd(triple.high(), triple.low()));
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int excess = Shape.MIN_EXCESS; excess <= Shape.MAX_EXCESS; excess++) {
                for (int length = 1; length <= end; length++) {
                    Shape shape = new Shape(format, excess, length);
                    if (shape.maxIpv6Length() < 1
                            || shape.lowest(triple.high(), triple.low(), triple.ipv4()) == Shape.NONE) {
                        continue;
                    }
                    int k = shape.psidLength();
                    int psid = shape.psid(triple.high(), triple.low());
                    for (int offset = 0; offset < Ports.offsets(k); offset++) {
                        if (Ports.fits(triple.port(), offset, k, psid)) {
                            Choice choice = new Choice(shape, k == 0 ? Ports.NO_OFFSET : offset);
                            own.set(numbers.computeIfAbsent(choice, each -> {
                                choices.add(each);
                                return choices.size() - 1;
                            }));
                        }
                    }
                }
            }
        }
        return own;
    }

    /**
     * Returns the parameter of which no value explains a triple; null if some rule explains it.
     *
     * @param maxEnd maximum length of the End-user prefixes, 1 to 128
     */
    public static @Nullable String ofOne(Observations seen, Triples.Triple triple, int maxEnd) {
        int end = isShort(triple) ? Math.min(maxEnd, Search.MAX_SHORT_END) : maxEnd;
        return choices(seen, triple, end, new HashMap<>(), new ArrayList<>()).isEmpty() ? reason(triple) : null;
    }

    private static String reason(Triples.Triple triple) {
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            int pad = format == InterfaceIdFormat.RFC7597 ? 0 : 8;
            int psid = (int) (triple.low() >>> pad) & 0xffff;
            if (triple.low() == format.interfaceId(triple.ipv4(), psid)) {
                boolean hasOffset = TunnelEnds.isMapIdentifier(triple.low(), triple.port());
                return triple.port() != Ports.NO_PORT && !hasOffset ? "psidOffset" : "eaLength";
            }
        }
        return TunnelEnds.shows(triple.low(), triple.ipv4()) ? "eaLength" : FORMAT;
    }

    private static boolean areTogether(
            Triples.Triple one, Triples.Triple other, BitSet ofOne, BitSet ofOther, List<Choice> choices) {
        BitSet common = (BitSet) ofOne.clone();
        common.and(ofOther);
        Triples both = Triples.of(List.of(one, other));
        int last = both.pairs() - 1;
        return common.stream().anyMatch(number -> {
            Shape shape = choices.get(number).shape;
            int widest = Math.max(
                    1,
                    Math.max(
                            shape.lowest(one.high(), one.low(), one.ipv4()),
                            shape.lowest(other.high(), other.low(), other.ipv4())));
            int narrowest = Math.min(
                    shape.maxIpv6Length(),
                    Math.min(both.commonIpv6(0, last), shape.shift() + both.commonIpv4(0, last)));
            return widest <= narrowest;
        });
    }

    private static String parameter(BitSet one, BitSet other, List<Choice> choices) {
        BitSet common = (BitSet) one.clone();
        common.and(other);
        if (!common.isEmpty()) {
            return "ipv6Prefix";
        }
        Map<String, Function<Choice, Object>> parameters = new LinkedHashMap<>();
        parameters.put(FORMAT, each -> each.shape.format());
        parameters.put("endUserPrefixLength", each -> each.shape.end());
        parameters.put("psidLength", each -> each.shape.psidLength());
        for (Map.Entry<String, Function<Choice, Object>> each : parameters.entrySet()) {
            Collection<Object> values = values(one, choices, each.getValue());
            if (values(other, choices, each.getValue()).stream().noneMatch(values::contains)) {
                return each.getKey();
            }
        }
        return "psidOffset";
    }

    private static Set<Object> values(BitSet set, List<Choice> choices, Function<Choice, Object> parameter) {
        Set<Object> values = new HashSet<>();
        set.stream().forEach(number -> values.add(parameter.apply(choices.get(number))));
        return values;
    }
}
