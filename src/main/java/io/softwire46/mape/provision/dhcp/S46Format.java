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

    /** Detects hexadecimal digits, or octets that do not begin like text and are options up to a softwire container. */
    @Override
    public boolean detects(Input input) {
        byte[] octets = octets(input);
        boolean control = octets.length > 0 && octets[0] >= 0 && octets[0] < ' ' && !Character.isWhitespace(octets[0]);
        return control ? hasContainer(octets) : S46Hex.isHex(octets);
    }

    /**
     * Options begin with octet 0 of a code; a message begins with its type and transaction id (RFC 8415 sections 8 and
     * 21.1).
     */
    private static boolean hasContainer(byte[] octets) {
        boolean message = octets[0] != 0;
        ByteBuffer all = ByteBuffer.wrap(octets);
        int at = message ? 4 : 0;
        while (at + 4 <= octets.length) {
            if (S46Container.Mechanism.of(all.getShort(at) & 0xffff).isPresent()) {
                return true;
            }
            at += 4 + (all.getShort(at + 2) & 0xffff);
        }
        return message && at == octets.length;
    }

    /** Reads options, whose first octet is zero, or a message, whose type is not zero. */
    @Override
    public ReadResult read(Input input) {
        ByteBuffer octets = S46Hex.octets(octets(input));
        boolean options = !octets.hasRemaining() || octets.get(octets.position()) == 0;
        S46Reading reading = options ? S46Codec.read(octets) : S46Codec.readMessage(octets, S46Codec.Dialect.RFC7598);
        return reading.toDomains();
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
