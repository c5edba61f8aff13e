package io.softwire46.mape.engines;

import io.airlift.slice.Slice;
import io.airlift.slice.Slices;
import io.softwire46.mape.operate.AttributionFunctions;
import io.trino.spi.function.ScalarFunction;
import io.trino.spi.function.SqlNullable;
import io.trino.spi.function.SqlType;
import io.trino.spi.type.StandardTypes;

/** Returned by {@code Plugin.getFunctions()}. A negative port is none. */
public final class TrinoMapOwner {
    private TrinoMapOwner() {}

    @ScalarFunction("map_owner")
    @SqlNullable
    @SqlType(StandardTypes.VARCHAR)
    public static Slice owner(
            @SqlType("varchar") Slice file,
            @SqlType("varchar") Slice ip,
            @SqlType("bigint") long port,
            @SqlType("varchar") Slice protocol,
            @SqlType("bigint") long millis) {
        String prefix = AttributionFunctions.prefix(
                file.toStringUtf8(), ip.toStringUtf8(), port < 0 ? null : Math.toIntExact(port), protocol.toStringUtf8(), millis);
        return prefix == null ? null : Slices.utf8Slice(prefix);
    }
}
