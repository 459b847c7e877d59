package io.peerway.dataplane.forward.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a receiver makes of a frame and its offload header, slowly and plainly: the packets that the
 * sender meant, each with its checksum complete.
 */
public final class Segments {
  private static final int IP = 14;
  private static final int PSH_AND_FIN = 0x09;
  private static final int CWR = 0x80;

  private Segments() {}

  /** The packets that a frame stands for; itself if it is none of the offloads. */
  public static List<byte[]> of(byte[] virtioHeader, byte[] frame) {
    ByteBuffer header = ByteBuffer.wrap(virtioHeader).order(ByteOrder.nativeOrder());
    boolean needsChecksum = (header.get(0) & OffloadHeaders.NEEDS_CSUM) != 0;
    int type = header.get(1) & 0x7f;
    int size = Short.toUnsignedInt(header.getShort(4));
    int start = Short.toUnsignedInt(header.getShort(6));
    int offset = Short.toUnsignedInt(header.getShort(8));
    if (type == OffloadHeaders.NONE) {
      return List.of(needsChecksum ? withChecksum(frame, start, offset) : frame);
    }
    boolean isUdp = type == OffloadHeaders.UDP_DATAGRAMS;
    int headers = start + (isUdp ? 8 : (frame[start + 12] >> 4 & 0xf) * 4);
    List<byte[]> segments = new ArrayList<>();
    for (int at = headers; at < frame.length || segments.isEmpty(); at += size) {
      int end = Math.min(at + size, frame.length);
      ByteBuffer segment = ByteBuffer.allocate(headers + end - at);
      segment.put(frame, 0, headers).put(frame, at, end - at);
      boolean isIpv6 = frame[12] == (byte) 0x86;
      if (isIpv6) {
        segment.putShort(IP + 4, (short) (segment.capacity() - IP - 40));
      } else {
        segment.putShort(IP + 2, (short) (segment.capacity() - IP));
        segment.putShort(IP + 4, (short) (segment.getShort(IP + 4) + segments.size()));
      }
      if (isUdp) {
        segment.putShort(start + 4, (short) (segment.capacity() - start));
      } else {
        int flags = segment.get(start + 13);
        flags &= at == headers ? 0xff : ~CWR;
        flags &= end == frame.length ? 0xff : ~PSH_AND_FIN;
        segment.put(start + 13, (byte) flags);
        segment.putInt(start + 4, segment.getInt(start + 4) + at - headers);
      }
      byte[] bytes = isIpv6 ? segment.array() : PacketBuilder.withIpv4Checksum(segment.array());
      segments.add(withChecksum(bytes, start, offset));
    }
    return segments;
  }

  /**
   * The same with its transport checksum computed.
   *
   * @param start of the transport header in the frame
   * @param offset of its checksum
   */
  public static byte[] withChecksum(byte[] frame, int start, int offset) {
    byte[] partial = OffloadHeaders.withPartialChecksum(frame, start, offset);
    int sum = 0;
    for (int i = start; i < partial.length; i++) {
      sum += (partial[i] & 0xff) << ((i - start) % 2 == 0 ? 8 : 0);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    int checksum = ~sum & 0xffff;
    if (checksum == 0 && offset == 6) {
      checksum = 0xffff; // RFC 768: 0 says that there is none
    }
    byte[] complete = Arrays.copyOf(partial, partial.length);
    complete[start + offset] = (byte) (checksum >> 8);
    complete[start + offset + 1] = (byte) checksum;
    return complete;
  }
}
