package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.Received;
import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Target;
import io.softwire46.mape.conformance.Until;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A plain product that keeps nothing from one exchange to the next, and does with each packet what it does with it alone. */
interface PlainTarget extends Target {
    /** What plain products of a role declare. */
    static Capabilities.Builder declared(Role role) {
        return Capabilities.builder("toy", "1", role)
                .formats(Set.of("rfc7597", "draft03"))
                .virtualClock(true)
                .sync(true)
                .reset(true);
    }

    /** Does what the product does with a packet. */
    void receive(Sent sent, List<Received> outputs);

    @Override
    default Exchange exchange(List<Sent> packets, Until until) {
        List<Received> outputs = new ArrayList<>();
        packets.forEach(each -> receive(each, outputs));
        return new Exchange(Exchange.Ended.SYNC, outputs);
    }

    @Override
    default boolean reset() {
        return true;
    }

    @Override
    default void close() {}
}
