/**
 * A format of a few lines, as docs/adding-a-format.md builds it: the code there is the code here. It is not registered in
 * {@code RuleFormat}; the tests use reader and writer as the registry does.
 */
@NullMarked
package io.softwire46.mape.provision.toy;

import org.jspecify.annotations.NullMarked;
