package io.peerway.dataplane.forward.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a kernel writes before a frame: {@code struct virtio_net_hdr} of linux/virtio_net.h. */
public final class OffloadHeaders {
  public static final int NONE = 0;
  public static final int TCPV4 = 1;
  public static final int UDP_FRAGMENTS = 3;
  public static final int TCPV6 = 4;
  public static final int UDP_DATAGRAMS = 5;
  public static final int ECN = 0x80;

  public static final int NEEDS_CSUM = 1;
  public static final int DATA_VALID = 2;

  private OffloadHeaders() {}

  /** A frame that is complete. */
  public static byte[] plain() {
    return header(0, NONE, 0, 0, 0, 0);
  }

  /** A frame whose checksum the receiver is to complete. */
  public static byte[] partialChecksum(int start, int offset) {
    return header(NEEDS_CSUM, NONE, 0, 0, start, offset);
  }

  /** A frame that stands for several segments of {@code size} bytes of data. */
  public static byte[] segments(int type, int headers, int size, int start, int offset) {
    return header(NEEDS_CSUM, type, headers, size, start, offset);
  }

  public static byte[] header(int flags, int type, int headers, int size, int start, int offset) {
    return ByteBuffer.allocate(10)
        .order(ByteOrder.nativeOrder())
        .put((byte) flags)
        .put((byte) type)
        .putShort((short) headers)
        .putShort((short) size)
        .putShort((short) start)
        .putShort((short) offset)
        .array();
  }

  /**
   * A frame as its sender leaves it to the device: the transport checksum is only the sum of the
   * pseudo-header (addresses, protocol, length), not complemented.
   *
   * @param start of the transport header in the frame
   * @param offset of its checksum
   */
  public static byte[] withPartialChecksum(byte[] frame, int start, int offset) {
    boolean isIpv6 = (frame[14] & 0xf0) == 0x60;
    int protocol = offset == 6 ? 17 : 6; // of UDP, else of TCP
    int sum = protocol + frame.length - start;
    int addressesEnd = isIpv6 ? 14 + 40 : 14 + 20;
    for (int i = isIpv6 ? 14 + 8 : 14 + 12; i < addressesEnd; i += 2) {
      sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    return PacketBuilder.with(frame, start + offset, sum >> 8, sum);
  }
}
