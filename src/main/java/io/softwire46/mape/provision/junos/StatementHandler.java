package io.softwire46.mape.provision.junos;

import java.util.List;

/** Handler of the statements of one part of a Junos configuration. Not thread-safe: use one instance per text. */
interface StatementHandler {
    /** Returns the paths below which statements may belong to this handler. */
    List<List<String>> roots();

    /** Returns whether an unsupported change below the roots is an error for the whole text. */
    boolean isEssential();

    /** Handles a statement and reports its errors; returns false if it belongs to another handler. */
    boolean take(JunosStatement statement);

    /** Returns whether no statement was handled. */
    boolean isEmpty();
}
