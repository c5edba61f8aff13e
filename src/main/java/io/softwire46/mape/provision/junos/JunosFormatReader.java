package io.softwire46.mape.provision.junos;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader of Junos configurations as a format. Immutable.
 *
 * @param form accepted form; null for both
 */
record JunosFormatReader(JunosConfiguration.@Nullable Form form) implements FormatReader {
    @Override
    public Grammar grammar() {
        return Grammar.TEXT;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return JunosOptions.ALL;
    }

    @Override
    public boolean detects(Input input) {
        return JunosDetection.isJunos(input.requireText()) && mismatch(input).isEmpty();
    }

    @Override
    public ReadResult read(Input input) {
        JunosConfiguration configuration = JunosConfiguration.read(input.requireText());
        return configuration.file().withSource(configuration);
    }

    @Override
    public Optional<String> mismatch(Input input) {
        if (form != null && JunosOutput.of(input.requireText()).kind() != JunosOutput.Kind.STATEMENTS) {
            return Optional.of("is XML or JSON");
        }
        JunosConfiguration.Form actual = JunosConfiguration.formOf(input.requireText());
        if (form == null || form == actual) {
            return Optional.empty();
        }
        return Optional.of(actual == JunosConfiguration.Form.SET ? "has set lines" : "has braces");
    }

    @Override
    public String noun() {
        return "a Junos configuration";
    }

    @Override
    public String toString() {
        return "reader of junos" + (form == null ? "" : "-" + form);
    }
}
