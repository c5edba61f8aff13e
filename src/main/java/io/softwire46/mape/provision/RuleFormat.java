package io.softwire46.mape.provision;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.nat.NaptOptions;
import io.softwire46.mape.provision.cisco.IosXeReader;
import io.softwire46.mape.provision.cisco.IosXrReader;
import io.softwire46.mape.provision.dhcp.S46Codec;
import io.softwire46.mape.provision.domain.DomainFormat;
import io.softwire46.mape.provision.domain.NaptFields;
import io.softwire46.mape.provision.domain.NaptSource;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.hb46pp.Hb46pp;
import io.softwire46.mape.provision.huawei.HuaweiReader;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosText;
import io.softwire46.mape.provision.kea.KeaReader;
import io.softwire46.mape.provision.openwrt.MapcalcReader;
import io.softwire46.mape.provision.openwrt.OpenWrtText;
import io.softwire46.mape.provision.openwrt.UciReader;
import io.softwire46.mape.provision.snabb.SnabbReader;
import io.softwire46.mape.provision.text.FirewallText;
import io.softwire46.mape.provision.vne.JpneReader;
import io.softwire46.mape.provision.vne.OcnReader;
import io.softwire46.mape.provision.vpp.VppReader;
import io.softwire46.mape.provision.vpp.VppText;
import io.softwire46.mape.provision.yang.SoftwireYang;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The formats of rules and options. A new format is a package with a reader, a writer or both, and one constant of this enum;
 * detection, the command, its help and the documents use the constant.
 *
 * <p>Immutable.
 */
@SuppressWarnings("ImmutableEnumChecker") // readers and writers are immutable by contract
public enum RuleFormat {
    /** The library's own JSON. */
    MAPE("JSON domain file", DomainFormat.reader(DomainFile::read), DomainFormat.WRITER),
    /** A Junos configuration, set lines or braces. */
    JUNOS("Junos configuration, set lines or braces; border relay or CE", JunosConfiguration.reader(null), null),
    /** A Junos border relay as set lines. */
    JUNOS_SET(
            "Junos border relay, set lines",
            JunosConfiguration.reader(JunosConfiguration.Form.SET),
            JunosText.relayWriter(JunosConfiguration.Form.SET)),
    /** A Junos border relay with braces. */
    JUNOS_BRACES(
            "Junos border relay, braces",
            JunosConfiguration.reader(JunosConfiguration.Form.BRACES),
            JunosText.relayWriter(JunosConfiguration.Form.BRACES)),
    /** A Junos configuration in XML. */
    JUNOS_XML("Junos configuration, display xml; border relay or CE", JunosConfiguration.xmlReader(), null),
    /** A Junos configuration in JSON. */
    JUNOS_JSON("Junos configuration, display json; border relay or CE", JunosConfiguration.jsonReader(), null),
    /** A Junos CE as set lines. */
    JUNOS_CE_SET("Junos CE (security softwires), set lines", null, JunosText.edgeWriter(JunosConfiguration.Form.SET)),
    /** A Junos CE with braces. */
    JUNOS_CE_BRACES(
            "Junos CE (security softwires), braces", null, JunosText.edgeWriter(JunosConfiguration.Form.BRACES)),
    /** Routes and prefix lists of a Junos border relay. */
    JUNOS_ROUTES("routes and prefix lists of a Junos border relay", null, JunosText.routesWriter()),
    /** The network configuration of OpenWrt. */
    OPENWRT("OpenWrt UCI, proto map", new UciReader(), OpenWrtText.WRITER),
    /** Rules as programs of OpenWrt print them. */
    MAPCALC("rules of OpenWrt's odhcp6c and mapcalc", new MapcalcReader(), null),
    /** Commands of VPP. */
    VPP("VPP command line, map add domain", new VppReader(), VppText.WRITER),
    /** A table of nftables. */
    NFTABLES("NAT of one CE", null, FirewallText.NFTABLES),
    /** A rule of pf. */
    PF("NAT of one CE, FreeBSD", null, FirewallText.PF),
    /** Softwire options of DHCPv6. */
    DHCPV6(
            "softwire options of DHCPv6 (RFC 7598), in hexadecimal; dumps, captures too",
            S46Codec.reader(),
            S46Codec.writer()),
    /** Instances of a border relay in YANG data. */
    YANG(
            "RFC 8676 data of a border relay, in JSON; that of a CE is read too",
            SoftwireYang.reader(),
            SoftwireYang.borderRelayWriter()),
    /** YANG data in XML. */
    YANG_XML("RFC 8676 data of a border relay or a CE, in XML", SoftwireYang.xmlReader(), null),
    /** Interfaces of a CE in YANG data. */
    YANG_CE("RFC 8676 data of a CE, in JSON", null, SoftwireYang.customerEdgeWriter()),
    /** The document of HB46PP. */
    HB46PP("Japanese provisioning document, in JSON", Hb46pp.reader(), Hb46pp.writer()),
    /** Softwire options in a configuration of Kea. */
    KEA("softwire options of a Kea configuration, JSON; those of Stork too", KeaReader.reader(), null),
    /** The rules of JPNE. */
    JPNE("get_rules of JPNE (v6 plus), JSON or JSONP", JpneReader.reader(), null),
    /** The rules of OCN. */
    OCN("mapping rules of OCN, JSON or JSONP", OcnReader.reader(), null),
    /** The configuration of a Snabb lwAFTR. */
    SNABB("binding table of a Snabb lwAFTR (RFC 7596)", new SnabbReader(), null),
    /** The configuration of Cisco IOS XE. */
    IOS_XE("Cisco IOS XE, nat64 map-e domain", new IosXeReader(), null),
    /** The configuration of Cisco IOS XR. */
    IOS_XR("Cisco IOS XR, service cgv6 with map-e", new IosXrReader(), null),
    /** The configuration of Huawei NetEngine. */
    HUAWEI("Huawei NetEngine, map rule and map-e instance", new HuaweiReader(), null);

