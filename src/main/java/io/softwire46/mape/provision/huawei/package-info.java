/**
 * Reader of configurations of Huawei NetEngine.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.huawei;

import org.jspecify.annotations.NullMarked;
