package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Fragmenter;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;

/** Writes packets to their egress ports, in order. */
final class Output implements BurstStage {
  private final Egress egress;
  private final Fragmenter fragmenter;
  private final WorkerCounters counters;

  Output(Egress egress, Fragmenter fragmenter, WorkerCounters counters) {
    this.egress = egress;
    this.fragmenter = fragmenter;
    this.counters = counters;
  }

  @Override
  public Stage stage() {
    return Stage.OUTPUT;
  }

  @Override
  public void run(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      int port = burst.egress[i].number();
      int result = burst.fragmentTo[i] == 0 ? send(burst, i, port) : sendFragments(burst, i, port);
      if (result == Egress.SENT) {
        burst.verdict[i] = Burst.FORWARDED;
      } else {
        burst.drop(i, reason(result));
      }
    }
  }

  private int send(Burst burst, int i, int port) {
    int result = egress.send(port, burst.memory, burst.at[i], burst.length[i]);
    if (result == Egress.SENT) {
      counters.add(port, PortCounter.SENT_PACKETS, 1);
      counters.add(port, PortCounter.SENT_BYTES, burst.length[i]);
    }
    return result;
  }

  private int sendFragments(Burst burst, int i, int port) {
    return fragmenter.send(port, burst.memory, burst.at[i], burst.fragmentTo[i]);
  }

  private static DropReason reason(int result) {
    return switch (result) {
      case Egress.FULL -> DropReason.DEVICE_FULL;
      case Egress.DOWN -> DropReason.DEVICE_DOWN;
      default -> DropReason.DEVICE_ERROR;
    };
  }
}
