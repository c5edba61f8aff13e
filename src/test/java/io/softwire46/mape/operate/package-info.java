/**
 * Look-ups, explanations, differences and plans: plans against an enumeration of all rule sets for small demands, answers for random histories against a model that looks at each millisecond, boxes for all ports of addresses, history
 * files, and what takes no memory.
 *
 * <p>Expected values come from the RFCs, the naive model of the conformance kit, or another program.
 */
@NullMarked
package io.softwire46.mape.operate;

import org.jspecify.annotations.NullMarked;
