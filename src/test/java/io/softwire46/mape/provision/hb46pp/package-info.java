/**
 * Tests of HB46PP documents.
 *
 * <p>{@code Hb46ppTest} proves members, warnings and errors, each with its location. {@code Hb46ppProperties} proves that
 * reading reverses writing.
 *
 * <p>The example document is in {@code src/test/resources/provision}. Not covered: the HTTP exchange of HB46PP.
 */
@NullMarked
package io.softwire46.mape.provision.hb46pp;

import org.jspecify.annotations.NullMarked;
