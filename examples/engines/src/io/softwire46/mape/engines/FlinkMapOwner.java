package io.softwire46.mape.engines;

import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.AttributionFunctions;
import org.apache.flink.table.functions.ScalarFunction;

/** {@code tableEnvironment.createTemporarySystemFunction("map_owner", new FlinkMapOwner(attribution))}. */
public final class FlinkMapOwner extends ScalarFunction {
    private final Attribution history;

    public FlinkMapOwner(Attribution history) {
        this.history = history;
    }

    public String eval(String ipv4, Integer port, String protocol, Long millis) {
        return AttributionFunctions.prefix(history, ipv4, port, protocol, millis);
    }
}
