package io.softwire46.mape.capture;

import java.nio.ByteBuffer;

/**
 * Finds the IP packet following the link-layer header of a captured packet. Version and position come from the link layer alone,
 * except for raw IP, which has only the version field. The IP headers are not checked. The IP packet's window reaches to the end
 * of the capture, so it may contain Ethernet padding or a frame check sequence, which are beyond the IP length.
 *
 * <p>It never reads outside the given window, and does not allocate.
 *
 * <p>Not thread-safe: use one instance per thread.
 */
public final class LinkLayer {
    /** The payload of a captured packet. */
    public enum Payload {
        /** An IPv4 packet, or declared as one by the link layer; possibly no octet of it was captured. */
        IPV4,
        /** An IPv6 packet, or declared as one by the link layer; possibly no octet of it was captured. */
        IPV6,
        /** Another protocol, or a truncated link-layer header: no IP packet. */
        NOT_IP,
        /** The link type is none of {@link LinkType}. */
        UNSUPPORTED
    }

    /** Maximum number of VLAN tags. Two are usual (802.1ad), but an attacker can write any number. */
    private static final int MAX_VLAN_TAGS = 4;

    private static final int VLAN_TAG_OCTETS = 4;

    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int ETHER_TYPE_IPV6 = 0x86dd;
    private static final int ETHER_TYPE_VLAN = 0x8100;
    private static final int ETHER_TYPE_SERVICE_VLAN = 0x88a8;
    private static final int ETHER_TYPE_QINQ = 0x9100;
    private static final int ETHER_TYPE_QINQ_OTHER = 0x9200;

    private static final int ETHERNET_TYPE_OFFSET = 12;
    private static final int ETHERNET_HEADER_OCTETS = 14;
    private static final int SLL_PROTOCOL_OFFSET = 14;
    private static final int SLL_HEADER_OCTETS = 16;
    private static final int SLL2_PROTOCOL_OFFSET = 0;
    private static final int SLL2_HEADER_OCTETS = 20;
    private static final int FAMILY_OCTETS = 4;

    private static final int AF_INET = 2;
    private static final int AF_INET6_LINUX = 10;
    private static final int AF_INET6_NETBSD = 24;
    private static final int AF_INET6_FREEBSD = 28;
    private static final int AF_INET6_DARWIN = 30;

    private int ipOffset;
    private int ipLength;

    private LinkLayer() {}

    /**
     * Returns a finder for packets of any link type, one after the other.
     *
     * @return a new finder
     */
    public static LinkLayer create() {
        return new LinkLayer();
    }

    /**
     * Returns the index of the IP packet, after {@link #find} found one.
     *
     * @return absolute index in the buffer that was given; undefined if no IP packet was found
     */
    public int ipOffset() {
        return ipOffset;
    }

    /**
     * Returns the number of octets from {@link #ipOffset} to the end of the window, link-layer padding included.
     *
     * @return octets, 0 or more; undefined if no IP packet was found
     */
    public int ipLength() {
        return ipLength;
    }

    /**
     * Parses the octets following the link-layer header of one packet. Only the two numbers are stored.
     *
     * @param linkType of the packet, any number
     * @param buffer big-endian; position and limit do not matter
     * @param offset absolute index of the packet's first octet
     * @param length captured octets, 0 or more; all of them lie within the buffer's capacity
     * @return what was found; for IPv4 and IPv6 {@link #ipOffset} and {@link #ipLength} are its position
     */
    public Payload find(int linkType, ByteBuffer buffer, int offset, int length) {
        ipOffset = offset;
        ipLength = length;
        return switch (linkType) {
            case LinkType.RAW, LinkType.DLT_RAW, LinkType.DLT_RAW_OPENBSD -> byVersion(buffer);
            case LinkType.IPV4 -> Payload.IPV4;
            case LinkType.IPV6 -> Payload.IPV6;
            case LinkType.ETHERNET -> byEtherType(buffer, ETHERNET_TYPE_OFFSET, ETHERNET_HEADER_OCTETS);
            case LinkType.LINUX_SLL -> byEtherType(buffer, SLL_PROTOCOL_OFFSET, SLL_HEADER_OCTETS);
            case LinkType.LINUX_SLL2 -> byEtherType(buffer, SLL2_PROTOCOL_OFFSET, SLL2_HEADER_OCTETS);
            case LinkType.NULL -> byFamily(buffer, true);
            case LinkType.LOOP -> byFamily(buffer, false);
            default -> Payload.UNSUPPORTED;
        };
    }

    private Payload byVersion(ByteBuffer buffer) {
        int version = ipLength == 0 ? 0 : (buffer.get(ipOffset) & 0xff) >>> 4;
        return version == 4 ? Payload.IPV4 : version == 6 ? Payload.IPV6 : Payload.NOT_IP;
    }

    /**
     * Parses Ethernet and Linux cooked captures. In both, libpcap inserts a VLAN tag removed by the Linux kernel after
     * the header. Values below 0x600 are the length of an IEEE 802.3 frame or Linux's own numbers: not IP.
     */
    private Payload byEtherType(ByteBuffer buffer, int typeOffset, int headerOctets) {
        if (ipLength < headerOctets) {
            return Payload.NOT_IP;
        }
        int etherType = getUnsignedShort(buffer, ipOffset + typeOffset);
        skip(headerOctets);
        for (int tags = 0; isVlanTag(etherType); tags++) {
            if (tags == MAX_VLAN_TAGS || ipLength < VLAN_TAG_OCTETS) {
                return Payload.NOT_IP;
            }
            etherType = getUnsignedShort(buffer, ipOffset + VLAN_TAG_OCTETS - 2);
            skip(VLAN_TAG_OCTETS);
        }
        return switch (etherType) {
            case ETHER_TYPE_IPV4 -> Payload.IPV4;
            case ETHER_TYPE_IPV6 -> Payload.IPV6;
            default -> Payload.NOT_IP;
        };
    }

    private static boolean isVlanTag(int etherType) {
        return switch (etherType) {
            case ETHER_TYPE_VLAN, ETHER_TYPE_SERVICE_VLAN, ETHER_TYPE_QINQ, ETHER_TYPE_QINQ_OTHER -> true;
            default -> false;
        };
    }

    /** Classifies by address family. The numbers fit into one octet, so a byte-swapped family is never equal to another one. */
    private Payload byFamily(ByteBuffer buffer, boolean eitherOrder) {
        if (ipLength < FAMILY_OCTETS) {
            return Payload.NOT_IP;
        }
        int family = buffer.getInt(ipOffset);
        skip(FAMILY_OCTETS);
        Payload payload = payloadOfFamily(family);
        return payload == Payload.NOT_IP && eitherOrder ? payloadOfFamily(Integer.reverseBytes(family)) : payload;
    }

    private static Payload payloadOfFamily(int family) {
        return switch (family) {
            case AF_INET -> Payload.IPV4;
            case AF_INET6_LINUX, AF_INET6_NETBSD, AF_INET6_FREEBSD, AF_INET6_DARWIN -> Payload.IPV6;
            default -> Payload.NOT_IP;
        };
    }

    private void skip(int octets) {
        ipOffset += octets;
        ipLength -= octets;
    }

    private static int getUnsignedShort(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }
}
