package io.softwire46.mape.provision.domain;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The domain file as a format, which expresses all rules and options.
 *
 * <p>Static methods only.
 */
public final class DomainFormat {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.copyOf(ForwardingOption.all());

    /** The writer of the format. */
    public static final FormatWriter WRITER =
            SimpleWriter.of("mape", request -> new ConversionReport(text(request), List.of()), OPTIONS);

    private DomainFormat() {}

    /**
     * Returns the reader of the format. It accepts any JSON that may be a domain file; detection must try other JSON
     * formats first.
     *
     * @param texts function that reads a text
     * @return the reader
     */
    public static FormatReader reader(Function<String, ReadResult> texts) {
        return new JsonReader("mape", DomainFormat::detects, texts, OPTIONS);
    }

    private static String text(FormatWriter.Request request) {
        List<ConfiguredDomain> domains = request.domains();
        Map<String, NaptOptions> napt = NaptSource.of(request.source());
        return domains.size() == 1 ? DomainJson.writeOne(domains.get(0), napt) : DomainJson.writeAll(domains, napt);
    }

    /** Parses the whole text only if its first name is not a field of a domain. */
    private static boolean detects(FormatReader.Input input) {
        return JsonDomains.isField(input.firstName()) || mayBeDomain(input.requireText());
    }

    /** Returns true also for malformed JSON, whose errors are reported as those of a domain file. */
    private static boolean mayBeDomain(String text) {
        try {
            return JsonDomains.mayBeDomain(Json.parse(text));
        } catch (JsonException e) {
            return true;
        }
    }
}
