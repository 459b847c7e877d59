package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.port.PortFactory;
import io.peerway.dataplane.port.TapPort;
import java.util.function.LongSupplier;

/**
 * How a router runs.
 *
 * @param workers threads that forward, each with a queue of its own on every port
 * @param io how they read and write
 * @param ttlMode what forwarding does with TTL and hop limit
 * @param maxPorts how many ports there can be at once
 * @param clock nanoseconds of a monotonic clock
 * @param portFactory what opens ports
 */
public record RouterConfig(
    int workers,
    IoMode io,
    TtlMode ttlMode,
    int maxPorts,
    LongSupplier clock,
    PortFactory portFactory) {

  /** The kernel's limit of queues on a TAP: MAX_TAP_QUEUES in include/linux/if_tap.h. */
  public static final int MAX_WORKERS = 256;

  private static final int DEFAULT_MAX_PORTS = 4096;

  public RouterConfig {
    if (workers < 1 || workers > MAX_WORKERS) {
      throw new IllegalArgumentException(
          "%d workers is not between 1 and %d".formatted(workers, MAX_WORKERS));
    }
    if (maxPorts < 1) {
      throw new IllegalArgumentException("a router for " + maxPorts + " ports");
    }
  }

  /** One worker, the machine's best I/O, TTL as RFC 1812 has it, ports on TAP devices. */
  public static RouterConfig defaults() {
    return new RouterConfig(
        1, IoMode.AUTO, TtlMode.DECREMENT, DEFAULT_MAX_PORTS, System::nanoTime, TapPort::open);
  }

  public RouterConfig withWorkers(int count) {
    return new RouterConfig(count, io, ttlMode, maxPorts, clock, portFactory);
  }

  public RouterConfig withIo(IoMode mode) {
    return new RouterConfig(workers, mode, ttlMode, maxPorts, clock, portFactory);
  }

  public RouterConfig withTtlMode(TtlMode mode) {
    return new RouterConfig(workers, io, mode, maxPorts, clock, portFactory);
  }

  public RouterConfig withMaxPorts(int count) {
    return new RouterConfig(workers, io, ttlMode, count, clock, portFactory);
  }

  public RouterConfig withClock(LongSupplier nanos) {
    return new RouterConfig(workers, io, ttlMode, maxPorts, nanos, portFactory);
  }

  public RouterConfig withPortFactory(PortFactory factory) {
    return new RouterConfig(workers, io, ttlMode, maxPorts, clock, factory);
  }
}
