package io.peerway.control.flowlog;

import io.peerway.control.compile.FlowSource;
import io.peerway.control.compile.RunningDatapath;
import io.peerway.control.model.FlowLog;
import io.peerway.control.model.Inventory;
import io.peerway.control.store.Commit;
import io.peerway.control.store.Ledger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the flow logs that there are. Flows are counted only while there is one, from the moment
 * in which the call that created it is answered.
 */
public final class FlowLogWriter implements Ledger.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FlowLogWriter.class);

  /** A flow log that is being written. */
  private static final class Open {
    private final FlowLog log;
    private final FlowLogWindow window;
    private final FlowLogFiles files;
    private Optional<String> trouble = Optional.empty();

    private Open(FlowLog log, FlowLogWindow window, FlowLogFiles files) {
      this.log = log;
      this.window = window;
      this.files = files;
    }
  }

  private final RunningDatapath datapath;
  private final InstantSource clock;
  private final FlowLogSettings settings;
  private final Map<String, Open> open = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("peerway-flow-logs").factory());
  private final Object writing = new Object();
  private final FlowLogKeeper keeper;
  private Inventory inventory = Inventory.EMPTY;
  private FlowSource source; // null while there is no flow log

  private FlowLogWriter(RunningDatapath datapath, InstantSource clock, FlowLogSettings settings) {
    this.datapath = datapath;
    this.clock = clock;
    this.settings = settings;
    this.keeper = new FlowLogKeeper(settings.directory(), settings.retention(), clock, writing);
  }

  /** Writes the flow logs that there are, and from then on those that there will be. */
  public static FlowLogWriter start(
      Ledger ledger, RunningDatapath datapath, InstantSource clock, FlowLogSettings settings) {
    FlowLogWriter writer = new FlowLogWriter(datapath, clock, settings);
    ledger.listen(writer);
    writer.take(ledger.inventory());
    writer.keeper.start();
    var _ = writer.timer.scheduleAtFixedRate(writer::tick, 1, 1, TimeUnit.SECONDS);
    return writer;
  }

  /** Why the last records of a flow log could not be written; empty if they could. */
  public synchronized Optional<String> trouble(String flowLogId) {
    Open log = open.get(flowLogId);
    return log == null ? Optional.empty() : log.trouble;
  }

  @Override
  public synchronized void committed(Inventory before, Inventory after, Commit commit, long at) {
    if (commit.changes().stream().anyMatch(change -> change.kind().equals(FlowLog.KIND))) {
      take(after);
    } else {
      inventory = after;
    }
  }

  private synchronized void take(Inventory now) {
    collect(); // what was counted so far belongs to the flow logs of until now
    inventory = now;
    Set<String> gone = new HashSet<>(open.keySet());
    for (FlowLog log : now.all(FlowLog.KIND)) {
      gone.remove(log.id());
      open.computeIfAbsent(log.id(), absent -> open(log));
    }
    for (String id : gone) {
      write(open.remove(id));
    }
    if (open.isEmpty() && source != null) {
      source.close();
      source = null;
    } else if (!open.isEmpty() && source == null) {
      source = datapath.countFlows();
    }
  }

  private Open open(FlowLog log) {
    Duration most = Duration.ofSeconds(log.maxAggregationSeconds());
    Duration interval =
        most.compareTo(settings.longestInterval()) < 0 ? most : settings.longestInterval();
    return new Open(
        log,
        new FlowLogWindow(log, interval, clock.instant()),
        new FlowLogFiles(settings.directory(), log));
  }

  private void tick() {
    try {
      collectAndWrite();
    } catch (RuntimeException bug) {
      // Thrown on, it would end the timer without a word.
      LOG.error("Flow logs were not written", bug);
    }
  }

  private synchronized void collectAndWrite() {
    collect();
    for (Open log : open.values()) {
      if (log.window.isOver(clock.instant())) {
        write(log);
      }
    }
  }

  private void collect() {
    if (source != null) {
      long missed = source.drain(flow -> open.values().forEach(log -> log.window.add(flow)));
      if (missed > 0) {
        LOG.warn("{} packets are in no flow log: there were too many flows", missed);
        open.values().forEach(log -> log.window.skip());
      }
    }
  }

  private void write(Open log) {
    Instant now = clock.instant();
    long nanos = datapath.clock();
    LongFunction<Instant> wallTime = at -> now.minusNanos(nanos - at);
    List<String> lines = new FlowLogLines(log.log, inventory).of(log.window, wallTime);
    boolean isWritten = false;
    try {
      synchronized (writing) {
        log.files.append(log.window.start(), lines);
      }
      log.trouble = Optional.empty();
      isWritten = true;
    } catch (IOException e) {
      if (log.trouble.isEmpty()) {
        LOG.error("{} cannot be written: {}", log.log.id(), e.toString());
      }
      log.trouble = Optional.of(e.toString());
    }
    log.window.begin(now);
    if (!isWritten) {
      log.window.skip(); // the next records say that some are missing
    }
  }

  /** Writes what there is, and no more from then on. */
  @Override
  public void close() {
    timer.shutdownNow();
    keeper.close();
    synchronized (this) {
      if (source != null) {
        source.close();
        collect();
        open.values().forEach(this::write);
        open.clear();
        source = null;
      }
    }
  }
}
