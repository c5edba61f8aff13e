package io.softwire46.mape.provision.junos;

import java.util.List;

/** A part of a Junos configuration that is read; it collects its statements. Not thread-safe: one a text. */
interface StatementHandler {
    /** The paths below which statements may belong to this section. */
    List<List<String>> roots();

    /** Whether a change below the roots that is not carried out makes the whole text useless. */
    boolean isEssential();

    /** Takes a statement that belongs here, with findings about what is wrong in it; false leaves it to others. */
    boolean take(JunosStatement statement);

    /** Whether nothing was taken so far. */
    boolean isEmpty();
}
