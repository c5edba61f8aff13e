package io.softwire46.mape.cli;

import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.Hb46pp;
import io.softwire46.mape.provision.JunosConfiguration;
import io.softwire46.mape.provision.JunosForm;
import io.softwire46.mape.provision.S46Codec;
import io.softwire46.mape.provision.S46Dialect;
import io.softwire46.mape.provision.SoftwireYang;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file with rules in any of the formats that are read.
 *
 * <p>Immutable.
 *
 * @param format how it was read
 * @param file domains and findings
 * @param junos what else a Junos configuration says, null for other formats
 */
record RuleSource(
        RuleFormat format, DomainFile file, @Nullable JunosConfiguration junos) {
    /** What a Junos session prints before the configuration: {@code {master}} and {@code [edit]}. */
    private static final Pattern JUNOS_BANNER = Pattern.compile("\\{[a-z]+(:[a-z0-9]+)?\\}|\\[edit[\\s\\]]");

    private static final Pattern FIRST_NAME = Pattern.compile("\\{\\s*+\"([a-z0-9_:-]{1,63})\"");

    /** Without the name of their module in front, which RFC 7951 section 4 wants, and which no other format has. */
    private static final Set<String> YANG_NAMES = Set.of("br-instances", "interfaces");

    private static final Set<String> HB46PP_NAMES = Set.of(
            "enabler_name",
            "service_name",
            "isp_name",
            "ttl",
            "order",
            "auth",
            "token",
            "map_e",
            "map_t",
            "lw4o6",
            "dslite",
            "ipip",
            "464xlat");

    /** Reads a file; without a format, its beginning tells. */
    static RuleSource read(Path path, @Nullable RuleFormat given) {
        byte[] octets = Inputs.octets(path);
        if (given == RuleFormat.DHCPV6 || (given == null && isDhcpv6(octets))) {
            return new RuleSource(RuleFormat.DHCPV6, dhcpv6(HexText.octets(octets)), null);
        }
        String text = Inputs.text(path, octets);
        RuleFormat format = given == null ? detect(text) : given;
        if (format == RuleFormat.MAPE || format == RuleFormat.YANG || format == RuleFormat.HB46PP) {
            refuseOther(path, given, detect(text) != RuleFormat.JUNOS, "is a Junos configuration");
            DomainFile file = switch (format) {
                case YANG -> SoftwireYang.readDomains(text);
                case HB46PP -> Hb46pp.readDomains(text);
                default -> DomainFile.read(text);
            };
            return new RuleSource(format, file, null);
        }
        JunosConfiguration junos = JunosConfiguration.read(text);
        boolean set = junos.form() == JunosForm.SET;
        refuseOther(path, given, given != RuleFormat.JUNOS_SET || set, "has braces");
        refuseOther(path, given, given != RuleFormat.JUNOS_BRACES || !set, "has set lines");
        return new RuleSource(format, junos.file(), junos);
    }

    private static void refuseOther(Path path, @Nullable RuleFormat given, boolean right, String what) {
        if (given != null && !right) {
            throw new ToolException(Inputs.name(path) + ": " + what + ", and not the format " + given
                    + "; leave the format out, and the file tells");
        }
    }

    /** Text has no control characters at its beginning, and the options of DHCPv6 have. */
    private static boolean isDhcpv6(byte[] octets) {
        boolean control = octets.length > 0 && octets[0] >= 0 && octets[0] < ' ' && !Character.isWhitespace(octets[0]);
        return control || HexText.isHex(octets);
    }

    /** Options, whose codes have a zero octet in front, or a message, whose type is not zero. */
    private static DomainFile dhcpv6(ByteBuffer octets) {
        boolean options = !octets.hasRemaining() || octets.get(octets.position()) == 0;
        return options
                ? S46Codec.readDomains(octets)
                : S46Codec.readMessage(octets, S46Dialect.RFC7598).toDomains();
    }

    /** What is counted when it is passed over. */
    String unit() {
        return junos != null && junos.form() == JunosForm.BRACES ? "other statement" : "other line";
    }

    /** JSON by the first name in it, and what is no JSON is a Junos configuration. */
    static RuleFormat detect(String text) {
        String begin = text.stripLeading();
        boolean json = begin.isEmpty() || "{[\ufeff".indexOf(begin.charAt(0)) >= 0;
        if (!json || JUNOS_BANNER.matcher(begin).lookingAt()) {
            return RuleFormat.JUNOS;
        }
        Matcher first = FIRST_NAME.matcher(begin);
        String name = first.lookingAt() ? first.group(1) : "";
        if (name.indexOf(':') >= 0 || YANG_NAMES.contains(name)) {
            return RuleFormat.YANG;
        }
        return HB46PP_NAMES.contains(name) ? RuleFormat.HB46PP : RuleFormat.MAPE;
    }
}
