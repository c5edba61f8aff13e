/**
 * Tests of the configurations of Huawei NetEngine.
 *
 * <p>{@code HuaweiReaderTest} proves defaults, forms, and each finding with its location. {@code HuaweiProperties} compares the
 * reader with a printer that shares no code with it. {@code HuaweiFuzz} is a fuzz target.
 *
 * <p>Not covered: the router itself.
 */
@NullMarked
package io.softwire46.mape.provision.huawei;

import org.jspecify.annotations.NullMarked;
