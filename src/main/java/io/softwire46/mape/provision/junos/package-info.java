/**
 * Readers and writers of Junos configurations of a border relay and of a customer edge, as set lines and with braces.
 *
 * <p>Uses {@code provision.format} and what that may use.
 */
@NullMarked
package io.softwire46.mape.provision.junos;

import org.jspecify.annotations.NullMarked;
