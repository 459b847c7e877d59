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
    // What left by the port that the last packets left by; counted when another port follows.
    int port = 0;
    int packets = 0;
    long bytes = 0;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (burst.egress[i].number() != port) {
        count(port, packets, bytes);
        port = burst.egress[i].number();
        packets = 0;
        bytes = 0;
      }
      int result;
      if (burst.fragmentTo[i] != 0) {
        result = fragmenter.send(port, burst.memory, burst.at[i], burst.fragmentTo[i]);
      } else {
        result = egress.send(port, burst.memory, burst.at[i], burst.length[i]);
        if (result == Egress.SENT) {
          packets++;
          bytes += burst.length[i];
        }
      }
      if (result == Egress.SENT) {
        burst.verdict[i] = Burst.FORWARDED;
      } else {
        burst.drop(i, reason(result));
      }
    }
    count(port, packets, bytes);
  }

  private void count(int port, int packets, long bytes) {
    if (packets > 0) {
      counters.add(port, PortCounter.SENT_PACKETS, packets);
      counters.add(port, PortCounter.SENT_BYTES, bytes);
    }
  }

  private static DropReason reason(int result) {
    return switch (result) {
      case Egress.FULL -> DropReason.DEVICE_FULL;
      case Egress.DOWN -> DropReason.DEVICE_DOWN;
      default -> DropReason.DEVICE_ERROR;
    };
  }
}
