/** Input files of commands: rules, captures and text, and the one line about an input that cannot be read. */
@NullMarked
package io.softwire46.mape.cli.input;

import org.jspecify.annotations.NullMarked;
