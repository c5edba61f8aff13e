package io.softwire46.mape.provision.domain;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.JsonReader;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The domain file as a format: it expresses everything.
 *
 * <p>Static methods only.
 */
public final class DomainFormat {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.copyOf(ForwardingOption.all());

    /** The format. */
    public static final FormatWriter WRITER =
            SimpleWriter.of(request -> new ConversionReport(text(request.domains()), List.of()), OPTIONS);

    private DomainFormat() {}

    /**
     * The reader of the format. It detects any JSON that may be a domain file, so that other JSON formats are asked first.
     *
     * @param texts reads a text
     * @return the reader
     */
    public static FormatReader reader(Function<String, ReadResult> texts) {
        return new JsonReader(DomainFormat::detects, texts, OPTIONS);
    }

    private static String text(List<ConfiguredDomain> domains) {
        return domains.size() == 1 ? DomainJson.write(domains.get(0)) : DomainJson.write(domains);
    }

    /** The whole text is parsed only if its first name is of no domain file. */
    private static boolean detects(FormatReader.Input input) {
        return JsonDomains.isField(input.firstName()) || mayBeDomain(input.requireText());
    }

    /** The errors of a text that is not well-formed are those of a domain file. */
    private static boolean mayBeDomain(String text) {
        try {
            return JsonDomains.mayBeDomain(Json.parse(text));
        } catch (JsonException e) {
            return true;
        }
    }
}
