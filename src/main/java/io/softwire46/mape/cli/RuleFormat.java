package io.softwire46.mape.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.TypeConversionException;

/**
 * The formats that rules are read and written in.
 */
enum RuleFormat {
    /** The library's own JSON. */
    MAPE(true, true, "JSON domain file"),
    /** A Junos configuration in whichever form it is. */
    JUNOS(true, false, "Junos configuration, either form; border relay or CE"),
    JUNOS_SET(true, true, "Junos border relay, set lines"),
    JUNOS_BRACES(true, true, "Junos border relay, braces"),
    JUNOS_CE_SET(false, true, "Junos CE (security softwires), set lines"),
    JUNOS_CE_BRACES(false, true, "Junos CE (security softwires), braces"),
    JUNOS_ROUTES(false, true, "routes and prefix lists of a Junos border relay"),
    OPENWRT(false, true, "OpenWrt UCI, proto map"),
    VPP(false, true, "VPP command line, map add domain"),
    NFTABLES(false, true, "NAT of one CE"),
    PF(false, true, "NAT of one CE, FreeBSD"),
    DHCPV6(true, true, "softwire options of DHCPv6 (RFC 7598), in hexadecimal; octets are read too"),
    YANG(true, true, "RFC 8676 data of a border relay, in JSON; that of a CE is read too"),
    YANG_CE(false, true, "RFC 8676 data of a CE, in JSON"),
    HB46PP(true, true, "Japanese provisioning document, in JSON");

    private final boolean read;
    private final boolean written;
    private final String title;

    RuleFormat(boolean read, boolean written, String title) {
        this.read = read;
        this.written = written;
        this.title = title;
    }

    boolean isRead() {
        return read;
    }

    boolean isWritten() {
        return written;
    }

    /** Whether the text is for one CE, so that its prefix must be known. */
    boolean isForOneCe() {
        return this == NFTABLES || this == PF;
    }

    String title() {
        return title;
    }

    static List<RuleFormat> readable() {
        return Arrays.stream(values()).filter(RuleFormat::isRead).toList();
    }

    static List<RuleFormat> writable() {
        return Arrays.stream(values()).filter(RuleFormat::isWritten).toList();
    }

    /** Lines for help, one per format: its name, {@code r} if it is read, {@code w} if it is written, its title. */
    static List<String> table(List<RuleFormat> formats) {
        return formats.stream()
                .map(format -> String.format(
                        Locale.ROOT,
                        "  %-15s  %s%s  %s",
                        format,
                        format.read ? "r" : "-",
                        format.written ? "w" : "-",
                        format.title))
                .toList();
    }

    static String names(List<RuleFormat> formats) {
        return formats.stream().map(RuleFormat::toString).collect(Collectors.joining(", "));
    }

    static RuleFormat parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no format; known are " + names(Arrays.asList(values()))));
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
