package io.softwire46.mape.cli;

import io.softwire46.mape.cli.text.HexText;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonException;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.dhcp.S46Codec;
import io.softwire46.mape.provision.dhcp.S46Dialect;
import io.softwire46.mape.provision.dhcp.S46Reading;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.hb46pp.Hb46pp;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosForm;
import io.softwire46.mape.provision.yang.SoftwireYang;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
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
 * @param softwires what else the options of DHCPv6 say, null for other formats
 */
record RuleSource(
        RuleFormat format,
        ReadResult file,
        @Nullable JunosConfiguration junos,
        @Nullable S46Reading softwires) {
    /** The beginning of a JSON object or array. What a Junos session prints before a configuration begins otherwise. */
    private static final Pattern JSON =
            Pattern.compile("\\{(?![a-z]+(:[a-z0-9]+)?\\})|\\[\\s*+([\\[{\\]\"0-9-]|true|false|null|$)");

    /** OPTION_S46_CONT_MAPE, OPTION_S46_CONT_MAPT and OPTION_S46_CONT_LW (RFC 7598 section 9). */
    private static final int FIRST_CONTAINER = 94;

    private static final int LAST_CONTAINER = 96;

    private static final Pattern FIRST_NAME = Pattern.compile("(?:\\[\\s*+)?\\{\\s*+\"([a-z0-9_:-]{1,63})\"");

    /** A domain file that begins with one of these is read once only. */
    private static final Set<String> MAPE_NAMES = Set.of("name", "format", "mesh", "borderRelay", "rules", "options");

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
        byte[] octets = withoutByteOrderMark(Inputs.octets(path));
        if (given == RuleFormat.DHCPV6 || (given == null && isDhcpv6(octets))) {
            S46Reading softwires = dhcpv6(HexText.octets(octets));
            return new RuleSource(RuleFormat.DHCPV6, softwires.toDomains(), null, softwires);
        }
        String text = Inputs.utf8(octets);
        RuleFormat format = given != null || text == null ? given : detect(text);
        if (text == null || format == null) {
            throw new ToolException(Inputs.name(path) + ": is not in any format that is read: "
                    + RuleFormat.names(RuleFormat.readable())
                    + (text == null ? "; octet " + Inputs.malformedOctet(octets) + " is not UTF-8, save text so" : ""));
        }
        if (format == RuleFormat.MAPE || format == RuleFormat.YANG || format == RuleFormat.HB46PP) {
            refuseOther(path, given, detect(text) != RuleFormat.JUNOS, "is a Junos configuration");
            ReadResult file = switch (format) {
                case YANG -> SoftwireYang.readDomains(text);
                case HB46PP -> Hb46pp.readDomains(text);
                default -> DomainFile.read(text);
            };
            return new RuleSource(format, file, null, null);
        }
        JunosConfiguration junos = JunosConfiguration.read(text);
        boolean set = junos.form() == JunosForm.SET;
        refuseOther(path, given, given != RuleFormat.JUNOS_SET || set, "has braces");
        refuseOther(path, given, given != RuleFormat.JUNOS_BRACES || !set, "has set lines");
        return new RuleSource(format, junos.file(), junos, null);
    }

    private static void refuseOther(Path path, @Nullable RuleFormat given, boolean right, String what) {
        if (given != null && !right) {
            throw new ToolException(Inputs.name(path) + ": " + what + ", and not the format " + given
                    + "; leave the format out, and the file tells");
        }
    }

    /** UTF-8 text, and hexadecimal digits too, may begin with U+FEFF. */
    private static byte[] withoutByteOrderMark(byte[] octets) {
        boolean marked =
                octets.length >= 3 && octets[0] == (byte) 0xef && octets[1] == (byte) 0xbb && octets[2] == (byte) 0xbf;
        return marked ? Arrays.copyOfRange(octets, 3, octets.length) : octets;
    }

    /** Hexadecimal digits, or octets that begin as no text does and can be read as options up to a softwire container. */
    private static boolean isDhcpv6(byte[] octets) {
        boolean control = octets.length > 0 && octets[0] >= 0 && octets[0] < ' ' && !Character.isWhitespace(octets[0]);
        return control ? hasOptions(octets) : HexText.isHex(octets);
    }

    /** Options begin with an octet 0 of their code, and a message with its type and identifier (RFC 8415 sections 8, 21.1). */
    private static boolean hasOptions(byte[] octets) {
        boolean message = octets[0] != 0;
        ByteBuffer all = ByteBuffer.wrap(octets);
        int at = message ? 4 : 0;
        while (at + 4 <= octets.length) {
            int code = all.getShort(at) & 0xffff;
            if (code >= FIRST_CONTAINER && code <= LAST_CONTAINER) {
                return true;
            }
            at += 4 + (all.getShort(at + 2) & 0xffff);
        }
        return message && at == octets.length;
    }

    /** Options, whose codes have a zero octet in front, or a message, whose type is not zero. */
    private static S46Reading dhcpv6(ByteBuffer octets) {
        boolean options = !octets.hasRemaining() || octets.get(octets.position()) == 0;
        return options ? S46Codec.read(octets, S46Dialect.RFC7598) : S46Codec.readMessage(octets, S46Dialect.RFC7598);
    }

    /** What is counted when it is passed over. */
    String unit() {
        return junos != null && junos.form() == JunosForm.BRACES ? "other statement" : "other line";
    }

    /** JSON by the first name in it, and a Junos configuration by its words; null for anything else. */
    static @Nullable RuleFormat detect(String text) {
        String begin = text.stripLeading();
        if (!begin.isEmpty() && !JSON.matcher(begin).lookingAt()) {
            return JunosConfiguration.isJunos(text) ? RuleFormat.JUNOS : null;
        }
        Matcher first = FIRST_NAME.matcher(begin);
        String name = first.lookingAt() ? first.group(1) : "";
        if (name.indexOf(':') >= 0 || YANG_NAMES.contains(name)) {
            return RuleFormat.YANG;
        }
        if (HB46PP_NAMES.contains(name)) {
            return RuleFormat.HB46PP;
        }
        return MAPE_NAMES.contains(name) || mayBeDomain(text) ? RuleFormat.MAPE : null;
    }

    /** Reads the text as JSON, which is seldom needed; the errors of a text that is none are those of a domain file. */
    private static boolean mayBeDomain(String text) {
        try {
            return JsonDomains.mayBeDomain(Json.parse(text));
        } catch (JsonException e) {
            return true;
        }
    }
}
