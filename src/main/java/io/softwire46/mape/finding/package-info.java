/**
 * Findings about a configuration: the problem of a rule, a rule set, a domain, its options or a text, and the remedy.
 *
 * <p>Readers and validations return {@link io.softwire46.mape.finding.Finding} values; {@link
 * io.softwire46.mape.finding.MapConfigurationException} contains them if a factory refuses its input. {@link
 * io.softwire46.mape.finding.FindingId} lists all checks. Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.finding;

import org.jspecify.annotations.NullMarked;
