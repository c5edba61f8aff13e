package io.softwire46.mape.conformance.adapter;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configurations in other formats, as {@code mape convert --lossy} writes them: the field {@code as} of a configuration.
 *
 * <p>Static methods only.
 */
public final class ConvertedTexts {
    private ConvertedTexts() {}

    /**
     * Converts domains.
     *
     * @param domains one or several, which may be invalid
     * @param endUserPrefix of a CE, or null
     * @param names of formats
     * @return the text by name; empty where the domains are invalid, or the format cannot express them
     * @throws IllegalArgumentException if a name is not that of an output format
     */
    public static Map<String, String> of(
            List<Domain> domains, @Nullable String endUserPrefix, Collection<String> names) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (names.isEmpty()) {
            return texts;
        }
        ReadResult read = DomainFile.read(DomainCodec.text(domains));
        for (String name : names) {
            RuleFormat format = RuleFormat.named(name)
                    .filter(RuleFormat::isWritten)
                    .orElseThrow(() ->
                            new IllegalArgumentException("format " + name + " is not one of " + RuleFormat.writable()));
            texts.put(name, read.isRefused() ? "" : text(read, endUserPrefix, format));
        }
        return texts;
    }

    private static String text(ReadResult read, @Nullable String endUserPrefix, RuleFormat format) {
        IPv6Address prefix = endUserPrefix == null
                ? null
                : new IPAddressString(endUserPrefix).getAddress().toIPv6();
        try {
            return format.write(FormatWriter.Request.of(read).withEndUserPrefix(prefix))
                    .text();
        } catch (MapConfigurationException e) {
            return "";
        }
    }
}
