/**
 * Tests of the pcap and pcapng readers, the pcap writer and the link layers.
 *
 * <p>{@code CaptureBytes} builds captures octet by octet from the format documents. Properties read damaged and
 * arbitrary captures; {@code CaptureMemoryTest} bounds the memory; {@code ReplacingFileTest} covers output files.
 *
 * <p>There is no model. Not covered: link types other than those of {@code LinkType}.
 */
package io.softwire46.mape.capture;
