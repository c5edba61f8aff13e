package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The reader of a format in JSON. Immutable.
 *
 * @param detector what no other JSON format has
 * @param domains reads a text
 * @param options that a text can set
 */
public record JsonReader(
        Predicate<Input> detector, Function<String, ReadResult> domains, Set<ForwardingOption<?>> options)
        implements FormatReader {
    @Override
    public Grammar grammar() {
        return Grammar.JSON;
    }

    @Override
    public boolean detects(Input input) {
        return detector.test(input);
    }

    @Override
    public ReadResult read(Input input) {
        return domains.apply(input.requireText());
    }
}
