package io.softwire46.mape.provision;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.softwire46.mape.testing.FuzzReplay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any change of a text gives domains, or an error with a location in the text. */
class DomainFileMutationTest {
    private static final String REPLACEMENTS = "\"{]:\n9#\\\u0000\ud800";

    @ParameterizedTest
    @ValueSource(
            strings = {
                DomainTexts.EXAMPLE,
                DomainTexts.JUNOS,
                DomainFileFuzz.TWO_DOMAINS,
                DomainFileFuzz.TWO_NAMES,
                DomainFileFuzz.NAPT
            })
    void truncatedAnywhere(String text) {
        assertFalse(DomainFile.read(text).isRefused());
        for (int end = 0; end < text.length(); end++) {
            DomainFileFuzz.check(text.substring(0, end));
            DomainFileFuzz.check(text.substring(end));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {DomainTexts.EXAMPLE, DomainTexts.JUNOS, DomainFileFuzz.TWO_DOMAINS, DomainFileFuzz.TWO_NAMES})
    void aCharacterMissing(String text) {
        for (int at = 0; at < text.length(); at++) {
            DomainFileFuzz.check(text.substring(0, at) + text.substring(at + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DomainFileFuzz.TWO_DOMAINS, DomainFileFuzz.TWO_NAMES})
    void aCharacterReplaced(String text) {
        for (int at = 0; at < text.length(); at++) {
            for (int i = 0; i < REPLACEMENTS.length(); i++) {
                DomainFileFuzz.check(text.substring(0, at) + REPLACEMENTS.charAt(i) + text.substring(at + 1));
            }
        }
    }

    @Test
    void manyChanges() {
        FuzzReplay.replay(DomainFileFuzz.seeds(), DomainFileFuzz::run);
        FuzzReplay.mutate(DomainFileFuzz.seeds(), 1_500, DomainFileFuzz::run);
    }
}
