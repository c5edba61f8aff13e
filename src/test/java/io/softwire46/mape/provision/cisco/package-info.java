/**
 * Tests of the configurations of Cisco IOS XE and IOS XR.
 *
 * <p>{@code IosXeReaderTest} and {@code IosXrReaderTest} prove defaults, forms, and each finding with its location. {@code
 * CiscoProperties} compares the readers with a printer that shares no code with them. {@code CiscoFuzz} is a fuzz target.
 *
 * <p>Not covered: the routers themselves.
 */
@NullMarked
package io.softwire46.mape.provision.cisco;

import org.jspecify.annotations.NullMarked;
