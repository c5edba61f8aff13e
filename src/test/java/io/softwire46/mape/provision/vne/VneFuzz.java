package io.softwire46.mape.provision.vne;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzz target: any text as the rules of JPNE and of OCN. */
public final class VneFuzz {
    private VneFuzz() {}

    public static void run(byte[] data) {
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        JpneReader.reader().detects(input);
        YangFuzz.check(JpneReader.reader().read(input));
        YangFuzz.check(OcnReader.reader().read(input));
    }

    public static List<byte[]> seeds() {
        String jpne = "v6plus({\"dmr\":\"2001:db8:f::64\",\"ipv6_fixlen\":\"56\",\"fmr\":[{\"ipv6\":\"2001:db8::/40\","
                + "\"ipv4\":\"192.0.2.0/24\",\"psid_offset\":\"4\",\"ea_length\":\"16\"}]})";
        String ocn = "{\"basicMapRules\":[{\"brIpv6Address\":\"2001:db8:f::9\",\"ipv6Prefix\":\"2001:db8::\","
                + "\"ipv6PrefixLength\":\"40\",\"ipv4Prefix\":\"192.0.2.1\",\"ipv4PrefixLength\":32, # rule\n"
                + "\"eaBitLength\":8,\"psIdOffset\":\"4\",\"psId\":25,}],}";
        return List.of(jpne.getBytes(StandardCharsets.UTF_8), ocn.getBytes(StandardCharsets.UTF_8));
    }
}
