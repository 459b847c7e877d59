package io.peerway.dataplane.io;

import io.netty.channel.IoEventLoop;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.forward.Pipeline;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.observe.PeeringMeters;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.port.PortQueue;
import io.peerway.dataplane.state.ForwardingState;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that forwards: a Netty event loop, a pipeline, and one queue of every port. Nothing
 * that it writes per packet is written by another.
 *
 * <p>Others reach it through the loop's task queue, a lock-free multi-producer single-consumer
 * queue that wakes the loop. What is decided per burst is decided by the state that was current
 * when the burst began.
 */
final class Worker implements BurstSink {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long TICK_MILLIS = 100;
  private static final long COMPLAINT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final IoEventLoop loop;
  private final PortIo io;
  private final WorkerEgress egress;
  private final Pipeline pipeline;
  private final WorkerCounters counters;
  private final StatePublisher states;
  private final WorkerPace pace;
  private final LongSupplier clock;
  private final IntConsumer portGone;
  private final AtomicBoolean releaseAsked = new AtomicBoolean();
  private final boolean advertises;

  private long nextComplaint;
  private volatile long generation;

  /**
   * @param mode how it reads and writes: not {@link IoMode#AUTO}
   * @param pace its own, by which its loop goes, too
   * @param counters its own
   * @param portGone told the number of a port whose device is gone, on the worker's thread
   * @param advertises whether it has the duty, which one worker has, to send router advertisements
   */
  Worker(
      IoEventLoop loop,
      RouterConfig config,
      IoMode mode,
      WorkerPace pace,
      WorkerCounters counters,
      NeighborTable neighbors,
      ConnectionTracking tracking,
      StatePublisher states,
      IntConsumer portGone,
      boolean advertises) {
    this.loop = loop;
    this.pace = pace;
    this.states = states;
    this.clock = config.clock();
    this.portGone = portGone;
    this.advertises = advertises;
    this.counters = counters;
    this.io = openIo(mode, loop, config.maxPorts(), pace, clock, this);
    this.egress = new WorkerEgress(io, config.maxPorts());
    this.pipeline =
        new Pipeline(egress, neighbors, counters, config.ttlMode(), config.coalesces(), tracking);
    this.nextComplaint = clock.getAsLong();
  }

  private static PortIo openIo(
      IoMode mode,
      IoEventLoop loop,
      int ports,
      WorkerPace pace,
      LongSupplier clock,
      BurstSink sink) {
    return mode == IoMode.IO_URING
        ? new IoUringPortIo(loop, ports, pace, clock, sink)
        : new EpollPortIo(loop, ports, clock, sink);
  }

