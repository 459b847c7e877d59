package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Fragmenter;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.dataplane.wire.TcpHeader;
import io.peerway.dataplane.wire.UdpHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Cuts super-packets into the segments that they stand for, each a packet of its own with a
 * complete checksum, as the kernel does where a device lacks the offload (tcp_gso_segment() in
 * net/ipv4/tcp_offload.c, __udp_gso_segment() in udp_offload.c).
 */
final class Segmenter {
  private static final long FRAME = 64;
  private static final long IP = FRAME + EthernetHeader.LENGTH;

  private final MemorySegment out = Arena.ofAuto().allocate(65_536 + 2 * FRAME, 64);
  private final Egress egress;
  private final Fragmenter fragmenter;
  private final WorkerCounters counters;

  Segmenter(Egress egress, Fragmenter fragmenter, WorkerCounters counters) {
    this.egress = egress;
    this.fragmenter = fragmenter;
    this.counters = counters;
  }

  /**
   * Sends a super-packet in segments.
   *
   * @param frame offset of the Ethernet frame, rewritten for its egress already
   * @param length of the Ethernet frame in bytes
   * @param family 4 or 6
   * @param fragmentTo largest fragment in bytes that segments are to be cut into, or 0
   * @return as {@link Egress#send}: the result of the first segment that was not sent
   */
  int send(int port, MemorySegment memory, long frame, int length, int family, int fragmentTo) {
    long header = frame - VirtioNetHeader.LENGTH;
    int transport = VirtioNetHeader.checksumStart(memory, header);
    boolean isUdp = VirtioNetHeader.gsoType(memory, header) == VirtioNetHeader.GSO_UDP_L4;
    int headers =
        transport + (isUdp ? UdpHeader.LENGTH : TcpHeader.headerLength(memory, frame + transport));
    int size = VirtioNetHeader.gsoSize(memory, header);
    int payload = length - headers;
    int sent = 0;
    int number = 0;
    do {
      int piece = Math.min(size, payload - sent);
      // A fragmenter changes the headers that it was given, so every segment gets fresh ones.
      Bytes.copy(memory, frame, out, FRAME, headers);
      Bytes.copy(memory, frame + headers + sent, out, FRAME + headers, piece);
      VirtioNetHeader.clear(out, FRAME - VirtioNetHeader.LENGTH);
      finishIp(family, number, headers - EthernetHeader.LENGTH + piece);
      int transportLength = headers - transport + piece;
      long pseudoHeader = pseudoHeader(family, isUdp, transportLength);
      if (isUdp) {
        UdpHeader.length(out, FRAME + transport, transportLength);
        UdpHeader.updateChecksum(out, FRAME + transport, transportLength, pseudoHeader);
      } else {
        finishTcp(FRAME + transport, sent, sent + piece == payload);
        TcpHeader.updateChecksum(out, FRAME + transport, transportLength, pseudoHeader);
      }
      int result = send(port, headers + piece, fragmentTo);
      if (result != Egress.SENT) {
        return result;
      }
      sent += piece;
      number++;
    } while (sent < payload);
    return Egress.SENT;
  }

  private void finishIp(int family, int number, int ipLength) {
    if (family == 4) {
      Ipv4Header.totalLength(out, IP, ipLength);
      Ipv4Header.identification(out, IP, Ipv4Header.identification(out, IP) + number & 0xffff);
      Ipv4Header.updateChecksum(out, IP);
    } else {
      Ipv6Header.payloadLength(out, IP, ipLength - Ipv6Header.LENGTH);
    }
  }

  private long pseudoHeader(int family, boolean isUdp, int length) {
    int protocol = isUdp ? IpProtocol.UDP : IpProtocol.TCP;
    return family == 4
        ? Ipv4Header.pseudoHeader(out, IP, protocol, length)
        : Ipv6Header.pseudoHeader(out, IP, protocol, length);
  }

  /** CWR is for the first segment alone (RFC 3168 section 6.1.2), FIN and PSH are for the last. */
  private void finishTcp(long tcp, int sent, boolean isLast) {
    TcpHeader.sequence(out, tcp, TcpHeader.sequence(out, tcp) + sent);
    int flags = TcpHeader.flags(out, tcp);
    if (sent > 0) {
      flags &= ~TcpHeader.CWR;
    }
    if (!isLast) {
      flags &= ~(TcpHeader.FIN | TcpHeader.PSH);
    }
    TcpHeader.flags(out, tcp, flags);
  }

  private int send(int port, int length, int fragmentTo) {
    if (fragmentTo != 0 && length - EthernetHeader.LENGTH > fragmentTo) {
      return fragmenter.send(port, out, FRAME, fragmentTo);
    }
    int result = egress.send(port, out, FRAME, length);
    if (result == Egress.SENT) {
      counters.add(port, PortCounter.SENT_PACKETS, 1);
      counters.add(port, PortCounter.SENT_BYTES, length);
    }
    return result;
  }
}
