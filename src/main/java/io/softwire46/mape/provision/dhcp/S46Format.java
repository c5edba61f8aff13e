package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The softwire options of DHCPv6 as a format: octets or their hexadecimal digits. The writer writes digits.
 *
 * <p>Immutable.
 */
final class S46Format implements FormatReader {
    /** DHCPv6 options contain no forwarding options (RFC 7598 section 4). */
    static final Set<ForwardingOption<?>> OPTIONS = Set.of();

    static final FormatReader READER = new S46Format();
    static final FormatWriter WRITER = SimpleWriter.of("dhcpv6", request -> write(request.domains()), OPTIONS);

    private S46Format() {}

    private static ConversionReport write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = S46Domains.report();
        List<ConfiguredDomain> rest = S46Domains.check(domains, report);
        return report.report(rest.isEmpty() ? "" : S46Hex.line(S46Domains.write(rest)));
    }

    @Override
    public Grammar grammar() {
        return Grammar.OCTETS;
    }

    @Override
    public Set<ForwardingOption<?>> options() {
        return OPTIONS;
    }

    /**
     * Detects a text that denotes octets, a packet capture, a packet with a message, or octets that do not begin like text and
     * are options up to a softwire container.
     */
    @Override
    public boolean detects(Input input) {
        byte[] octets = octets(input);
        if (MessageSearch.isCapture(octets)) {
            return true;
        }
        String text = text(input, octets);
        return text == null ? MessageSearch.isMessage(octets) : OctetText.detects(text);
    }

    /** Returns the text of an input; null for octets, which are not UTF-8 or begin with a control character. */
    private static @Nullable String text(Input input, byte[] octets) {
        boolean control = octets.length > 0 && octets[0] >= 0 && octets[0] < ' ' && !Character.isWhitespace(octets[0]);
        return control ? null : input.text().orElse(null);
    }

    /** Reads options, whose first octet is zero, a message, whose type is not zero, packets, or a capture of them. */
    @Override
    public ReadResult read(Input input) {
        byte[] octets = octets(input);
        if (MessageSearch.isCapture(octets)) {
            return MessageSearch.readCapture(octets).toDomains();
        }
        String text = text(input, octets);
        if (text == null || text.isBlank()) {
            return MessageSearch.readParts(List.of(octets)).toDomains();
        }
        OctetText read = OctetText.read(text);
        S46Reading reading =
                read.error() == null ? MessageSearch.readParts(read.parts()) : S46Reading.refused(read.error());
        return S46Domains.read(reading, read.skippedCount());
    }

    @Override
    public String toString() {
        return "reader of dhcpv6";
    }

    private static byte[] octets(Input input) {
        ByteBuffer all = input.octets();
        byte[] octets = new byte[all.remaining()];
        all.get(octets);
        return octets;
    }
}
