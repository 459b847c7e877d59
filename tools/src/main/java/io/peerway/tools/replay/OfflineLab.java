package io.peerway.tools.replay;

import io.peerway.control.compile.Datapath;
import io.peerway.control.compile.Publisher;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.Records;
import io.peerway.control.store.StoreException;
import io.peerway.dataplane.explain.Frame;
import io.peerway.dataplane.explain.OfflineRouter;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.wire.MacAddress;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A {@link LabState} that forwards, without devices, compiled as a router compiles its records. */
final class OfflineLab {

  /** Keeps what a router's workers would forward by. */
  private static final class Kept implements Datapath {
    private int ports;
    private ForwardingState state;

    @Override
    public int openPort(PortSpec spec) {
      return ports++;
    }

    @Override
    public void closePort(int number) {
      throw new UnsupportedOperationException("the records do not change");
    }

    @Override
    public CompletionStage<Duration> publish(ForwardingState next) {
      state = next;
      return CompletableFuture.completedFuture(Duration.ZERO);
    }
  }

  private final ForwardingState state;
  private final OfflineRouter router;

  private OfflineLab(ForwardingState state, OfflineRouter router) {
    this.state = state;
    this.router = router;
  }

  /**
   * Makes a saved lab.
   *
   * @param now nanoseconds: when its hosts have shown themselves
   * @throws UserException when the state does not fit together
   */
  static OfflineLab of(LabState saved, long now) {
    ForwardingState state = compile(saved);
    OfflineRouter router =
        new OfflineRouter(state, TtlMode.valueOf(saved.ttl().toUpperCase(Locale.ROOT)));
    for (LabState.Neighbor host : saved.neighbors()) {
      router.introduce(
          port(state, host.owner()).number(), host.address(), MacAddress.parse(host.mac()), now);
    }
    return new OfflineLab(state, router);
  }

  private static ForwardingState compile(LabState saved) {
    try {
      Ledger ledger = Records.restore(saved.records());
      Kept kept = new Kept();
      Publisher publisher = new Publisher(kept);
      publisher.follow(ledger);
      for (LabState.Port port : saved.ports()) {
        publisher.openPort(port.owner());
        publisher.setMtu(port.owner(), port.mtu());
      }
      return kept.state;
    } catch (StoreException | NoSuchElementException e) {
      throw new UserException(
          ExitStatus.USAGE, "the state cannot be compiled: %s".formatted(e.getMessage()));
    }
  }

  private static PortForwarding port(ForwardingState state, String owner) {
    return state.ports().stream()
        .filter(port -> port != null && port.owner().equals(owner))
        .findFirst()
        .orElseThrow(
            () -> new UserException(ExitStatus.USAGE, owner + " has no port in this state"));
  }

  ForwardingState state() {
    return state;
  }

  /** What leaves because of a frame that comes from a port at a moment. */
  List<Frame> forward(int port, byte[] frame, long now) {
    return router.forward(port, frame, now);
  }

  /** Everything that was counted and is not 0: by the ports' owners, then by label. */
  Map<String, Map<String, Long>> counters() {
    WorkerCounters counters = router.counters();
    Map<String, Map<String, Long>> all = new TreeMap<>();
    for (PortForwarding port : state.ports()) {
      if (port != null) {
        Map<String, Long> own = new TreeMap<>();
        for (PortCounter counter : PortCounter.values()) {
          own.put(counter.label(), counters.get(port.number(), counter));
        }
        for (DropReason reason : DropReason.values()) {
          own.put(reason.label(), counters.drops(port.number(), reason));
        }
        own.values().removeIf(value -> value == 0);
        all.put(port.owner(), own);
      }
    }
    all.values().removeIf(Map::isEmpty);
    return all;
  }
}
