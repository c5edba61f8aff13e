package io.softwire46.mape.throughput;

import java.util.List;

/**
 * The frame rate of an Ethernet link (RFC 5180 appendix A.1), and the tunnel frame of a frame of the IPv4 side.
 *
 * <p>Immutable.
 */
final class LineRate {
    /** Gigabits per second. */
    static final List<Integer> LINKS = List.of(10, 25, 40, 100);

    /** Frame sizes for Ethernet of RFC 8219 section 5.1 up to the frame of 1500 octets of IPv4, header and FCS included. */
    static final List<Integer> FRAMES = List.of(64, 128, 256, 512, 768, 1024, 1280, 1518);

    /** Header and FCS. */
    static final int ETHERNET_OCTETS = 14 + 4;

    /** Preamble, start of frame and gap between frames. */
    static final int GAP_OCTETS = 20;

    static final int TUNNEL_HEADER_OCTETS = 40;

    private LineRate() {}

    /** The tunnel's frame for a frame of the IPv4 side. */
    static int tunnelFrame(int frame) {
        return frame + TUNNEL_HEADER_OCTETS;
    }

    /** Frames per second, in millions. */
    static double millionFrames(int gigabits, int frame) {
        return gigabits * 1e3 / (8.0 * (frame + GAP_OCTETS));
    }

    /** Nanoseconds from one frame to the next. */
    static double nanos(int gigabits, int frame) {
        return 1e3 / millionFrames(gigabits, frame);
    }

    /** Number of cores for a full link of tunnel frames, for frames of one size, in one direction. */
    static int cores(int gigabits, int frame, double nanosPerPacket) {
        return (int) Math.ceil(nanosPerPacket / nanos(gigabits, tunnelFrame(frame)) - 1e-9);
    }

    /** Smallest frame of the IPv4 side, at least 64 octets, with which one core fills the link of the tunnel in one direction. */
    static int smallestFrame(int gigabits, double nanosPerPacket) {
        double octets = nanosPerPacket * gigabits / 8;
        return Math.max(64, (int) Math.ceil(octets - GAP_OCTETS - TUNNEL_HEADER_OCTETS - 1e-9));
    }
}
