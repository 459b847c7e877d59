package io.peerway.dataplane.io;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.explain.Explainer;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowReader;
import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.BurstObserver;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.forward.slowpath.Neighbor;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.linux.HugePages;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.observe.CounterMemory;
import io.peerway.dataplane.observe.WorkerCounter;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The data plane as a whole: workers, the ports that they serve, and the forwarding state that they
 * go by. Any thread may call it; packets never wait for such a call.
 */
public final class Router implements AutoCloseable {

  private static final long SHUTDOWN_SECONDS = 5;

  /** Enough for a burst of writes and a burst of reads to go to the kernel at once. */
  private static final int SUBMISSIONS = 1024;

  private static final int COMPLETIONS = 4 * SUBMISSIONS;

  private final RouterConfig config;
  private final IoMode mode;
  private final MultiThreadIoEventLoopGroup loops;
  private final List<Worker> workers = new ArrayList<>();
  private final StatePublisher states = new StatePublisher();
  private final CounterMemory counters;
  private final NeighborTable neighbors = new NeighborTable(this::releaseHeld);
  private final PortRegistry ports;
  private final ConnectionTracking tracking;
  private WorkerScheduling scheduling = WorkerScheduling.NORMAL;
  private Explainer explainer; // guarded by this; made for the first question

  private Router(RouterConfig config, IoMode mode, CounterMemory counters) {
    this.config = config;
    this.mode = mode;
    this.counters = counters;
    this.tracking = ConnectionTracking.of(config.flows(), HugePages::allocate);
    List<WorkerPace> paces = new ArrayList<>();
    for (int i = 0; i < config.workers(); i++) {
      paces.add(new WorkerPace(config.busyPollMicros(), config.clock(), WorkerScheduling::change));
    }
    this.loops =
        new MultiThreadIoEventLoopGroup(
            config.workers(),
            new DefaultThreadFactory("peerway-worker", true),
            ioHandlers(mode, paces));
    this.ports = new PortRegistry(config, workers, states, neighbors, counters);
    for (EventExecutor loop : loops) {
      workers.add(
          new Worker(
              (IoEventLoop) loop,
              config,
              mode,
              paces.get(workers.size()),
              counters.worker(workers.size()),
              neighbors,
              tracking,
              states,
              ports::portGone,
              workers.isEmpty()));
    }
  }

  /** Epoll, if it is there: docs/performance.md says why. */
  private static IoMode decide(IoMode wanted) {
    Optional<String> noEpoll =
        Epoll.isAvailable()
            ? Optional.empty()
            : Optional.of(Epoll.unavailabilityCause().getMessage());
    if (wanted == IoMode.EPOLL || (wanted == IoMode.AUTO && noEpoll.isEmpty())) {
      require(IoMode.EPOLL, noEpoll);
      return IoMode.EPOLL;
    }
    require(IoMode.IO_URING, IoUringProbe.whyNot());
    return IoMode.IO_URING;
  }

  private static void require(IoMode mode, Optional<String> whyNot) {
    if (whyNot.isPresent()) {
      throw new IllegalArgumentException("%s is not available: %s".formatted(mode, whyNot.get()));
    }
  }

  /** Makes the handlers of the event loops, one after the other, in the order of the workers. */
  private static IoHandlerFactory ioHandlers(IoMode mode, List<WorkerPace> paces) {
    if (mode == IoMode.IO_URING) {
      return IoUringIoHandler.newFactory(
          new IoUringIoHandlerConfig().setRingSize(SUBMISSIONS).setCqSize(COMPLETIONS));
    }
    Iterator<WorkerPace> next = paces.iterator();
    return EpollIoHandler.newFactory(0, () -> new BusyPoll(next.next()));
  }

  /**
   * Starts the workers, with no ports and the empty forwarding state.
   *
   * @throws IllegalArgumentException when this machine or this version cannot do I/O as asked
   */
  public static Router start(RouterConfig config) {
    return start(config, CounterMemory.inProcess(config.workers(), config.maxPorts()));
  }

  /**
   * As {@link #start(RouterConfig)}, with counters that others may read.
   *
   * @param counters for as many workers and ports; the router's from now on
   */
  public static Router start(RouterConfig config, CounterMemory counters) {
    IoMode mode = decide(config.io());
    Router router = new Router(config, mode, counters);
    try {
      router.startWorkers();
      return router;
    } catch (LinuxException e) {
      router.close();
      throw new IllegalArgumentException(
          "workers may not be scheduled as %s: %s; auto takes what is permitted"
              .formatted(config.scheduling(), e.getMessage()),
          e);
    }
  }

  private void startWorkers() {
    boolean sparesProcessor = workers.size() < Runtime.getRuntime().availableProcessors();
    for (Worker worker : workers) {
      scheduling = worker.start(config.scheduling(), sparesProcessor);
    }
  }

  /** How the kernel schedules the workers: what was asked for, or what {@code auto} came to. */
  public WorkerScheduling scheduling() {
    return scheduling;
  }

  /** How workers read and write, after {@link IoMode#AUTO} was decided. */
  public IoMode ioMode() {
    return mode;
  }

  /**
   * Opens a port. Its packets are dropped until a forwarding state is published that knows its
   * number.
   *
   * @return its number, at least 0, which no other port has and the current state does not know
   * @throws IllegalArgumentException when the device's name is that of another port
   * @throws IllegalStateException when there are too many ports, or the router is closed
   * @throws io.peerway.dataplane.linux.LinuxException when the device cannot be made
   */
  public int openPort(PortSpec spec) {
    return ports.open(spec);
  }

