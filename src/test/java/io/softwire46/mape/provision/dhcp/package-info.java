/**
 * Tests of the softwire options of DHCPv6.
 *
 * <p>{@code S46VectorsTest} reads octets of other programs and of the RFCs, and writes them again. {@code S46ReaderTest} proves
 * which options are rejected or ignored, each with its octet. {@code S46EdgeTest} proves the choice of a CE's container. {@code
 * S46Properties} proves that reading reverses writing. {@code S46FuzzTest} and {@code DhcpFormsFuzzTest} run the
 * fuzz targets on their seeds and on changes of them. {@code DhcpFormsTest} proves that dumps, captures and messages of relay agents
 * are read, and what is read of delegated prefixes and MAP-T.
 *
 * <p>{@code S46Octets} builds options by hand in hexadecimal. {@code DhcpTexts} encodes messages and packets
 * by hand, and prints octets as other programs do. Not covered: reassembly of fragments.
 */
@NullMarked
package io.softwire46.mape.provision.dhcp;

import org.jspecify.annotations.NullMarked;
