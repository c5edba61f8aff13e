package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.util.Set;
import java.util.function.Function;

/**
 * A writer that calls a function. Immutable.
 *
 * @param name name of the format on the command line
 * @param function writes the domains of a request
 * @param options options that a text can express
 * @param needsEndUserPrefix whether the format describes one CE
 */
public record SimpleWriter(
        String name,
        Function<Request, ConversionReport> function,
        Set<ForwardingOption<?>> options,
        boolean needsEndUserPrefix)
        implements FormatWriter {
    /** Returns a writer of a format that describes domains. */
    public static FormatWriter of(
            String name, Function<Request, ConversionReport> function, Set<ForwardingOption<?>> options) {
        return new SimpleWriter(name, function, options, false);
    }

    @Override
    public ConversionReport write(Request request) {
        return function.apply(request);
    }

    @Override
    public String toString() {
        return "writer of " + name;
    }
}
