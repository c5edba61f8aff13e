/**
 * Tests of forwarding options and configured domains.
 *
 * <p>{@code ForwardingOptionTest} checks the range and the values of each option, {@code ForwardingOptionsTest}
 * defaults, accessors and cross-option checks, and {@code ConfiguredDomainTest} the findings about options with rules.
 *
 * <p>There is no model. Not covered: the effect of options on packets, see {@code forward}.
 */
package io.softwire46.mape.config;
