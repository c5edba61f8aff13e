/**
 * Tests of the YANG data of RFC 8676.
 *
 * <p>{@code SoftwireYangTest} proves instances, warnings and errors, each with its location, and compares written data with the
 * files in {@code src/test/resources/provision}. {@code SoftwireYangProperties} proves that reading reverses writing.
 *
 * <p>There is no model. Not covered: validation against the modules by a YANG tool.
 */
@NullMarked
package io.softwire46.mape.provision.yang;

import org.jspecify.annotations.NullMarked;
