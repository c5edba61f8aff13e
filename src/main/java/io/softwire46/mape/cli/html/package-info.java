/** Pages for a browser in one file without network access, light and dark, for commands with {@code --html}. */
@NullMarked
package io.softwire46.mape.cli.html;

import org.jspecify.annotations.NullMarked;
