/**
 * Times of log lines: each form with its refusals, precision and the hours that exist twice or never. The instants of
 * transitions come from Python's zoneinfo. Not covered: years before 1990 in zones.
 */
package io.softwire46.mape.operate.time;
