package io.peerway.dataplane.forward;

import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.Fragmenter;
import io.peerway.dataplane.forward.slowpath.Offloads;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * Writes packets to their egress ports, those of a flow in order, and finishes what a port's device
 * does not take unfinished.
 */
final class Output implements BurstStage {
  private final Egress device;
  private final Fragmenter fragmenter;
  private final Segmenter segmenter;
  private final Coalescer coalescer;
  private final boolean coalesces;
  private final WorkerCounters counters;

  // What left whole by the port that the last packets left by; counted when another port follows.
  private int port;
  private int packets;
  private long bytes;

  /**
   * @param device where packets leave as they are
   * @param pieces where segments and fragments of packets leave
   * @param coalesces whether packets of one flow leave as super-packets where the device takes them
   */
  Output(Egress device, Egress pieces, WorkerCounters counters, boolean coalesces) {
    this.device = device;
    this.fragmenter = new Fragmenter(pieces, counters);
    this.segmenter = new Segmenter(pieces, fragmenter, counters);
    this.coalescer = new Coalescer(device);
    this.coalesces = coalesces;
    this.counters = counters;
  }

  @Override
  public Stage stage() {
    return Stage.OUTPUT;
  }

  @Override
  public void run(Burst burst) {
    boolean joined = coalesces && burst.count > 1;
    if (joined) {
      coalescer.run(burst);
    }
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      int carrier = joined ? coalescer.carrier(i) : i;
      if (carrier != i) {
        burst.verdict[i] = burst.verdict[carrier];
        burst.reason[i] = burst.reason[carrier];
        burst.recast[i] = true;
        continue;
      }
      int egressPort = burst.egress[i].number();
      if (egressPort != port) {
        count();
        port = egressPort;
      }
      int result = send(burst, i);
      if (result == Egress.SENT) {
        burst.verdict[i] = Burst.FORWARDED;
      } else {
        burst.drop(i, reason(result));
      }
    }
    count();
  }

  private int send(Burst burst, int i) {
    MemorySegment memory = burst.memory;
    long frame = burst.at[i];
    boolean isPlain = VirtioNetHeader.isPlain(memory, frame - VirtioNetHeader.LENGTH);
    if (!isPlain && SuperPacket.isSuperPacket(memory, frame)) {
      if (burst.fragmentTo[i] == 0 && takes(burst, i)) {
        return sendWhole(burst, i);
      }
      burst.recast[i] = true;
      return segmenter.send(
          port, memory, frame, burst.length[i], burst.family[i], burst.fragmentTo[i]);
    }
    if (burst.fragmentTo[i] != 0) {
      burst.recast[i] = true;
      return fragmenter.send(port, memory, frame, burst.fragmentTo[i]);
    }
    if (!isPlain && !takes(burst, i)) {
      VirtioNetHeader.completeChecksum(
          memory, frame - VirtioNetHeader.LENGTH, EthernetHeader.LENGTH + burst.ipLength(i));
    }
    return sendWhole(burst, i);
  }

  private boolean takes(Burst burst, int i) {
    int needed = Offloads.neededBy(burst.memory, burst.at[i], burst.family[i]);
    return (needed & ~device.offloads(port)) == 0;
  }

  private int sendWhole(Burst burst, int i) {
    int result = device.send(port, burst.memory, burst.at[i], burst.length[i]);
    if (result == Egress.SENT) {
      packets++;
      bytes += burst.length[i];
    }
    return result;
  }

  private void count() {
    if (packets > 0) {
      counters.add(port, PortCounter.SENT_PACKETS, packets);
      counters.add(port, PortCounter.SENT_BYTES, bytes);
      packets = 0;
      bytes = 0;
    }
  }

  private static DropReason reason(int result) {
    return switch (result) {
      case Egress.FULL -> DropReason.DEVICE_FULL;
      case Egress.RING_FULL -> DropReason.RING_FULL;
      case Egress.DOWN -> DropReason.DEVICE_DOWN;
      default -> DropReason.DEVICE_ERROR;
    };
  }
}
