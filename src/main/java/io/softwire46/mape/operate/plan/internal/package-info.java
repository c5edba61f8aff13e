/**
 * The search for rule sets: IPv4 blocks without reserved addresses, all combinations of PSID length, PSID offset and delegated prefix
 * length, those that no other one improves on, and the smallest changes that make a demand feasible. Everything is numbers; no
 * combination is built as rules before it is chosen.
 */
@NullMarked
package io.softwire46.mape.operate.plan.internal;

import org.jspecify.annotations.NullMarked;
