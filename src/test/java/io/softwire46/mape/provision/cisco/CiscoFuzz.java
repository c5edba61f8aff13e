package io.softwire46.mape.provision.cisco;

import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as a configuration of IOS XE and of IOS XR. */
public final class CiscoFuzz {
    private CiscoFuzz() {}

    public static void run(byte[] data) {
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        for (FormatReader reader : List.of(new IosXeReader(), new IosXrReader())) {
            reader.detects(input);
            YangFuzz.check(reader.read(input));
        }
    }

    public static List<byte[]> seeds() {
        return Stream.of(IosXeReaderTest.CONFIGURATION, IosXrReaderTest.CONFIGURATION, IosXrReaderTest.INLINE)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
