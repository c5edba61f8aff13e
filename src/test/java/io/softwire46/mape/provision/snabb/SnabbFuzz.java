package io.softwire46.mape.provision.snabb;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as the configuration of Snabb. */
public final class SnabbFuzz {
    private SnabbFuzz() {}

    public static void run(byte[] data) {
        SnabbReader reader = new SnabbReader();
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        reader.detects(input);
        YangFuzz.check(reader.read(input));
    }

    public static List<byte[]> seeds() {
        return Stream.of(SnabbReaderTest.CURRENT, SnabbReaderTest.OLDER)
                .map(text -> text.replaceAll("\\s+", " ").getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
