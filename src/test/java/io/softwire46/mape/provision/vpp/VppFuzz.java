package io.softwire46.mape.provision.vpp;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as commands of VPP; what is read can be written and read again. */
public final class VppFuzz {
    private VppFuzz() {}

    public static void run(byte[] data) {
        VppReader reader = new VppReader();
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        reader.detects(input);
        ReadResult read = reader.read(input);
        YangFuzz.check(read);
        if (!read.isRefused()) {
            String text = VppText.write(read.domains()).text();
            if (!text.isEmpty()) {
                assertFalse(reader.read(Input.of(text)).isRefused(), text);
            }
        }
    }

    public static List<byte[]> seeds() {
        return Stream.of(VppReaderTest.COMMANDS, VppReaderTest.SHOWN, VppReaderTest.API)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
