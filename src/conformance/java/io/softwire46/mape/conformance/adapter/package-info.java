/**
 * Products behind an adapter: a process that answers the process protocol, a program that reads and writes captures, and this
 * library itself; skeletons of adapters, and the check of one.
 *
 * <p>May use: {@code json} and {@code capture} of the library, and the package above. {@link
 * io.softwire46.mape.conformance.adapter.LibraryTarget} also uses {@code cli.adapter}.
 */
@NullMarked
package io.softwire46.mape.conformance.adapter;

import org.jspecify.annotations.NullMarked;