  /**
   * Closes a port and removes its device. A forwarding state without it should be published first:
   * what is still routed to it is dropped as {@code DEVICE_DOWN}.
   *
   * @throws IllegalArgumentException when there is no such port
   */
  public void closePort(int number) {
    ports.close(number);
  }

  /**
   * Moves a port's device to a network namespace, from wherever it is now; it arrives down and
   * without addresses.
   *
   * @throws IllegalArgumentException when there is no such port, or it has no device
   * @throws io.peerway.dataplane.linux.LinuxException EEXIST when the name is taken there
   */
  public void movePort(int number, NetworkNamespace target) {
    ports.move(number, target);
  }

  /** How full the rings are by which workers hand frames over to each other. */
  public List<RingFill> rings() {
    List<RingFill> fills = new ArrayList<>();
    for (int from = 0; from < workers.size(); from++) {
      for (HandOver ring : workers.get(from).rings()) {
        fills.add(ring.fill(from, workers));
      }
    }
    return fills;
  }

  /** What each worker counts for itself, by its number. */
  public List<Map<WorkerCounter, Long>> workerCounts() {
    return workers.stream().map(worker -> worker.counters().own()).toList();
  }

  /** The ports as they are now, by number. */
  public List<PortSnapshot> ports() {
    List<WorkerCounters> counters = workers.stream().map(Worker::counters).toList();
    return ports.snapshots(counters);
  }

  /**
   * Makes every worker forward by {@code state} from its next burst on.
   *
   * @return done when every worker does; the time it took from this call
   * @throws IllegalArgumentException when its generation is not greater than the current one's
   */
  public CompletableFuture<Duration> publish(ForwardingState state) {
    LongSupplier clock = config.clock();
    long start = clock.getAsLong();
    if (state.isFiltered()) {
      tracking.flows().reserve();
    }
    states.publish(state);
    return CompletableFuture.allOf(
            workers.stream().map(Worker::takeState).toArray(CompletableFuture[]::new))
        .thenApply(all -> Duration.ofNanos(clock.getAsLong() - start))
        .thenApplyAsync(Function.identity()); // what callers chain to it is not a worker's work
  }

  /** The state that was published last. */
  public ForwardingState state() {
    return states.current();
  }

  /** The generation by which each worker forwards now. */
  public List<Long> generationOfWorkers() {
    return workers.stream().map(Worker::generation).toList();
  }

  /**
   * Says what a worker would do with a frame without offloads, by the current state and with the
   * neighbours that are known now. Nothing is sent and nothing is changed.
   *
   * @param port number of the port that the frame is to come from
   * @param frame the Ethernet frame
   */
  public Journey explain(int port, byte[] frame) {
    return explainer()
        .explain(
            state(), neighbors, port, new byte[Burst.HEADROOM], frame, config.clock().getAsLong());
  }

  /** Begins a conversation of packets that are not sent. */
  public Conversation converse() {
    ForwardingState state = state();
    return new Conversation(
        Explainer.ofConversation(Math.max(1, state.portLimit()), config.ttlMode()),
        state,
        neighbors,
        config.clock());
  }

  /**
   * Begins to copy packets.
   *
   * @return from which the copies are taken, and which is to be closed
   * @throws IllegalArgumentException if the filter is no program that can be run
   */
  public Capture capture(CaptureSpec spec) {
    return new Capture(workers, spec, config.maxPorts(), config.clock());
  }

  /**
   * Shows packets to observers.
   *
   * @param observer makes one, for each worker; it is called by this thread
   * @return which is to be closed
   */
  public <O extends BurstObserver> Observation<O> observe(Supplier<O> observer) {
    return new Observation<>(workers, observer);
  }

  /** The neighbours that the workers know now, in no order. */
  public List<Neighbor> neighbors() {
    return neighbors.list();
  }

  /** What forwarding does with TTL and hop limit. */
  public TtlMode ttlMode() {
    return config.ttlMode();
  }

  /** Begins to count flows; to be closed. */
  public FlowFeed countFlows() {
    return new FlowFeed(workers);
  }

  /** What the peering connections have carried since the router started. */
  public List<PeeringUse> peerings() {
    return PeeringUse.sum(workers.stream().flatMap(worker -> worker.meters().all().stream()));
  }

  /** Nanoseconds of the clock that workers go by. */
  public long clock() {
    return config.clock().getAsLong();
  }

  /** How many connections are tracked now, those included that ended lately. */
  public long trackedConnections() {
    return tracking.flows().size();
  }

  /** Reads the connections that are tracked now. */
  public FlowReader readConnections() {
    return tracking.flows().reader();
  }

  private synchronized Explainer explainer() {
    if (explainer == null) {
      explainer = new Explainer(config.maxPorts(), config.ttlMode(), tracking);
    }
    return explainer;
  }

  private void releaseHeld() {
    workers.forEach(Worker::releaseHeld);
  }

  /** Closes every port, which removes their devices, and ends the workers. Idempotent. */
  @Override
  public void close() {
    try {
      ports.close();
    } finally {
      loops
          .shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
          .awaitUninterruptibly(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
      counters.close();
    }
  }
}
