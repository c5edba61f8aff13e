package io.softwire46.mape.map;

import static io.softwire46.mape.proof.LongWords.LONGS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.proof.DerivationFormulas;
import io.softwire46.mape.proof.Inputs;
import io.softwire46.mape.proof.RuleInputs;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** {@link MapRule}, {@link CeMapping} and {@link SourceCheck} compute the formulas of derivation (RFC 7597 sections 5.2 to 6, 8.1). */
class DerivationComparisonTest {

    private final Inputs inputs = new Inputs();

    @Test
    void edges() {
        RuleInputs.edges(inputs, this::compare);
    }

    @Test
    void randomInputs() {
        for (int i = 0; i < Inputs.COUNT / 4; i++) {
            MapRule rule = RuleInputs.random(inputs);
            for (int j = 0; j < 4; j++) {
                compare(rule);
            }
        }
    }

    private void compare(MapRule rule) {
        DerivationFormulas<Long, Boolean> formulas =
                new DerivationFormulas<>(LONGS, RuleInputs.words(rule), RuleInputs.isDraft03(rule));
        int address = (int) inputs.word(32);
        if (inputs.upTo(7) > 0) {
            address = rule.ipv4() | (address & ~(int) (long) formulas.ipv4Mask((long) rule.ipv4Length()));
        }
        int port = inputs.upTo(0xffff);
        int at = address;
        Supplier<String> input = () -> Inputs.of(rule, at, port);
        long wide = address & 0xffff_ffffL;
        assertEquals(true, formulas.isValid(), input);
        assertEquals(formulas.suffixLength(), rule.suffixLength(), input);
        assertEquals(formulas.psidLengthInEa(), rule.psidLengthInEa(), input);
        assertEquals(formulas.ceIpv4Length(), rule.ceIpv4Length(), input);
        assertEquals(formulas.psidOf((long) port).intValue(), rule.psidOf(port), input);
        Optional<CeMapping> owner = rule.owner(new IPv4Address(address), port);
        assertEquals(formulas.hasOwner(wide, (long) port), owner.isPresent(), input);
        long high = inputs.word();
        long low = inputs.word();
        if (owner.isPresent()) {
            long eaBits = formulas.eaBits(wide, formulas.psidOf((long) port));
            assertEquals(eaBits, owner.get().eaBits().value(), input);
            assertEquals(formulas.ipv4Of(eaBits).intValue(), owner.get().ipv4Bits(), input);
            assertEquals(formulas.psidOfEaBits(eaBits), owner.get().psid(), input);
            high = formulas.mapAddressHigh(eaBits);
            low = formulas.mapAddressLow(eaBits);
            assertEquals(high, owner.get().mapAddressHigh(), input);
            assertEquals(low, owner.get().mapAddressLow(), input);
        }
        decode(rule, formulas, high, low, wide, port);
        decode(rule, formulas, high, low, wide, inputs.upTo(0xffff));
        decode(rule, formulas, high, low ^ 1L << inputs.upTo(63), wide, port);
        decode(rule, formulas, high ^ 1L << inputs.upTo(63), low, wide, port);
        decode(rule, formulas, high, low, wide ^ 1L << inputs.upTo(31), port);
    }

    private static void decode(
            MapRule rule, DerivationFormulas<Long, Boolean> formulas, long high, long low, long address, int port) {
        Supplier<String> input = () -> Inputs.of(rule, high, low, address, port);
        Optional<CeMapping> ce = rule.decode(new IPv6Address(high, low));
        assertEquals(formulas.containsIpv6(high, low), ce.isPresent(), input);
        if (ce.isPresent()) {
            long eaBits = formulas.eaBitsOf(high, low);
            assertEquals(eaBits, ce.get().eaBits().value(), input);
            assertEquals(formulas.ipv4Of(eaBits).intValue(), ce.get().ipv4Bits(), input);
            assertEquals(formulas.psidOfEaBits(eaBits), ce.get().psid(), input);
        }
        SourceCheck ea = SourceCheck.of(rule, high, low, (int) address, port, SourceCheck.Mode.EA);
        assertEquals(formulas.acceptsEa(high, low, address, (long) port), ea.isAccepted(), input);
        SourceCheck strict = SourceCheck.of(rule, high, low, (int) address, port, SourceCheck.Mode.STRICT);
        assertEquals(formulas.acceptsStrict(high, low, address, (long) port), strict.isAccepted(), input);
    }
}
