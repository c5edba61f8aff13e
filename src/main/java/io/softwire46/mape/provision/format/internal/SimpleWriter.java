package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.util.Set;
import java.util.function.Function;

/**
 * A writer that calls a function. Immutable.
 *
 * @param function writes the domains of a request
 * @param options options that a text can express
 * @param needsEndUserPrefix whether the format describes one CE
 */
public record SimpleWriter(
        Function<Request, ConversionReport> function, Set<ForwardingOption<?>> options, boolean needsEndUserPrefix)
        implements FormatWriter {
    /** Returns a writer of a format that describes domains. */
    public static FormatWriter of(Function<Request, ConversionReport> function, Set<ForwardingOption<?>> options) {
        return new SimpleWriter(function, options, false);
    }

    @Override
    public ConversionReport write(Request request) {
        return function.apply(request);
    }
}
