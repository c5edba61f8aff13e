/**
 * Tests of the softwire options of DHCPv6.
 *
 * <p>{@code S46VectorsTest} reads octets of other programs and of the RFCs, and writes them again. {@code S46ReaderTest} proves
 * which options are rejected or ignored, each with its octet. {@code S46EdgeTest} proves the choice of a CE's container. {@code
 * S46Properties} proves that reading reverses writing. {@code S46FuzzTest} runs the fuzz target on its seeds and on changes of
 * them.
 *
 * <p>{@code S46Octets} builds options by hand in hexadecimal. Not covered: DHCPv6 messages between relay agents.
 */
@NullMarked
package io.softwire46.mape.provision.dhcp;

import org.jspecify.annotations.NullMarked;
