package io.softwire46.mape.provision.kea;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzz target: any text as a configuration of Kea. */
public final class KeaFuzz {
    private KeaFuzz() {}

    public static void run(byte[] data) {
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        KeaReader.reader().detects(input);
        YangFuzz.check(KeaReader.reader().read(input));
    }

    public static List<byte[]> seeds() {
        String octets =
                "{\"Dhcp6\":{\"option-data\":[{\"code\":94,\"csv-format\":false,\"data\":\"0059000d011018c0000200"
                        + "2820010db800005a001020010db8ffff00000000000000000001\"}]}}";
        String stork = "{\"options\":[{\"code\":96,\"universe\":6,\"options\":[{\"code\":92,\"fields\":[{\"fieldType\":"
                + "\"ipv4-address\",\"values\":[\"192.0.2.1\"]},{\"fieldType\":\"ipv6-prefix\",\"values\":[\"2001:db8::\",\"56\"]}]}]}]}";
        return List.of(
                KeaTest.TEXT.getBytes(StandardCharsets.UTF_8),
                octets.getBytes(StandardCharsets.UTF_8),
                stork.getBytes(StandardCharsets.UTF_8));
    }
}
