package io.peerway.dataplane.forward;

import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * Packets whose sender left work to the receiver, as their virtio-net header says: a checksum to be
 * completed, or up to 64 KiB to be cut into segments (TSO, USO).
 *
 * <p>{@code frame} is the offset of an Ethernet frame whose IP header was found sound.
 */
final class SuperPacket {
  private static final int NOT_FOUND = -1;

  private SuperPacket() {}

  /**
   * Whether the virtio-net header in front of a frame agrees with the frame. A kernel always says
   * sane things of its packets; a program with a raw socket need not.
   *
   * @param length of the frame
   * @param family 4 or 6
   */
  static boolean isOffloadSound(MemorySegment memory, long frame, int length, int family) {
    return VirtioNetHeader.isPlain(memory, frame - VirtioNetHeader.LENGTH)
        || isHeaderSound(memory, frame, length, family);
  }

  private static boolean isHeaderSound(MemorySegment memory, long frame, int length, int family) {
    long header = frame - VirtioNetHeader.LENGTH;
    if (VirtioNetHeader.check(memory, header, VirtioNetHeader.LENGTH + length)
        != HeaderFault.NONE) {
      return false;
    }
    return switch (VirtioNetHeader.gsoType(memory, header)) {
      case VirtioNetHeader.GSO_NONE ->
          !VirtioNetHeader.needsChecksum(memory, header)
              || isPartialChecksumSound(memory, frame, family);
      case VirtioNetHeader.GSO_TCPV4 -> family == 4 && isTcpSound(memory, frame, length, 4);
      case VirtioNetHeader.GSO_TCPV6 -> family == 6 && isTcpSound(memory, frame, length, 6);
      case VirtioNetHeader.GSO_UDP_L4 -> isUdpSound(memory, frame, length, family);
      default -> false;
    };
  }

  /**
   * It may be that of a packet within the packet, but never of a fragment, nor of the IP header.
   */
  private static boolean isPartialChecksumSound(MemorySegment memory, long frame, int family) {
    long ip = frame + EthernetHeader.LENGTH;
    int start =
        VirtioNetHeader.checksumStart(memory, frame - VirtioNetHeader.LENGTH)
            - EthernetHeader.LENGTH;
    if (family == 4) {
      return !Ipv4Header.isFragment(memory, ip) && start >= Ipv4Header.headerLength(memory, ip);
    }
    long upper = Ipv6Extensions.walk(memory, ip);
    return !Ipv6Extensions.isFragment(upper) && start >= Ipv6Extensions.offset(upper);
  }

  private static boolean isTcpSound(MemorySegment memory, long frame, int length, int family) {
    int transport = transport(memory, frame, family, IpProtocol.TCP);
    return transport != NOT_FOUND
        && isChecksumAt(memory, frame, transport, TcpHeader.CHECKSUM_OFFSET)
        && TcpHeader.check(memory, frame + transport, length - transport) == HeaderFault.NONE;
  }

  private static boolean isUdpSound(MemorySegment memory, long frame, int length, int family) {
    int transport = transport(memory, frame, family, IpProtocol.UDP);
    return transport != NOT_FOUND
        && isChecksumAt(memory, frame, transport, UdpHeader.CHECKSUM_OFFSET)
        && transport + UdpHeader.LENGTH <= length;
  }

  /** Segments need a checksum each, so one has to be asked for (virtio 1.2 section 5.1.6.2). */
  private static boolean isChecksumAt(MemorySegment memory, long frame, int start, int offset) {
    long header = frame - VirtioNetHeader.LENGTH;
    return VirtioNetHeader.needsChecksum(memory, header)
        && VirtioNetHeader.checksumStart(memory, header) == start
        && VirtioNetHeader.checksumOffset(memory, header) == offset;
  }

  /** Where in the frame a whole packet's transport header starts, if it is of that protocol. */
  private static int transport(MemorySegment memory, long frame, int family, int protocol) {
    long ip = frame + EthernetHeader.LENGTH;
    if (family == 4) {
      return Ipv4Header.protocol(memory, ip) == protocol && !Ipv4Header.isFragment(memory, ip)
          ? EthernetHeader.LENGTH + Ipv4Header.headerLength(memory, ip)
          : NOT_FOUND;
    }
    long upper = Ipv6Extensions.walk(memory, ip);
    return Ipv6Extensions.protocol(upper) == protocol && !Ipv6Extensions.isFragment(upper)
        ? EthernetHeader.LENGTH + Ipv6Extensions.offset(upper)
        : NOT_FOUND;
  }

  /** Whether a frame, whose virtio-net header is sound, stands for several segments. */
  static boolean isSuperPacket(MemorySegment memory, long frame) {
    return VirtioNetHeader.isGso(memory, frame - VirtioNetHeader.LENGTH);
  }

  /** Length in bytes of the IP packets that a super-packet stands for; the last may be shorter. */
  static int segmentIpLength(MemorySegment memory, long frame) {
    long header = frame - VirtioNetHeader.LENGTH;
    int transport = VirtioNetHeader.checksumStart(memory, header);
    int transportHeader =
        VirtioNetHeader.gsoType(memory, header) == VirtioNetHeader.GSO_UDP_L4
            ? UdpHeader.LENGTH
            : TcpHeader.headerLength(memory, frame + transport);
    return transport
        - EthernetHeader.LENGTH
        + transportHeader
        + VirtioNetHeader.gsoSize(memory, header);
  }
}
