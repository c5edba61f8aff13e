/**
 * A format of a few lines, as docs/adding-a-format.md builds it: the code there is the code here, which {@code ToyFormatTest}
 * proves. The format is not registered in {@code RuleFormat}; the tests use reader and writer as the registry does.
 *
 * <p>There is no model. Not covered: detection, which only registered formats have.
 */
@NullMarked
package io.softwire46.mape.provision.toy;

import org.jspecify.annotations.NullMarked;
