package io.softwire46.mape.operate.diagnose;

import java.util.ArrayList;
import java.util.List;

/**
 * Port parameters that ports alone suggest. Ports of one CE agree in the bits of the PSID, and so in each part of them; hence
 * only the longest runs of equal bits are of interest.
 *
 * <p>Static methods only.
 */
public final class PortWindows {
    /**
     * A run of bits in which all ports of each list agree.
     *
     * <p>Immutable.
     *
     * @param offset PSID offset
     * @param length maximum PSID length, at least 1
     */
    public record Window(int offset, int length) {}

    private PortWindows() {}

    /**
     * Returns the windows that are in no other, longest first.
     *
     * @param lists at least one
     * @return empty if the ports of a list agree in no bit that may be of a PSID
     */
    public static List<Window> of(List<Observations.PortList> lists) {
        List<Window> found = new ArrayList<>();
        for (int length = 16; length >= 1; length--) {
            for (int offset = 0; offset < Ports.offsets(length); offset++) {
                Window window = new Window(offset, length);
                if (fits(lists, window) && found.stream().noneMatch(each -> contains(each, window))) {
                    found.add(window);
                }
            }
        }
        return found;
    }

    private static boolean fits(List<Observations.PortList> lists, Window window) {
        return lists.stream().allMatch(each -> Ports.areOfOne(each.ports(), window.offset, window.length));
    }

    private static boolean contains(Window outer, Window inner) {
        return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
    }
}
