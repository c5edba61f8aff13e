/**
 * The search of the diagnosis: observed triples, the families of rules that explain them, and what excludes the others. Not
 * exported.
 */
@NullMarked
package io.softwire46.mape.operate.diagnose;

import org.jspecify.annotations.NullMarked;
