package io.softwire46.mape.provision.yang;

import io.softwire46.mape.provision.format.FormatReader.Input;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzz target: any text as data of RFC 8676 in XML. */
public final class YangXmlFuzz {
    private YangXmlFuzz() {}

    public static void run(byte[] data) {
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        SoftwireYang.xmlReader().detects(input);
        YangFuzz.check(SoftwireYang.xmlReader().read(input));
    }

    public static List<byte[]> seeds() {
        return List.of(
                YangXmlTest.TEXT.getBytes(StandardCharsets.UTF_8),
                "<!DOCTYPE a [<!ENTITY b 'c'>]><data><br-instances>&b;</br-instances></data>"
                        .getBytes(StandardCharsets.UTF_8),
                ("<i:interfaces xmlns:i=\"urn:ietf:params:xml:ns:yang:ietf-interfaces\"><i:interface>"
                                + "<i:type xmlns:t=\"urn:ietf:params:xml:ns:yang:iana-tunnel-type\">t:aplusp</i:type>"
                                + "<algo-instances xmlns=\"urn:ietf:params:xml:ns:yang:ietf-softwire-ce\"/>"
                                + "</i:interface></i:interfaces>")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
