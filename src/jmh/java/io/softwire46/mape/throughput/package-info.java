/** Runs the benchmarks, reads JMH's results, writes the report and compares two runs. */
package io.softwire46.mape.throughput;
