package io.softwire46.mape.operate.diagnose;

import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a search works on.
 *
 * <p>Immutable.
 *
 * @param triples what was seen
 * @param lists ports of one CE each, without its address
 * @param delegated lengths of delegated prefixes
 * @param known rules that may be the ones in use
 */
public record Observations(Triples triples, List<PortList> lists, List<Delegated> delegated, List<Known> known) {
    /**
     * Ports that one CE uses.
     *
     * @param ipv4 32 bits
     * @param ports at least one, 0 to 65,535
     */
    @SuppressWarnings("ArrayRecordComponent") // read only
    public record PortList(int ipv4, int[] ports) {}

    /**
     * A delegated prefix.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @param length 1 to 128
     */
    public record Delegated(long high, long low, int length) {
        boolean contains(long otherHigh, long otherLow) {
            return (((high ^ otherHigh) & Bits.ipv6MaskHigh(length)) | ((low ^ otherLow) & Bits.ipv6MaskLow(length)))
                    == 0;
        }
    }

    /**
     * A rule of a catalogue.
     *
     * @param name file and index
     * @param rule the rule
     */
    public record Known(String name, MapRule rule) {}

    /** Copies the lists. */
    public Observations {
        lists = List.copyOf(lists);
        delegated = List.copyOf(delegated);
        known = List.copyOf(known);
    }

    /** Returns the names of the rules that are members of a family. */
    public List<String> names(Fit fit) {
        return known.stream()
                .filter(each -> fit.contains(each.rule()))
                .map(Known::name)
                .toList();
    }

    /** Returns whether a rule of this End-user prefix length is longer than a prefix that is delegated to the CE. */
    boolean exceedsDelegated(long high, long low, int end) {
        for (Delegated each : delegated) {
            if (end > each.length && each.contains(high, low)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the delegated prefixes of CEs that were not seen. */
    public List<Delegated> unusedDelegated() {
        return delegated.stream()
                .filter(each -> IntStream.range(0, triples.pairs())
                        .noneMatch(pair -> each.contains(triples.high(pair), triples.low(pair))))
                .toList();
    }

    boolean equalsDelegated(Fit fit) {
        return delegated.stream()
                .anyMatch(each -> each.length == fit.shape().end()
                        && each.contains(
                                fit.high() & Bits.ipv6MaskHigh(each.length),
                                fit.low() & Bits.ipv6MaskLow(each.length)));
    }
}
