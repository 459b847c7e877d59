package io.peerway.control.instance;

import io.peerway.control.model.Change;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.NetworkInterface.AttachmentStatus;
import io.peerway.control.store.Commit;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the records want of instances, and writes down what came of it: a pending one is
 * running when its host is there, one that shuts down is terminated when it is gone.
 *
 * <p>Hosts do not outlive the process: instances that the records call running are started when it
 * begins to follow, and their hosts are removed when it ends, which the records do not say.
 */
public final class InstanceRunner implements Ledger.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceRunner.class);

  private final Ledger ledger;
  private final InstanceHosts hosts;
  private final HostInterfaces interfaces;
  private final InstantSource clock;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  // Of each instance that something is to be done for: the last of it.
  private final Map<String, CompletableFuture<Void>> tasks = new ConcurrentHashMap<>();

  // The instances whose hosts are there, as they were when they were started.
  private final Map<String, Instance> started = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public InstanceRunner(Ledger ledger, InstanceHosts hosts, InstantSource clock) {
    this.ledger = ledger;
    this.hosts = hosts;
    this.interfaces = new HostInterfaces(ledger, hosts);
    this.clock = clock;
  }

  /** Brings the hosts to what the records are now, and then follows them. */
  public void follow() {
    ledger.listen(this);
    ledger.inventory().all(Instance.KIND).forEach(instance -> later(instance.id()));
  }

  @Override
  public void committed(Inventory before, Inventory after, Commit commit, long at) {
    for (Change change : commit.changes()) {
      if (change.kind().equals(Instance.KIND)) {
        later(change.id());
      } else if (change.entity().orElse(null) instanceof NetworkInterface eni) {
        eni.attachment()
            .filter(attachment -> attachment.status() != AttachmentStatus.ATTACHED)
            .ifPresent(attachment -> later(attachment.instanceId()));
      }
    }
  }

  /** Looks after an instance when all that was to be done for it before is done. */
  private void later(String id) {
    if (closed) {
      return;
    }
    CompletableFuture<Void> task =
        tasks.compute(
            id,
            (same, last) ->
                (last == null ? CompletableFuture.<Void>completedFuture(null) : last)
                    .thenRunAsync(() -> settle(id), executor));
    var _ = task.whenComplete((done, failed) -> tasks.remove(id, task));
  }

  private void settle(String id) {
    Optional<Instance> found = ledger.inventory().find(Instance.KIND, id);
    if (closed || found.isEmpty()) {
      return;
    }
    try {
      settle(found.get());
    } catch (StoreException failed) {
      LOG.error("{} cannot be settled in the records", id, failed);
    } catch (RuntimeException bug) {
      LOG.error("{} cannot be looked after", id, bug);
    }
  }

  private void settle(Instance instance) {
    switch (instance.state()) {
      case PENDING, RUNNING -> {
        start(instance);
        if (started.containsKey(instance.id())) {
          interfaces.move(instance);
        }
      }
      case STOPPING -> {
        stop(instance);
        change(
            instance,
            now -> now.in(InstanceState.STOPPED, now.reason()),
            draft -> HostInterfaces.stopped(draft, instance.id()));
      }
      case SHUTTING_DOWN -> {
        stop(instance);
        terminate(instance);
      }
      case STOPPED, TERMINATED -> {}
    }
  }

  private void start(Instance instance) {
    Instance before = started.get(instance.id());
    if (before != null && before.starts() == instance.starts()) {
      return;
    }
    try {
      if (before != null) {
        stop(before);
      }
      List<NetworkInterface> inside = interfaces.wanted(instance.id());
      hosts.start(instance, inside);
      started.put(instance.id(), instance);
      change(
          instance,
          now -> now.in(InstanceState.RUNNING, Optional.empty()),
          draft -> HostInterfaces.made(draft, inside));
    } catch (StoreException failed) {
      throw failed;
    } catch (RuntimeException failed) {
      LOG.error("{} cannot be started", instance.id(), failed);
      Optional<Instance.Reason> why =
          Optional.of(Instance.Reason.failed(String.valueOf(failed.getMessage())));
      // One that never ran goes, as with EC2; one that did may be started again.
      boolean isNew = instance.starts() == 1 && instance.state() == InstanceState.PENDING;
      change(
          instance,
          now -> now.in(isNew ? InstanceState.SHUTTING_DOWN : InstanceState.STOPPING, why),
          draft -> {});
    }
  }

  private void stop(Instance instance) {
    hosts.stop(instance);
    started.remove(instance.id());
  }

  /**
   * Changes the record of an instance that nobody has changed meanwhile.
   *
   * @param more what becomes of its network interfaces in any case
   */
  private void change(Instance instance, UnaryOperator<Instance> how, Consumer<Draft> more) {
    ledger.change(
        draft -> {
          draft
              .inventory()
              .find(Instance.KIND, instance.id())
              .filter(now -> now.state() == instance.state() && now.starts() == instance.starts())
              .ifPresent(now -> draft.put(how.apply(now)));
          more.accept(draft);
          return draft;
        });
  }

  private void terminate(Instance instance) {
    ledger.change(
        draft -> {
          draft
              .inventory()
              .find(Instance.KIND, instance.id())
              .ifPresent(now -> draft.put(now.terminated(clock.instant())));
          HostInterfaces.terminated(draft, instance.id());
          return draft;
        });
  }

  /** Removes all hosts, and leaves the records as they are. */
  @Override
  public void close() {
    closed = true;
    List<CompletableFuture<Void>> last = new ArrayList<>(tasks.values());
    CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)).join();
    CompletableFuture.allOf(
            started.values().stream()
                .map(instance -> CompletableFuture.runAsync(() -> remove(instance), executor))
                .toArray(CompletableFuture[]::new))
        .join();
    executor.close();
  }

  private void remove(Instance instance) {
    try {
      stop(instance);
    } catch (RuntimeException failed) {
      LOG.error("{} is not removed in full", instance.id(), failed);
    }
  }
}
