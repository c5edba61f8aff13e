package io.softwire46.mape.operate.diff.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The End-user prefixes of one length inside a prefix, without those inside longer rule prefixes: the same pair of rules applies to
 * each of them.
 *
 * <p>Immutable.
 *
 * @param node number of the cell in its {@link RuleCells}
 * @param within the prefix
 * @param unitLength length of the End-user prefixes
 * @param old the old rule; null if none applies
 * @param now the new rule; null if none applies
 */
public record Cell(
        int node,
        Prefix6 within,
        int unitLength,
        @Nullable PlacedRule old,
        @Nullable PlacedRule now) {
    /** Returns whether both rules serve End-user prefixes of one length. */
    public boolean isPair() {
        return old != null
                && now != null
                && old.rule().derivedPrefixLength() == now.rule().derivedPrefixLength();
    }

    /** Returns the old rule, which must exist. */
    public PlacedRule oldRule() {
        return Objects.requireNonNull(old);
    }

    /** Returns the new rule, which must exist. */
    public PlacedRule newRule() {
        return Objects.requireNonNull(now);
    }
}
