/**
 * Tests of the adapters of the conformance kit.
 *
 * <p>{@code ProtocolTest} proves that the codec of the process protocol is strict and loses nothing, {@code HostileAdapterTest} that
 * an adapter that violates it ends as an error within its time and leaves no process, {@code TargetFormsTest} that this library
 * answers the same in the process of the kit, over the protocol and over captures. {@code CaptureTargetTest} covers exit statuses
 * and files, {@code SkeletonsTest} the printed programs, where their languages are installed, and {@code TunTest} the helper for
 * live interfaces, where a network namespace is permitted. Messages are checked against the schema of the protocol.
 */
@NullMarked
package io.softwire46.mape.conformance.adapter;

import org.jspecify.annotations.NullMarked;
