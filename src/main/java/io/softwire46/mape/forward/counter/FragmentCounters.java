package io.softwire46.mape.forward.counter;

import io.softwire46.mape.fragment.FragmentStatistics;

/**
 * The counters of one fragment store.
 *
 * <p>Thread-safe: the statistics are live, and any thread may read them.
 *
 * @param collector name of the fragment store: {@code v6-reassembly} for tunnel packets, {@code v4-reassembly} and {@code
 *     v4-partial-reassembly} toward shared addresses, {@code inner-reassembly} and {@code inner-partial-reassembly} for the
 *     source check
 * @param statistics its counters
 */
public record FragmentCounters(String collector, FragmentStatistics statistics) {}
