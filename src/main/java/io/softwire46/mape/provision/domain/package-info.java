/**
 * Reader and writer of the JSON form of a domain file, the library's own format. Not exported.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.domain;

import org.jspecify.annotations.NullMarked;
