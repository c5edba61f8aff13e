/**
 * The {@code mape} command: the library at work on text, queries and captures. Not exported; it may use every other room, and
 * none may use it. Its libraries, picocli and a progress bar, are optional dependencies of the module.
 */
@NullMarked
package io.softwire46.mape.cli;

import org.jspecify.annotations.NullMarked;
