/**
 * Tools for operators of a MAP-E network, as a library: who had an IPv4 address and port at a time. Nothing here prints, reads a
 * clock or starts a thread.
 */
@NullMarked
package io.softwire46.mape.operate;

import org.jspecify.annotations.NullMarked;
