package io.peerway.dataplane.io;

import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.observe.CounterMemory;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.port.Port;
import io.peerway.dataplane.port.PortQueue;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.port.TapPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of a router by their numbers: opens and closes them, attaches their queues to the
 * workers, and makes a device again that vanished with the namespace it was in.
 */
final class PortRegistry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PortRegistry.class);
  private static final long RETRY_SECONDS = 1;

  /** A port that is wanted, and what stands for it now; guarded by the registry. */
  private static final class Entry {
    final PortSpec spec;
    Optional<Port> port;

    Entry(PortSpec spec, Port port) {
      this.spec = spec;
      this.port = Optional.of(port);
    }
  }

  private final RouterConfig config;
  private final List<Worker> workers;
  private final StatePublisher states;
  private final NeighborTable neighbors;
  private final CounterMemory counters;
  private final Entry[] entries;

  // Workers call on it, and must not see an exception because the router is being closed.
  private final ScheduledExecutorService repairs =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().name("peerway-ports").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private boolean closed;

  PortRegistry(
      RouterConfig config,
      List<Worker> workers,
      StatePublisher states,
      NeighborTable neighbors,
      CounterMemory counters) {
    this.config = config;
    this.workers = workers;
    this.states = states;
    this.neighbors = neighbors;
    this.counters = counters;
    this.entries = new Entry[config.maxPorts()];
  }

  synchronized int open(PortSpec spec) {
    int number = freeNumber(spec);
    Port port = config.portFactory().open(spec, workers.size());
    try {
      attach(number, port, Worker::attachNew, Worker::handOverNew);
    } catch (RuntimeException e) {
      onEveryWorker((worker, index) -> worker.detach(number));
      port.close();
      throw e;
    }
    counters.opened(number, spec.owner(), spec.device());
    entries[number] = new Entry(spec, port);
    log.info("port {} of {} is device {}", number, spec.owner(), spec.device());
    return number;
  }

  /** A number that the current state knows would give the new port the packets of another owner. */
  private int freeNumber(PortSpec spec) {
    if (closed) {
      throw new IllegalStateException("the router is closed");
    }
    int free = -1;
    for (int i = entries.length - 1; i >= 0; i--) {
      if (entries[i] == null) {
        free = states.current().port(i) == null ? i : free;
      } else if (entries[i].spec.device().equals(spec.device())) {
        throw new IllegalArgumentException(
            "device %s of %s is that of %s already"
                .formatted(spec.device(), spec.owner(), entries[i].spec.owner()));
      }
    }
    if (free < 0) {
      throw new IllegalStateException("there are " + entries.length + " ports already");
    }
    return free;
  }

  synchronized void close(int number) {
    Entry entry = entry(number);
    entries[number] = null;
    release(number, entry);
    counters.closed(number);
    log.info("port {} of {} is closed", number, entry.spec.owner());
  }

  private void release(int number, Entry entry) {
    onEveryWorker((worker, index) -> worker.detach(number));
    entry.port.ifPresent(Port::close);
    entry.port = Optional.empty();
    neighbors.removePort(number);
  }

  /** The hosts behind the device stay where they were, so their MAC addresses are forgotten. */
  synchronized void move(int number, NetworkNamespace target) {
    if (entry(number).port.orElse(null) instanceof TapPort tap) {
      tap.moveTo(target);
      neighbors.removePort(number);
    } else {
      throw new IllegalArgumentException("port " + number + " has no device");
    }
  }

  synchronized List<PortSnapshot> snapshots(List<WorkerCounters> counters) {
    List<PortSnapshot> snapshots = new ArrayList<>();
    for (int number = 0; number < entries.length; number++) {
      Entry entry = entries[number];
      if (entry != null) {
        snapshots.add(
            PortSnapshot.of(number, entry.spec, entry.port.flatMap(Port::location), counters));
      }
    }
    return snapshots;
  }

  private Entry entry(int number) {
    if (number < 0 || number >= entries.length || entries[number] == null) {
      throw new IllegalArgumentException("there is no port " + number);
    }
    return entries[number];
  }

  /** A worker found that a port's device is gone. Called on its thread, which must not wait. */
  void portGone(int number) {
    later(() -> repair(number), 0);
  }

  private synchronized void repair(int number) {
    Entry entry = entries[number];
    // Each worker says so; a port that has a device was repaired after another one did.
    if (entry != null && entry.port.flatMap(Port::location).isEmpty()) {
      log.info("device {} is gone with its namespace; it is made again", entry.spec.device());
      reopen(number, entry);
    }
  }

  private synchronized void reopen(int number, Entry entry) {
    if (entries[number] != entry || closed) {
      return;
    }
    release(number, entry);
    try {
      Port port = config.portFactory().open(entry.spec, workers.size());
      entry.port = Optional.of(port);
      attach(number, port, Worker::attach, Worker::handOver);
    } catch (RuntimeException e) {
      log.warn("device {} cannot be made now: {}", entry.spec.device(), e.getMessage());
      later(() -> reopen(number, entry), RETRY_SECONDS);
    }
  }

  private void later(Runnable repair, long seconds) {
    Future<?> _ =
        repairs.schedule(
            () -> {
              try {
                repair.run();
              } catch (RuntimeException e) {
                log.error("a port could not be repaired", e);
              }
            },
            seconds,
            TimeUnit.SECONDS);
  }

  private interface Attach {
    CompletableFuture<Void> to(Worker worker, int port, PortQueue queue);
  }

  private interface HandOverTo {
    CompletableFuture<Void> owner(Worker worker, int port, Worker owner, PortQueue queue);
  }

  /**
   * Gives every worker its queue of a port. A device that has only one queue gets one owner, to
   * whom the others hand over; such devices are spread over the workers.
   */
  private void attach(int number, Port port, Attach attach, HandOverTo handOver) {
    if (port.queues() == workers.size()) {
      onEveryWorker((worker, index) -> attach.to(worker, number, port.queue(index)));
      return;
    }
    Worker owner = workers.get(number % workers.size());
    onEveryWorker(
        (worker, index) ->
            worker == owner
                ? attach.to(worker, number, port.queue(0))
                : handOver.owner(worker, number, owner, port.queue(0)));
  }

  /** Gives every worker, with its index, a command, and waits until all have done it. */
  private void onEveryWorker(BiFunction<Worker, Integer, CompletableFuture<Void>> command) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < workers.size(); i++) {
      done.add(command.apply(workers.get(i), i));
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new)).join();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    repairs.shutdownNow();
    for (int number = 0; number < entries.length; number++) {
      if (entries[number] != null) {
        release(number, entries[number]);
        entries[number] = null;
      }
    }
  }
}
