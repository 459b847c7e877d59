package io.peerway.dataplane.forward;

import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * Packets that are larger than any link: up to 64 KiB, which the receiver takes whole or cuts into
 * segments (TSO, USO), as their virtio-net header says.
 */
final class SuperPacket {
  private SuperPacket() {}

  /**
   * Whether the virtio-net header in front of a frame agrees with the frame. A kernel always says
   * sane things of its packets; a program with a raw socket need not.
   *
   * @param frame offset of the Ethernet frame
   * @param length of the frame
   * @param family 4 or 6
   */
  static boolean isOffloadSound(MemorySegment memory, long frame, int length, int family) {
    long header = frame - VirtioNetHeader.LENGTH;
    boolean plain =
        VirtioNetHeader.flags(memory, header) == 0
            && !VirtioNetHeader.isGso(memory, header)
            && !VirtioNetHeader.hasEcn(memory, header);
    return plain || isHeaderSound(memory, frame, length, family);
  }

  private static boolean isHeaderSound(MemorySegment memory, long frame, int length, int family) {
    long header = frame - VirtioNetHeader.LENGTH;
    if (VirtioNetHeader.check(memory, header, VirtioNetHeader.LENGTH + length)
        != HeaderFault.NONE) {
      return false;
    }
    boolean partial = VirtioNetHeader.needsChecksum(memory, header);
    int transport = VirtioNetHeader.checksumStart(memory, header);
    int ipHeader = family == 4 ? 20 : 40;
    if (partial && transport < EthernetHeader.LENGTH + ipHeader) {
      return false;
    }
    return switch (VirtioNetHeader.gsoType(memory, header)) {
      case VirtioNetHeader.GSO_NONE -> true;
      case VirtioNetHeader.GSO_TCPV4 ->
          partial && family == 4 && fitsTcp(memory, frame, length, transport);
      case VirtioNetHeader.GSO_TCPV6 ->
          partial && family == 6 && fitsTcp(memory, frame, length, transport);
      case VirtioNetHeader.GSO_UDP_L4 -> partial && transport + UdpHeader.LENGTH <= length;
      default -> false;
    };
  }

  private static boolean fitsTcp(MemorySegment memory, long frame, int length, int transport) {
    return TcpHeader.check(memory, frame + transport, length - transport) == HeaderFault.NONE;
  }

  /** Whether a frame, whose header is sound, stands for several segments. */
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
