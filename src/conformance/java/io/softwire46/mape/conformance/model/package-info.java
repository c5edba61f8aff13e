/**
 * Models of the RFCs on lists, arrays and strings of bits. They take parameters from rules and options of the library, and
 * no derivation, look-up or octet.
 *
 * <p>{@code NaiveMap} derives, {@code NaiveRelay} and {@code NaiveEdge} forward, {@code NaiveReassembly} and {@code
 * NaivePortCache} hold fragments. {@code NaiveNapt} follows a NAPT. {@code Ipv4PacketBuilder} and {@code Ipv6PacketBuilder} put packets together.
 */
@NullMarked
package io.softwire46.mape.conformance.model;

import org.jspecify.annotations.NullMarked;
