package io.peerway.dataplane.io;

import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.port.PortFactory;
import io.peerway.dataplane.port.TapPort;
import java.util.function.LongSupplier;

/**
 * How a router runs.
 *
 * @param workers threads that forward, each with a queue of its own on every port
 * @param io how they read and write
 * @param scheduling how the kernel schedules them
 * @param busyPollMicros how long a worker looks for packets before it sleeps, in microseconds; 0:
 *     not at all
 * @param coalesces whether packets of one flow in a burst leave as one super-packet
 * @param ttlMode what forwarding does with TTL and hop limit
 * @param flows how many connections are tracked at once, and how long they may be idle
 * @param maxPorts how many ports there can be at once
 * @param clock nanoseconds of a monotonic clock
 * @param portFactory what opens ports
 */
public record RouterConfig(
    int workers,
    IoMode io,
    WorkerScheduling scheduling,
    int busyPollMicros,
    boolean coalesces,
    TtlMode ttlMode,
    FlowLimits flows,
    int maxPorts,
    LongSupplier clock,
    PortFactory portFactory) {

  /** The kernel's limit of queues on a TAP: MAX_TAP_QUEUES in include/linux/if_tap.h. */
  public static final int MAX_WORKERS = 256;

  /** Longer than the time between two ticks of the clock, a worker would never sleep. */
  public static final int MAX_BUSY_POLL_MICROS = 100_000;

  private static final int DEFAULT_MAX_PORTS = 4096;

  public RouterConfig {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "%d workers is not between 1 and %d".formatted(workers, MAX_WORKERS));
    }
    if (busyPollMicros < 0 || busyPollMicros > MAX_BUSY_POLL_MICROS) {
      throw new IllegalArgumentException(
          "busy polling for %d us is not between 0 and %d"
              .formatted(busyPollMicros, MAX_BUSY_POLL_MICROS));
    }
    if (maxPorts < 1) {
      throw new IllegalArgumentException("a router for " + maxPorts + " ports");
    }
  }

  /** One worker, the machine's best I/O, TTL as RFC 1812 has it, ports on TAP devices. */
  public static RouterConfig defaults() {
    return new RouterConfig(
        1,
        IoMode.AUTO,
        WorkerScheduling.AUTO,
        0,
        true,
        TtlMode.DECREMENT,
        FlowLimits.DEFAULTS,
        DEFAULT_MAX_PORTS,
        System::nanoTime,
        TapPort::open);
  }

  public RouterConfig withWorkers(int count) {
    return new RouterConfig(
        count,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        maxPorts,
        clock,
        portFactory);
  }

  public RouterConfig withIo(IoMode mode) {
    return new RouterConfig(
        workers,
        mode,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        maxPorts,
        clock,
        portFactory);
  }

  public RouterConfig withScheduling(WorkerScheduling wanted) {
    return new RouterConfig(
        workers,
        io,
        wanted,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        maxPorts,
        clock,
        portFactory);
  }

  public RouterConfig withBusyPollMicros(int micros) {
    return new RouterConfig(
        workers, io, scheduling, micros, coalesces, ttlMode, flows, maxPorts, clock, portFactory);
  }

  public RouterConfig withCoalescing(boolean wanted) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        wanted,
        ttlMode,
        flows,
        maxPorts,
        clock,
        portFactory);
  }

  public RouterConfig withTtlMode(TtlMode mode) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        mode,
        flows,
        maxPorts,
        clock,
        portFactory);
  }

  public RouterConfig withMaxPorts(int count) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        count,
        clock,
        portFactory);
  }

  public RouterConfig withClock(LongSupplier nanos) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        maxPorts,
        nanos,
        portFactory);
  }

  public RouterConfig withPortFactory(PortFactory factory) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        flows,
        maxPorts,
        clock,
        factory);
  }

  public RouterConfig withFlows(FlowLimits limits) {
    return new RouterConfig(
        workers,
        io,
        scheduling,
        busyPollMicros,
        coalesces,
        ttlMode,
        limits,
        maxPorts,
        clock,
        portFactory);
  }
}
