package io.softwire46.mape.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    @ParameterizedTest
    @CsvSource({"80,80", "100,100", "240,100", "20,60", "0,100", "'',100", "x,100", "-5,100", "99999999999,100"})
    void columnsAreThoseOfTheTerminalWithinLimits(String columns, int expected) {
        assertEquals(expected, Terminal.columns(Map.of("COLUMNS", columns)));
        assertEquals(100, Terminal.columns(Map.of()));
    }
}
