package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/** What a device takes unfinished, or what a frame leaves to do: a set of bits. */
public final class Offloads {
  public static final int NONE = 0;

  /** A transport checksum that is only a partial sum. */
  public static final int CHECKSUM = 1;

  /** Super-packets of TCP over IPv4. */
  public static final int TCP4 = 1 << 1;

  /** Super-packets of TCP over IPv6. */
  public static final int TCP6 = 1 << 2;

  /** Super-packets of UDP datagrams over IPv4. */
  public static final int UDP4 = 1 << 3;

  /** Super-packets of UDP datagrams over IPv6. */
  public static final int UDP6 = 1 << 4;

  public static final int ALL = CHECKSUM | TCP4 | TCP6 | UDP4 | UDP6;

  private Offloads() {}

  /**
   * What a device must be able to do to take a frame as it is.
   *
   * @param frame offset of a frame whose virtio-net header is sound
   * @param family 4 or 6
   */
  public static int neededBy(MemorySegment memory, long frame, int family) {
    long header = frame - VirtioNetHeader.LENGTH;
    return switch (VirtioNetHeader.gsoType(memory, header)) {
      case VirtioNetHeader.GSO_TCPV4 -> CHECKSUM | TCP4;
      case VirtioNetHeader.GSO_TCPV6 -> CHECKSUM | TCP6;
      case VirtioNetHeader.GSO_UDP_L4 -> CHECKSUM | (family == 4 ? UDP4 : UDP6);
      default -> VirtioNetHeader.needsChecksum(memory, header) ? CHECKSUM : NONE;
    };
  }
}
