/**
 * Tests of compiled rules: vectors (CompiledRulesVectorsTest), examples (CompiledRulesTest), random rules
 * (CompiledRulesProperties), nested IPv6 prefixes through both nodes (NestedRulesModelProperties), and large or hostile lists
 * with memory and compile time (CompiledRulesLargeTest). SlotIndexProperties and IndexSortProperties test the parts.
 *
 * <p>The model is {@code conformance.model.NaiveMap}, a scan over bit strings; SlotIndexProperties uses a sorted map.
 *
 * <p>Not covered: the speed of look-ups, which the benchmarks measure.
 */
@NullMarked
package io.softwire46.mape.forward.lookup;

import org.jspecify.annotations.NullMarked;
