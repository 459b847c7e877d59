package io.peerway.control.flowlog;

import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.flowlog.FlowOutcome;

/**
 * What one interface saw of one flow in an interval: a record to be.
 *
 * @param other the other end
 * @param packets of the flow
 * @param bytes of its IP packets
 * @param tcpFlags any of them had
 * @param first when the first packet came, in nanoseconds of the workers' clock
 * @param last when the last one came
 */
record FlowSum(
    Key key, FlowEnd other, long packets, long bytes, int tcpFlags, long first, long last) {

  /**
   * What tells flows apart.
   *
   * @param own the end whose interface it is
   * @param isEgress whether the packets leave that interface
   * @param isAccepted whether the filters of that interface let them pass
   */
  record Key(
      FlowEnd own,
      boolean isEgress,
      boolean isAccepted,
      int family,
      long sourceHi,
      long sourceLo,
      long destinationHi,
      long destinationLo,
      int protocol,
      int sourcePort,
      int destinationPort) {}

  /** As the sender's interface saw it: rejected only where the sender's own filters did. */
  static FlowSum atSender(FlowCount flow) {
    boolean isAccepted = flow.outcome() != FlowOutcome.REJECTED_AT_SENDER;
    return of(flow, flow.sender(), flow.receiver(), true, isAccepted);
  }

  /** As the receiver's interface saw it, if it got that far. */
  static FlowSum atReceiver(FlowCount flow) {
    boolean isAccepted = flow.outcome() == FlowOutcome.DELIVERED;
    return of(flow, flow.receiver(), flow.sender(), false, isAccepted);
  }

  private static FlowSum of(
      FlowCount flow, FlowEnd own, FlowEnd other, boolean isEgress, boolean isAccepted) {
    return new FlowSum(
        new Key(
            own,
            isEgress,
            isAccepted,
            flow.family(),
            flow.sourceHi(),
            flow.sourceLo(),
            flow.destinationHi(),
            flow.destinationLo(),
            flow.protocol(),
            flow.sourcePort(),
            flow.destinationPort()),
        other,
        flow.packets(),
        flow.bytes(),
        flow.tcpFlags(),
        flow.first(),
        flow.last());
  }

  FlowSum plus(FlowSum more) {
    return new FlowSum(
        key,
        other,
        packets + more.packets,
        bytes + more.bytes,
        tcpFlags | more.tcpFlags,
        first - more.first < 0 ? first : more.first,
        last - more.last > 0 ? last : more.last);
  }
}
