package io.softwire46.mape.forward;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Values for all forwarding options, generated from the text of their allowed values, so that new options are included without a
 * change here. Samples shrink toward the defaults.
 *
 * <p>Static methods only.
 */
final class OptionArbitraries {
    private static final Pattern RANGE = Pattern.compile("([0-9]+) to ([0-9]+)");

    /** So that a node takes little memory. */
    private static final int FEW_REASSEMBLIES = 64;

    private static final int FEW_OCTETS = 400_000;

    private OptionArbitraries() {}

    /** Options without an error; each is the default with probability one half. */
    static Arbitrary<ForwardingOptions> options() {
        List<Arbitrary<UnaryOperator<ForwardingOptions>>> each =
                ForwardingOption.all().stream().map(OptionArbitraries::change).toList();
        return Combinators.combine(each).as(OptionArbitraries::changed);
    }

    private static ForwardingOptions changed(List<UnaryOperator<ForwardingOptions>> changes) {
        ForwardingOptions options = ForwardingOptions.defaults()
                .with(ForwardingOption.MAX_REASSEMBLIES, FEW_REASSEMBLIES)
                .with(ForwardingOption.MAX_BUFFERED_OCTETS, FEW_OCTETS);
        for (UnaryOperator<ForwardingOptions> change : changes) {
            options = change.apply(options);
        }
        return options.with(
                ForwardingOption.MAX_BUFFERED_OCTETS, Math.max(options.maxBufferedOctets(), options.maxPacketSize()));
    }

    private static Arbitrary<UnaryOperator<ForwardingOptions>> change(ForwardingOption<?> option) {
        Arbitrary<UnaryOperator<ForwardingOptions>> same = Arbitraries.just(options -> options);
        Arbitrary<UnaryOperator<ForwardingOptions>> other =
                values(option).map(value -> options -> options.withPlain(option, value.plain));
        return Arbitraries.oneOf(same, other);
    }

    /** A value as in configuration files; null is a possible value. */
    private record Value(Object plain) {}

    private static Arbitrary<Value> values(ForwardingOption<?> option) {
        String text = option.values();
        Matcher range = RANGE.matcher(text);
        Arbitrary<Value> values;
        if (range.find()) {
            int least = Integer.parseInt(range.group(1));
            int most = Math.min(Integer.parseInt(range.group(2)), limit(option));
            values = Arbitraries.integers().between(least, most).map(Value::new);
        } else if (text.equals("true or false")) {
            values = Arbitraries.of(true, false).map(Value::new);
        } else if (text.contains("IPv4 address")) {
            values = Arbitraries.of("198.51.100.1", "203.0.113.254").map(Value::new);
        } else if (text.contains("number above 0")) {
            values = Arbitraries.of(1.0, 0.1, 0.5, 0.001).map(Value::new);
        } else { // names
            return Arbitraries.of(Arrays.asList(text.split(", | or "))).map(Value::new);
        }
        if (text.contains("null")) {
            values = Arbitraries.oneOf(Arbitraries.just(new Value(null)), values);
        }
        return text.startsWith("copy or ") ? Arbitraries.oneOf(Arbitraries.just(new Value("copy")), values) : values;
    }

    private static int limit(ForwardingOption<?> option) {
        if (option == ForwardingOption.MAX_REASSEMBLIES) {
            return FEW_REASSEMBLIES;
        }
        return option == ForwardingOption.MAX_BUFFERED_OCTETS ? FEW_OCTETS : Integer.MAX_VALUE;
    }
}
