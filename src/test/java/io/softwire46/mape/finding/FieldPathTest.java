package io.softwire46.mape.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.FieldPath.Step;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
    @Test
    void textHasSteps() {
        FieldPath path = FieldPath.of("rules[12].psid");
        assertEquals(List.of(new Step("rules", 12), new Step("psid", FieldPath.NO_INDEX)), path.steps());
        assertTrue(path.startsWith("rules"));
        assertEquals(FieldPath.of("rules", 12).then("psid"), path);
        assertEquals(FieldPath.of("psid"), path.rest());
        assertEquals(FieldPath.of("options").then("mtuV6"), FieldPath.of("options.mtuV6"));
        assertEquals(
                FieldPath.of("a", 0).then(FieldPath.of("b")).then(FieldPath.of("c", 1)), FieldPath.of("a[0].b.c[1]"));
        assertEquals(
                FieldPath.of("map_e").then("rules[0].ipv6"),
                FieldPath.of("map_e.rules[0]").then("ipv6"));
        assertTrue(FieldPath.of("mesh").is("mesh"));
    }

    /** Names of an input may be any text, such as an unknown member of a JSON object. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "[0]",
                "a[",
                "a[]",
                "a[01]",
                "a[-1]",
                "a[0]b",
                "a[0][1]",
                "a[9999999999]",
                "a]"
            })
    void otherTextIsOneStep(String text) {
        assertEquals(
                List.of(new Step(text, FieldPath.NO_INDEX)), FieldPath.of(text).steps());
        assertFalse(FieldPath.of(text).startsWith("a"));
    }

    @Property
    void isPrintedAsGiven(@ForAll("texts") String text) {
        assertEquals(text, FieldPath.of(text).toString());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab.[]01-").ofMaxLength(12);
    }
}
