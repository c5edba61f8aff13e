package io.softwire46.mape.provision.openwrt;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.yang.YangFuzz;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Fuzz target: any text as UCI and as output of mapcalc; what is read can be written and read again. */
public final class OpenWrtFuzz {
    private OpenWrtFuzz() {}

    public static void run(byte[] data) {
        Input input = Input.of(new String(data, StandardCharsets.UTF_8));
        ReadResult uci = new UciReader().read(input);
        YangFuzz.check(uci);
        if (!uci.isRefused()) {
            String text = OpenWrtText.write(uci.domains()).text();
            if (!text.isEmpty()) {
                assertFalse(new UciReader().read(Input.of(text)).isRefused(), text);
            }
        }
        new UciReader().detects(input);
        YangFuzz.check(new MapcalcReader().read(input));
        new MapcalcReader().detects(input);
    }

    public static List<byte[]> seeds() {
        return Stream.of(
                        UciReaderTest.FILE,
                        UciReaderTest.SHOWN,
                        MapcalcReaderTest.VARIABLES,
                        MapcalcReaderTest.ENVIRONMENT)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