    /**
     * Formats of octets precede texts; Junos is the last of the texts, because it accepts any text with braces that mentions MAP-E;
     * the domain file is last, because it accepts JSON of no other format.
     */
    private static final List<RuleFormat> DETECTION_ORDER = readable().stream()
            .sorted(Comparator.comparing((RuleFormat format) -> format == MAPE)
                    .thenComparing(format -> format.requireReader().grammar())
                    .thenComparing(format -> format == JUNOS || format == JUNOS_SET || format == JUNOS_BRACES))
            .toList();

    private final String title;
    private final @Nullable FormatReader reader;
    private final @Nullable FormatWriter writer;

    RuleFormat(String title, @Nullable FormatReader reader, @Nullable FormatWriter writer) {
        this.title = title;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Returns the formats that can be read.
     *
     * @return in the order of the constants
     */
    public static List<RuleFormat> readable() {
        return Arrays.stream(values()).filter(RuleFormat::isRead).toList();
    }

    /**
     * Returns the formats that can be written.
     *
     * @return in the order of the constants
     */
    public static List<RuleFormat> writable() {
        return Arrays.stream(values()).filter(RuleFormat::isWritten).toList();
    }

    /**
     * Returns the format with a name.
     *
     * @param name as {@link #toString} returns it, such as {@code junos-set}
     * @return the format; empty if no format has this name
     */
    public static Optional<RuleFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name))
                .findFirst();
    }

    /**
     * Detects the format of an input by its content.
     *
     * @param input any octets
     * @return a format that is read; empty if no format recognizes the input
     */
    public static Optional<RuleFormat> detect(FormatReader.Input input) {
        return DETECTION_ORDER.stream().filter(format -> format.detects(input)).findFirst();
    }

    private boolean detects(FormatReader.Input input) {
        FormatReader own = requireReader();
        return input.isOf(own.grammar()) && own.detects(input);
    }

    /**
     * Returns a short description.
     *
     * @return a noun phrase such as {@code Junos border relay, set lines}
     */
    public String title() {
        return title;
    }

    /**
     * Returns whether the format has a reader.
     *
     * @return true if {@link #read} may be called
     */
    public boolean isRead() {
        return reader != null;
    }

    /**
     * Returns whether the format has a writer.
     *
     * @return true if {@link #write} may be called
     */
    public boolean isWritten() {
        return writer != null;
    }

    /**
     * Returns the reader.
     *
     * @return the reader; empty for an output format
     */
    public Optional<FormatReader> reader() {
        return Optional.ofNullable(reader);
    }

    /**
     * Returns the writer.
     *
     * @return the writer; empty for an input format
     */
    public Optional<FormatWriter> writer() {
        return Optional.ofNullable(writer);
    }

    private FormatReader requireReader() {
        return reader().orElseThrow(() -> new UnsupportedOperationException(this + " is an output format only"));
    }

    /**
     * Returns the options that the format carries for at least some kinds of rules.
     *
     * @return the options of the writer; those of the reader if there is no writer
     */
    public Set<ForwardingOption<?>> options() {
        return writer != null ? writer.options() : requireReader().options();
    }

    /**
     * Returns why an input is not in this format. For JSON of another format it returns empty, because the reader
     * reports it with a location.
     *
     * @param input in UTF-8, unless the format consists of octets
     * @return a clause such as {@code has braces} or {@code is a Junos configuration}; empty if the input can be read
     */
    public Optional<String> mismatch(FormatReader.Input input) {
        FormatReader own = requireReader();
        if (own.grammar() != FormatReader.Grammar.JSON) {
            return own.mismatch(input);
        }
        return DETECTION_ORDER.stream()
                .filter(other -> other.requireReader().grammar() == FormatReader.Grammar.TEXT && other.detects(input))
                .findFirst()
                .map(other -> "is " + other.requireReader().noun());
    }

    /**
     * Reads an input.
     *
     * @param input in UTF-8, unless the format consists of octets
     * @return domains and findings; without domains if a finding is an error
     * @throws UnsupportedOperationException if the format has no reader
     */
    public ReadResult read(FormatReader.Input input) {
        return requireReader().read(input);
    }

    /**
     * Writes domains.
     *
     * @param request domains and parameters
     * @return the text, and findings about settings that it does not express
     * @throws MapConfigurationException if the request cannot be answered, see {@link FormatWriter#write}
     * @throws UnsupportedOperationException if the format has no writer
     */
    public ConversionReport write(FormatWriter.Request request) {
        ConversionReport report = writer().orElseThrow(
                        () -> new UnsupportedOperationException(this + " is an input format only"))
                .write(request);
        return this == MAPE ? report : withLostNapt(report, request);
    }

    /** Adds an error for each NAPT option that differs from its default: only the domain file can express them. */
    private ConversionReport withLostNapt(ConversionReport report, FormatWriter.Request request) {
        Map<String, NaptOptions> napt = NaptSource.of(request.source());
        if (napt.isEmpty()) {
            return report;
        }
        boolean single = writer().filter(FormatWriter::needsEndUserPrefix).isPresent();
        List<ConfiguredDomain> written = single ? List.of(request.edgeDomain()) : request.domains();
        ConversionReport.Builder lost = ConversionReport.builder(toString());
        for (ConfiguredDomain each : written) {
            String name = each.domain().name();
            lost.in(each, request.domains().size() == 1);
            for (NaptFields.Changed field : NaptFields.changed(napt.getOrDefault(name, NaptOptions.defaults()))) {
                lost.lost(
                        field.path(),
                        field.text(),
                        "cannot be expressed in " + this + "; configure it separately",
                        field.rfc());
            }
        }
        return new ConversionReport(
                report.text(),
                Stream.concat(report.findings().stream(), lost.findings().stream())
                        .toList());
    }

    /** Returns the name on the command line, such as {@code junos-set}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
