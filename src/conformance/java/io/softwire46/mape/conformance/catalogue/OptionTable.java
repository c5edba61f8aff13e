package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.conformance.Capabilities;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding options that a product is configured with: all of them, with its own defaults.
 *
 * <p>Static methods only.
 */
final class OptionTable {
    private OptionTable() {}

    static Map<String, @Nullable Object> of(Capabilities capabilities) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        ForwardingOption.all().forEach(option -> values.put(option.name(), value(option)));
        values.putAll(capabilities.optionDefaults());
        return values;
    }

    private static <T> @Nullable Object value(ForwardingOption<T> option) {
        Object plain = option.write(option.defaultValue());
        return plain instanceof Integer number ? (Long) number.longValue() : plain;
    }
}
