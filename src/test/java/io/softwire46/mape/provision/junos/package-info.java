/**
 * Tests of Junos configurations.
 *
 * <p>{@code JunosDomainsTest}, {@code JunosBracesTest} and {@code JunosEdgeTest} prove the readers; {@code JunosPrintedTest} proves
 * that they accept output as a terminal session prints it. {@code JunosTextTest} and {@code JunosRoutesTest} prove the writers, and
 * {@code JunosConfigurationTest} both for whole configurations. {@code JunosProperties} proves that reading reverses writing.
 * {@code JunosFuzzTest} truncates and mixes the seeds of the fuzz target.
 *
 * <p>Expected texts are from Juniper's public documents or written by hand. {@code JunosOutputTest} proves that XML and JSON are read as set lines are.
 */
@NullMarked
package io.softwire46.mape.provision.junos;

import org.jspecify.annotations.NullMarked;
