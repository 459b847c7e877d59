package io.peerway.bench.forward.peer;

import io.peerway.bench.lab.NativePrograms;
import io.peerway.dataplane.io.IoMode;
import io.peerway.dataplane.io.RouterConfig;
import io.peerway.dataplane.io.WorkerScheduling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All routers that can be compared. */
public final class Peers {
  /** The peer that the others are compared with: reading and writing, and nothing else. */
  public static final String REFERENCE = "relay";

  private Peers() {}

  /**
   * Those that are compared unless others are asked for, in the order of the report.
   *
   * @param jvmOptions for Peerway
   */
  public static List<Peer> standard(NativePrograms programs, List<String> jvmOptions) {
    RouterConfig one = RouterConfig.defaults();
    return List.of(
        new PeerwayPeer("peerway", "Peerway, 1 worker", one, jvmOptions),
        new PeerwayPeer("peerway-2w", "Peerway, 2 workers", one.withWorkers(2), jvmOptions),
        new RelayPeer(REFERENCE, "C relay, 1 thread", programs, List.of()),
        new RelayPeer(
            "relay-fifo", "C relay, 1 thread at SCHED_FIFO", programs, List.of("-f", "10")),
        new RelayPeer("relay-2q", "C relay, 2 queues and threads", programs, List.of("-q", "2")),
        new RelayPeer("relay-2d", "C relay, a thread for each direction", programs, List.of("-d")),
        new KernelPeer(),
        new OvsPeer(),
        new OvnPeer());
  }

  /** Peerway with one technique less, or another; what each of them gives. */
  public static List<Peer> variants(List<String> jvmOptions) {
    RouterConfig one = RouterConfig.defaults();
    return List.of(
        new PeerwayPeer("peerway-epoll", "Peerway on epoll", one.withIo(IoMode.EPOLL), jvmOptions),
        new PeerwayPeer(
            "peerway-uring", "Peerway on io_uring", one.withIo(IoMode.IO_URING), jvmOptions),
        new PeerwayPeer(
            "peerway-normal",
            "Peerway, scheduled as any other thread",
            one.withScheduling(WorkerScheduling.NORMAL),
            jvmOptions),
        new PeerwayPeer(
            "peerway-nice",
            "Peerway, with more weight than other threads",
            one.withScheduling(WorkerScheduling.NICE),
            jvmOptions),
        new PeerwayPeer(
            "peerway-single", "Peerway, without coalescing", one.withCoalescing(false), jvmOptions),
        new PeerwayPeer(
            "peerway-fifo",
            "Peerway at SCHED_FIFO",
            one.withScheduling(WorkerScheduling.FIFO),
            jvmOptions),
        new PeerwayPeer(
            "peerway-2w-nice",
            "Peerway, 2 workers with more weight than other threads",
            one.withWorkers(2).withScheduling(WorkerScheduling.NICE),
            jvmOptions),
        new PeerwayPeer(
            "peerway-nice-busy",
            "Peerway, with more weight, polling 50 us",
            one.withScheduling(WorkerScheduling.NICE).withBusyPollMicros(50),
            jvmOptions),
        new PeerwayPeer(
            "peerway-rules",
            "Peerway, with 300 rules each way on both sides, all connections tracked",
            one,
            jvmOptions,
            true,
            Optional.empty()),
        new PeerwayPeer(
            "peerway-capture-none",
            "Peerway, with a capture whose filter nothing matches",
            one,
            jvmOptions,
            false,
            Optional.of("host 192.0.2.1 and tcp port 22")),
        new PeerwayPeer(
            "peerway-capture-all",
            "Peerway, with a capture of all packets",
            one,
            jvmOptions,
            false,
            Optional.of("")));
  }

  /** Every router that can be asked for. */
  public static List<Peer> all(NativePrograms programs, List<String> jvmOptions) {
    List<Peer> all = new ArrayList<>(standard(programs, jvmOptions));
    all.addAll(variants(jvmOptions));
    return all;
  }
}