  /**
   * Begins to keep time; packets come with the first port.
   *
   * @param sparesProcessor whether there are more processors than workers
   * @return how its thread is scheduled
   * @throws LinuxException when it may not be scheduled as was asked
   */
  WorkerScheduling start(WorkerScheduling scheduling, boolean sparesProcessor) {
    try {
      WorkerScheduling applied = loop.submit(() -> schedule(scheduling, sparesProcessor)).get();
      Future<?> _ =
          loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
      return applied;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LinuxException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private WorkerScheduling schedule(WorkerScheduling wanted, boolean sparesProcessor) {
    WorkerScheduling applied = wanted.apply(sparesProcessor);
    pace.begin(applied);
    return applied;
  }

  @Override
  public void received(int port, Burst burst, long began) {
    counters.begin();
    try {
      pipeline.process(burst, port, state(), clock.getAsLong());
    } catch (RuntimeException e) {
      complain(e);
    }
    counters.end();
    counters.add(WorkerCounter.BURSTS, 1);
    counters.add(WorkerCounter.PACKETS, burst.count);
    egress.flush();
    pace.worked(began, clock.getAsLong());
  }

  @Override
  public void lost(int port) {
    counters.add(port, PortCounter.LOST_PACKETS, 1);
  }

  @Override
  public void failed(int port, int errno) {
    if (errno == Errno.EBADFD) {
      portGone.accept(port);
    } else {
      complain(new LinuxException("read", "port " + port, errno));
    }
  }

  private ForwardingState state() {
    ForwardingState state = states.current();
    if (state.generation() != generation) {
      generation = state.generation();
    }
    return state;
  }

  private void tick() {
    counters.set(WorkerCounter.PROCESSOR_NANOS, THREADS.getCurrentThreadCpuTime());
    counters.begin();
    try {
      ForwardingState state = state();
      long now = clock.getAsLong();
      pipeline.tick(state, now);
      if (advertises) {
        pipeline.advertise(state, now);
      }
    } catch (RuntimeException e) {
      complain(e);
    }
    counters.end();
    egress.flush();
  }

  /** What should never happen costs a burst, not the worker, and a line a second, not one each. */
  private void complain(RuntimeException e) {
    long now = clock.getAsLong();
    if (now - nextComplaint >= 0) {
      nextComplaint = now + COMPLAINT_NANOS;
      log.error("a burst was lost", e);
    }
  }

  /** The generation of the state that it forwards by. */
  long generation() {
    return generation;
  }

  WorkerCounters counters() {
    return counters;
  }

  /** The rings to other workers; any thread may look at them. */
  List<HandOver> rings() {
    return egress.rings();
  }

  /** Begins to forward what comes from a new port; done when the future is. */
  CompletableFuture<Void> attach(int port, PortQueue queue) {
    return CompletableFuture.runAsync(() -> io.attach(port, queue), loop);
  }

  /** As {@link #attach}, for a number that another port may have had before. */
  CompletableFuture<Void> attachNew(int port, PortQueue queue) {
    return CompletableFuture.runAsync(
        () -> {
          forgetPort(port);
          counters.clear(port);
          io.attach(port, queue);
        },
        loop);
  }

  /** Begins to hand over to another worker what is for a port of which that has the only queue. */
  CompletableFuture<Void> handOver(int port, Worker owner, PortQueue queue) {
    return CompletableFuture.runAsync(
        () -> egress.handOver(port, owner, EgressOffloads.of(queue)), loop);
  }

  /** As {@link #handOver}, for a number that another port may have had before. */
  CompletableFuture<Void> handOverNew(int port, Worker owner, PortQueue queue) {
    return CompletableFuture.runAsync(
        () -> {
          forgetPort(port);
          counters.clear(port);
          egress.handOver(port, owner, EgressOffloads.of(queue));
        },
        loop);
  }

  /** Writes a frame that another worker handed over; on this worker's thread. */
  void sendHandedOver(int port, MemorySegment memory, long at, int length) {
    if (io.send(port, memory, at, length) != Egress.SENT) {
      lost(port);
    }
  }

  /** Runs something on this worker's thread, soon. */
  void execute(Runnable task) {
    loop.execute(task);
  }

  /** Runs something on this worker's thread; at once if the worker has ended. */
  CompletableFuture<Void> run(Runnable task) {
    if (loop.isShuttingDown()) {
      task.run();
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(task, loop);
  }

  /** What the peering connections carried. */
  PeeringMeters meters() {
    return pipeline.meters();
  }

  /** Leaves a port alone; when the future is done its queue is not used any more. */
  CompletableFuture<Void> detach(int port) {
    return CompletableFuture.completedFuture(port)
        .thenComposeAsync(
            number -> {
              CompletableFuture<Void> ended = io.detach(number);
              egress.endHandOver(number);
              forgetPort(number);
              return ended;
            },
            loop);
  }

  private void forgetPort(int port) {
    counters.begin();
    pipeline.forgetPort(port);
    counters.end();
  }

  /** Takes over the current state, though no packet may come. */
  CompletableFuture<Void> takeState() {
    return CompletableFuture.runAsync(this::state, loop);
  }

  /** Shows packets to an observer; when the future is done it is shown every packet. */
  CompletableFuture<Void> observe(BurstObserver observer) {
    return CompletableFuture.runAsync(() -> pipeline.observe(observer), loop);
  }

  /** Ends {@link #observe}; when the future is done the observer is not used any more. */
  CompletableFuture<Void> leave(BurstObserver observer) {
    if (loop.isShuttingDown()) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(() -> pipeline.leave(observer), loop);
  }

  /** A neighbour was resolved, perhaps by another worker: packets held here may go on. */
  void releaseHeld() {
    if (releaseAsked.compareAndSet(false, true)) {
      loop.execute(
          () -> {
            releaseAsked.set(false);
            if (pipeline.isHolding()) {
              counters.begin();
              pipeline.releaseHeld(state(), clock.getAsLong());
              counters.end();
              egress.flush();
            }
          });
    }
  }
}
