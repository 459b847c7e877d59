package io.peerway.tools.replay;

import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.ArpPacket;
import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Header;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** Tells from which port a frame comes that was found in a file. */
final class IngressPort {

  private static final long IP = EthernetHeader.LENGTH;

  private IngressPort() {}

  /**
   * The port of the host with the frame's source address, in the VPC that is named, or else in the
   * one whose router the frame is sent to.
   *
   * @param vpcId may be null
   * @param number of the frame, for messages
   * @throws UserException when there is none
   */
  static int find(ForwardingState state, String vpcId, byte[] bytes, int number) {
    try (Arena arena = Arena.ofConfined()) {
      // Not the heap's: the packet path shall go on seeing one kind of memory.
      MemorySegment frame = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      VpcForwarding vpc =
          state.vpcs().stream()
              .filter(Objects::nonNull)
              .filter(
                  each ->
                      vpcId == null ? isSentTo(each, frame, bytes.length) : each.id().equals(vpcId))
              .findFirst()
              .orElseThrow(() -> unknown(vpcId, number));
      LocalEntry sender = sender(vpc, frame, bytes.length);
      PortForwarding port = sender == null || sender.isRouter() ? null : state.port(sender.port());
      if (port == null) {
        port = own(state, vpc);
      }
      return port.number();
    }
  }

  private static boolean isSentTo(VpcForwarding vpc, MemorySegment frame, int length) {
    return length >= EthernetHeader.LENGTH
        && EthernetHeader.destination(frame, 0) == vpc.routerMac();
  }

  private static UserException unknown(String vpcId, int number) {
    return new UserException(
        ExitStatus.USAGE,
        vpcId == null
            ? "frame %d is sent to no VPC's router, so that it is not known where it comes from: name the VPC with --vpc"
                .formatted(number)
            : "there is no VPC %s in this state".formatted(vpcId));
  }

  private static LocalEntry sender(VpcForwarding vpc, MemorySegment frame, int length) {
    if (length < EthernetHeader.LENGTH) {
      return null;
    }
    int type = EthernetHeader.type(frame, 0);
    if (type == EtherType.IPV4 && length >= IP + Ipv4Header.MIN_LENGTH) {
      return vpc.local().find(Ipv4Header.source(frame, IP));
    }
    if (type == EtherType.ARP && length >= IP + ArpPacket.LENGTH) {
      return vpc.local().find(ArpPacket.senderAddress(frame, IP));
    }
    return type == EtherType.IPV6 && length >= IP + Ipv6Header.LENGTH
        ? vpc.local().find(Ipv6Header.sourceHi(frame, IP), Ipv6Header.sourceLo(frame, IP))
        : null;
  }

  private static PortForwarding own(ForwardingState state, VpcForwarding vpc) {
    return state.ports().stream()
        .filter(port -> port != null && port.owner().equals(vpc.id()))
        .findFirst()
        .orElseThrow(
            () -> new UserException(ExitStatus.USAGE, vpc.id() + " has no port in this state"));
  }
}
