package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import java.util.Set;
import java.util.function.Function;

/**
 * A writer that is one function. Immutable.
 *
 * @param function writes the domains of a request
 * @param options that a text can express
 * @param needsEndUserPrefix whether a text is for one CE
 */
public record SimpleWriter(
        Function<Request, ConversionReport> function, Set<ForwardingOption<?>> options, boolean needsEndUserPrefix)
        implements FormatWriter {
    /** A writer of whole domains. */
    public static FormatWriter of(Function<Request, ConversionReport> function, Set<ForwardingOption<?>> options) {
        return new SimpleWriter(function, options, false);
    }

    @Override
    public ConversionReport write(Request request) {
        return function.apply(request);
    }
}
