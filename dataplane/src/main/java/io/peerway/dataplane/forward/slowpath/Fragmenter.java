package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv4Options;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Cuts an IPv4 packet that may be fragmented to the MTU of its way (RFC 791 section 3.2). */
public final class Fragmenter {
  private static final long FRAME = 64;
  private static final long IP = FRAME + EthernetHeader.LENGTH;

  // Options that are copied into every fragment have the top bit of their type set (RFC 791).
  private static final int COPIED = 0x80;

  private final MemorySegment out = Arena.ofAuto().allocate(65_536 + 2 * FRAME, 64);
  private final Egress egress;
  private final WorkerCounters counters;

  public Fragmenter(Egress egress, WorkerCounters counters) {
    this.egress = egress;
    this.counters = counters;
  }

  /**
   * Sends a packet in fragments.
   *
   * @param frame offset of the Ethernet frame, rewritten for its egress already
   * @param mtu largest fragment in bytes, header included
   * @return as {@link Egress#send}: the result of the first fragment that was not sent
   */
  public int send(int port, MemorySegment memory, long frame, int mtu) {
    long ip = frame + EthernetHeader.LENGTH;
    completeChecksum(memory, frame);
    int headerLength = Ipv4Header.headerLength(memory, ip);
    int payload = Ipv4Header.payloadLength(memory, ip);
    int firstOffset = Ipv4Header.fragmentOffset(memory, ip);
    boolean moreFollow = Ipv4Header.moreFragments(memory, ip);
    Bytes.copy(memory, frame, out, FRAME, EthernetHeader.LENGTH + (long) headerLength);
    VirtioNetHeader.clear(out, FRAME - VirtioNetHeader.LENGTH);
    int sent = 0;
    while (sent < payload) {
      int rest = payload - sent;
      int room = mtu - headerLength;
      boolean last = rest <= room;
      int piece = last ? rest : room & ~7;
      Bytes.copy(memory, ip + headerLength + sent, out, IP + headerLength, piece);
      Ipv4Header.totalLength(out, IP, headerLength + piece);
      Ipv4Header.fragment(out, IP, false, moreFollow || !last, firstOffset + sent);
      Ipv4Header.updateChecksum(out, IP);
      int length = EthernetHeader.LENGTH + headerLength + piece;
      int result = egress.send(port, out, FRAME, length);
      if (result != Egress.SENT) {
        return result;
      }
      counters.add(port, PortCounter.SENT_PACKETS, 1);
      counters.add(port, PortCounter.SENT_BYTES, length);
      if (sent == 0) {
        blankUncopiedOptions(headerLength);
      }
      sent += piece;
    }
    return Egress.SENT;
  }

  /** A checksum that the receiver was to complete covers the whole, so it cannot wait. */
  private static void completeChecksum(MemorySegment memory, long frame) {
    long header = frame - VirtioNetHeader.LENGTH;
    if (VirtioNetHeader.needsChecksum(memory, header)) {
      int ipLength = Ipv4Header.totalLength(memory, frame + EthernetHeader.LENGTH);
      VirtioNetHeader.completeChecksum(memory, header, EthernetHeader.LENGTH + ipLength);
    }
  }

  /**
   * Later fragments keep the header's length; options that are not for them become no-operations.
   */
  private void blankUncopiedOptions(int headerLength) {
    int offset = Ipv4Header.MIN_LENGTH;
    while (offset < headerLength) {
      int type = Bytes.u8(out, IP + offset);
      if (type == Ipv4Options.END) {
        return;
      }
      int length = type == Ipv4Options.NO_OPERATION ? 1 : Bytes.u8(out, IP + offset + 1);
      if ((type & COPIED) == 0) {
        for (int i = 0; i < length; i++) {
          Bytes.u8(out, IP + offset + i, Ipv4Options.NO_OPERATION);
        }
      }
      offset += length;
    }
  }
}
