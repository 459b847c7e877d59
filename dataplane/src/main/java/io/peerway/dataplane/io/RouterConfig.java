package io.peerway.dataplane.io;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.port.PortFactory;
import io.peerway.dataplane.port.TapPort;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** How a router runs. Nobody sees one change: every {@code with…} gives another one. */
public final class RouterConfig {

  /** The kernel's limit of queues on a TAP: MAX_TAP_QUEUES in include/linux/if_tap.h. */
  public static final int MAX_WORKERS = 256;

  /** Longer than the time between two ticks of the clock, a worker would never sleep. */
  public static final int MAX_BUSY_POLL_MICROS = 100_000;

  private int workers = 1;
  private IoMode io = IoMode.AUTO;
  private WorkerScheduling scheduling = WorkerScheduling.AUTO;
  private OptionalInt busyPollMicros = OptionalInt.empty();
  private boolean coalesces = true;
  private TtlMode ttlMode = TtlMode.DECREMENT;
  private FlowLimits flows = FlowLimits.DEFAULTS;
  private int maxPorts = 4096;
  private PortFactory portFactory = TapPort::open;

  private RouterConfig() {}

  /** One worker, the machine's best I/O, TTL as RFC 1812 has it, ports on TAP devices. */
  public static RouterConfig defaults() {
    return new RouterConfig();
  }

  private RouterConfig with(Consumer<RouterConfig> change) {
    RouterConfig copy = new RouterConfig();
    copy.workers = workers;
    copy.io = io;
    copy.scheduling = scheduling;
    copy.busyPollMicros = busyPollMicros;
    copy.coalesces = coalesces;
    copy.ttlMode = ttlMode;
    copy.flows = flows;
    copy.maxPorts = maxPorts;
    copy.portFactory = portFactory;
    change.accept(copy);
    return copy;
  }

  /** Threads that forward, each with a queue of its own on every port. */
  public int workers() {
    return workers;
  }

  /**
   * With so many workers.
   *
   * @throws IllegalArgumentException unless 1 to {@link #MAX_WORKERS}
   */
  public RouterConfig withWorkers(int count) {
    if (count < 1 || count > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "%d workers is not between 1 and %d".formatted(count, MAX_WORKERS));
    }
    return with(copy -> copy.workers = count);
  }

  /** How workers read and write. */
  public IoMode io() {
    return io;
  }

  public RouterConfig withIo(IoMode mode) {
    return with(copy -> copy.io = mode);
  }

  /** How the kernel schedules workers. */
  public WorkerScheduling scheduling() {
    return scheduling;
  }

  public RouterConfig withScheduling(WorkerScheduling wanted) {
    return with(copy -> copy.scheduling = wanted);
  }

  /**
   * For how long a worker looks for packets before it sleeps, in microseconds; 0: not at all;
   * empty: as {@link WorkerScheduling} has it.
   */
  public OptionalInt busyPollMicros() {
    return busyPollMicros;
  }

  /**
   * With workers that look for packets for so long before they sleep, busy or not.
   *
   * @throws IllegalArgumentException unless 0 to {@link #MAX_BUSY_POLL_MICROS}
   */
  public RouterConfig withBusyPollMicros(int micros) {
    if (micros < 0 || micros > MAX_BUSY_POLL_MICROS) {
      throw new IllegalArgumentException(
          "busy polling for %d us is not between 0 and %d".formatted(micros, MAX_BUSY_POLL_MICROS));
    }
    return with(copy -> copy.busyPollMicros = OptionalInt.of(micros));
  }

  /** Whether packets of one flow in a burst leave as one super-packet. */
  public boolean coalesces() {
    return coalesces;
  }

  public RouterConfig withCoalescing(boolean wanted) {
    return with(copy -> copy.coalesces = wanted);
  }

  /** What forwarding does with TTL and hop limit. */
  public TtlMode ttlMode() {
    return ttlMode;
  }

  public RouterConfig withTtlMode(TtlMode mode) {
    return with(copy -> copy.ttlMode = mode);
  }

  /** How many connections are tracked at once, and how long they may be idle. */
  public FlowLimits flows() {
    return flows;
  }

  public RouterConfig withFlows(FlowLimits limits) {
    return with(copy -> copy.flows = limits);
  }

  /** How many ports there can be at once. */
  public int maxPorts() {
    return maxPorts;
  }

  /**
   * With room for so many ports.
   *
   * @throws IllegalArgumentException unless there is room for one
   */
  public RouterConfig withMaxPorts(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a router for " + count + " ports");
    }
    return with(copy -> copy.maxPorts = count);
  }

  /** Nanoseconds of a monotonic clock. */
  public LongSupplier clock() {
    return System::nanoTime;
  }

  /** What opens ports. */
  public PortFactory portFactory() {
    return portFactory;
  }

  public RouterConfig withPortFactory(PortFactory factory) {
    return with(copy -> copy.portFactory = factory);
  }
}
