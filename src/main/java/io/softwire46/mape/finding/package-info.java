/**
 * Findings about a configuration: what is wrong with a rule, a rule set, a domain, its options or a text, and what to do about it.
 *
 * <p>Readers and validations return {@link io.softwire46.mape.finding.Finding} values; {@link
 * io.softwire46.mape.finding.MapConfigurationException} carries them where a factory has to refuse its input. Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.finding;

import org.jspecify.annotations.NullMarked;
