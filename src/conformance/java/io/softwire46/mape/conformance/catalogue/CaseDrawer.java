package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import io.softwire46.mape.conformance.draw.ChoiceSequence;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.Optional;

/**
 * Draws cases of a property for a role.
 *
 * @param role of the product
 * @param drawer draws a case, or none where the drawn configuration has no place for it
 */
public record CaseDrawer(Role role, Drawer drawer) {
    /**
     * Draws a case from decisions.
     *
     * @param identification IPv4 Identification of its first packet
     */
    public Optional<TestCase> draw(Choices choices, Scene scene, int identification) {
        scene.setIdentification(identification);
        return drawer.draw(choices, scene).map(drawn -> drawn.withRecipe(choices.taken()));
    }

    /**
     * Draws a case from recorded decisions.
     *
     * @param identification IPv4 Identification of its first packet
     */
    public Optional<TestCase> draw(ChoiceSequence recipe, Scene scene, int identification) {
        return draw(Choices.of(recipe), scene, identification);
    }

    /** Draws a case. */
    @FunctionalInterface
    public interface Drawer {
        /** Returns a case of the decisions, or none. */
        Optional<TestCase> draw(Choices choices, Scene scene);
    }
}
