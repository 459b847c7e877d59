package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.NativePrograms;
import io.peerway.dataplane.io.IoMode;
import java.util.List;

/** All routers that can be compared. */
public final class Peers {
  /** The peer that the others are compared with: reading and writing, and nothing else. */
  public static final String REFERENCE = "relay";

  private Peers() {}

  /**
   * In the order of the report.
   *
   * @param jvmOptions for Peerway
   */
  public static List<Peer> all(NativePrograms programs, List<String> jvmOptions) {
    return List.of(
        new PeerwayPeer("peerway", "Peerway, 1 worker", 1, IoMode.AUTO, jvmOptions),
        new PeerwayPeer("peerway-2w", "Peerway, 2 workers", 2, IoMode.AUTO, jvmOptions),
        new RelayPeer(REFERENCE, "C relay, 1 thread", programs, List.of()),
        new RelayPeer(
            "relay-fifo", "C relay, 1 thread at SCHED_FIFO", programs, List.of("-f", "10")),
        new RelayPeer("relay-2q", "C relay, 2 queues and threads", programs, List.of("-q", "2")),
        new KernelPeer(),
        new OvsPeer(),
        new OvnPeer());
  }
}
