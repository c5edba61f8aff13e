/**
 * Tests of the pcap and pcapng readers, the pcap writer and the link layers.
 *
 * <p>{@code CaptureBytes} builds captures octet by octet from the format documents. {@code CaptureDamageTest} truncates
 * them at every octet and changes each bit and octet; {@code CaptureReaderProperties} reads arbitrary octets. {@code
 * TimeScaleProperties} compares with exact arithmetic. {@code CaptureMemoryTest} bounds the memory, and {@code
 * ReplacingFileTest} covers output files.
 *
 * <p>Not covered: link types other than those of {@code LinkType}.
 */
package io.softwire46.mape.capture;
