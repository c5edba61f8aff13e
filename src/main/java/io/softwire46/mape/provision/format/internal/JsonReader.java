package io.softwire46.mape.provision.format.internal;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reader of a JSON format. Immutable.
 *
 * @param name name of the format on the command line
 * @param detector returns whether an input has a feature of this JSON format only
 * @param domains function that reads a text
 * @param options options that a text can set
 */
public record JsonReader(
        String name, Predicate<Input> detector, Function<String, ReadResult> domains, Set<ForwardingOption<?>> options)
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

    @Override
    public String toString() {
        return "reader of " + name;
    }
}
