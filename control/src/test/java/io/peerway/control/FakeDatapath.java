package io.peerway.control;

import io.peerway.control.compile.Datapath;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Remembers what it was told; ports have no devices. */
public final class FakeDatapath implements Datapath {
  private final Map<Integer, PortSpec> ports = new TreeMap<>();
  private ForwardingState state = ForwardingState.EMPTY;
  private boolean broken;

  @Override
  public synchronized int openPort(PortSpec spec) {
    if (broken) {
      throw new IllegalStateException("no devices today");
    }
    int number = 0;
    while (ports.containsKey(number)) {
      number++;
    }
    ports.put(number, spec);
    return number;
  }

  @Override
  public synchronized void closePort(int number) {
    if (state.port(number) != null) {
      throw new IllegalStateException("port " + number + " is still in the published state");
    }
    ports.remove(number);
  }

  @Override
  public synchronized CompletionStage<Duration> publish(ForwardingState next) {
    if (next.generation() <= state.generation()) {
      throw new IllegalStateException("generation " + next.generation() + " is not new");
    }
    state = next;
    return CompletableFuture.completedStage(Duration.ZERO);
  }

  /** From now on no port can be opened, or again it can. */
  public synchronized void setBroken(boolean now) {
    broken = now;
  }

  /** What was published last. */
  public synchronized ForwardingState state() {
    return state;
  }

  /** The open ports by number. */
  public synchronized Map<Integer, PortSpec> ports() {
    return new TreeMap<>(ports);
  }
}
