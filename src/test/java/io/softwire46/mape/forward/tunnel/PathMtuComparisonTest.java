package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.proof.FragmentFormulas;
import io.softwire46.mape.proof.Inputs;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** {@link PathMtuCache} and {@link DomainOptions} compute the formulas of path MTUs (RFC 8201 section 4, RFC 2473 section 7). */
class PathMtuComparisonTest {
    private final FragmentFormulas<Long, Boolean> formulas = new FragmentFormulas<>(LONGS);
    private final Inputs inputs = new Inputs();

    @Test
    void reports() {
        PathMtuCache cache = new PathMtuCache(1);
        for (int i = 0; i < Inputs.COUNT; i++) {
            int first = inputs.from(1280, 65_575);
            int second = inputs.from(1280, 65_575);
            long to = i;
            cache.lower(to, to, first, 0);
            cache.lower(to, to, second, 1);
            assertEquals(
                    formulas.lowered((long) first, (long) second),
                    cache.mtu(to, to, 2),
                    () -> Inputs.of(first, second));
        }
    }

    @Test
    void tunnelMtus() {
        for (int i = 0; i < Inputs.COUNT / 100; i++) {
            int mtu = inputs.from(1280, 65_535);
            int maxPacketSize = inputs.from(1540, 65_575);
            boolean limit = inputs.coin();
            ForwardingOptions options = ForwardingOptions.defaults()
                    .with(ForwardingOption.MTU_V6, mtu)
                    .with(ForwardingOption.MAX_PACKET_SIZE, maxPacketSize)
                    .with(ForwardingOption.ENCAPSULATION_LIMIT, limit ? OptionalInt.of(4) : OptionalInt.empty());
            assertEquals(
                    formulas.tunnelMtu((long) mtu, (long) maxPacketSize, limit ? 48L : 40L),
                    new DomainOptions(options).tunnelMtu,
                    () -> Inputs.of(mtu, maxPacketSize, limit));
        }
    }
}
