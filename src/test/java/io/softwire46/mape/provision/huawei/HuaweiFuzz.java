package io.softwire46.mape.provision.huawei;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fuzz target: any text as a configuration of Huawei NetEngine. */
public final class HuaweiFuzz {
    private HuaweiFuzz() {}

    public static void run(byte[] data) {
        HuaweiReader reader = new HuaweiReader();
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        reader.detects(input);
        YangFuzz.check(reader.read(input));
    }

    public static List<byte[]> seeds() {
        return List.of(HuaweiReaderTest.CONFIGURATION.getBytes(StandardCharsets.UTF_8));
    }
}
