package io.softwire46.mape.engines;

import io.softwire46.mape.operate.Attribution;
import io.softwire46.mape.operate.AttributionFunctions;
import org.apache.spark.sql.api.java.UDF4;

/** {@code spark.udf().register("map_owner", new SparkMapOwner(attribution), DataTypes.StringType)}. */
public final class SparkMapOwner implements UDF4<String, Integer, String, Long, String> {
    private final Attribution history;

    public SparkMapOwner(Attribution history) {
        this.history = history;
    }

    @Override
    public String call(String ipv4, Integer port, String protocol, Long millis) {
        return AttributionFunctions.prefix(history, ipv4, port, protocol, millis);
    }
}
