package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.HeaderFault;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a frame with offloads the frames that a wire would have: a super-packet is cut as OUTPUT
 * cuts it, a checksum is completed. Not for the packet path, and not for use by several threads.
 */
public final class WireFrames {
  private static final long FRAME = 64;
  private static final int MAX_FRAME = 65_536 + 14;

  private final MemorySegment memory = Arena.ofAuto().allocate(2 * FRAME + MAX_FRAME, FRAME);
  private final List<byte[]> segments = new ArrayList<>();
  private final Segmenter segmenter =
      new Segmenter(this::keep, null, new WorkerCounters(1)); // nothing is fragmented

  private int keep(int port, MemorySegment from, long at, int length) {
    segments.add(from.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    return Egress.SENT;
  }

  /**
   * The frames that a frame stands for.
   *
   * @param offload the virtio-net header, {@link Burst#HEADROOM} bytes
   * @param frame all of its bytes
   * @return the frame itself if it has no offloads, or the two do not agree
   */
  public List<byte[]> of(byte[] offload, byte[] frame) {
    int family = family(frame);
    if (family == 0 || frame.length > MAX_FRAME) {
      return List.of(frame);
    }
    long header = FRAME - VirtioNetHeader.LENGTH;
    MemorySegment.copy(offload, 0, memory, ValueLayout.JAVA_BYTE, header, offload.length);
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, FRAME, frame.length);
    if (VirtioNetHeader.isPlain(memory, header)
        || !isSound(frame.length, family)
        || !SuperPacket.isOffloadSound(memory, FRAME, frame.length, family)) {
      return List.of(frame);
    }
    segments.clear();
    if (SuperPacket.isSuperPacket(memory, FRAME)) {
      segmenter.send(0, memory, FRAME, frame.length, family, 0);
    } else {
      VirtioNetHeader.completeChecksum(memory, header, frame.length);
      keep(0, memory, FRAME, frame.length);
    }
    return List.copyOf(segments);
  }

  private static int family(byte[] frame) {
    if (frame.length < EthernetHeader.LENGTH) {
      return 0;
    }
    return switch (Byte.toUnsignedInt(frame[12]) << 8 | Byte.toUnsignedInt(frame[13])) {
      case EtherType.IPV4 -> 4;
      case EtherType.IPV6 -> 6;
      default -> 0;
    };
  }

  private boolean isSound(int length, int family) {
    long ip = FRAME + EthernetHeader.LENGTH;
    int left = length - EthernetHeader.LENGTH;
    return (family == 4 ? Ipv4Header.check(memory, ip, left) : Ipv6Header.check(memory, ip, left))
        == HeaderFault.NONE;
  }
}
