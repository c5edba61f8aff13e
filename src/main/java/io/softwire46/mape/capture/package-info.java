/**
 * Packet captures: input and output of the {@code mape} command.
 *
 * <p>{@link CaptureReader} reads classic pcap and pcapng as a stream, {@link LinkLayer} finds the IP packet after the
 * link-layer header, {@link PcapWriter} writes classic pcap, and {@link ReplacingFile} creates an output file only
 * when it is complete. The formats are those of draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng and
 * draft-ietf-opsawg-pcaplinktype; RFC 894, RFC 2464 and IEEE 802.1Q for Ethernet. Damage of a capture is a value, not
 * an exception. Uses the JDK only.
 */
@NullMarked
package io.softwire46.mape.capture;

import org.jspecify.annotations.NullMarked;
