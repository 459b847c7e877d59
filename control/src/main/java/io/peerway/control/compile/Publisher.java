package io.peerway.control.compile;

import io.peerway.control.insight.PacketExplainer;
import io.peerway.control.model.Change;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.Vpc;
import io.peerway.control.store.Commit;
import io.peerway.control.store.Ledger;
import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.explain.SyntheticPacket;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the data plane to the records: after each commit its ports and its forwarding state are
 * what the records say.
 *
 * <p>Every VPC that somebody created has a port for as long as it exists, and so has every network
 * interface. The default VPCs, which nobody asked for, get theirs when somebody wants to use them.
 */
public final class Publisher implements Ledger.Listener {
  /** Somebody who wants to know how fast the data plane follows. */
  public interface Follower {
    /**
     * Every worker forwards by a state, or a later one. Called by any thread.
     *
     * @param took from the commit, or whatever else it was published for
     */
    void reached(long generation, Duration took);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final Datapath datapath;
  private final Compiler compiler = new Compiler();
  private final Map<String, Integer> ports = new HashMap<>();
  private Inventory inventory = Inventory.EMPTY;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private volatile long generation;
  private volatile long behindSince;
  private final ReachedGeneration reached = new ReachedGeneration();

  public Publisher(Datapath datapath) {
    this.datapath = datapath;
  }

  /** Makes the generations to come greater than this one. */
  public synchronized void continueAfter(long earlier) {
    compiler.continueAfter(earlier);
  }

  public void tell(Follower follower) {
    followers.add(follower);
  }

  /** Brings the data plane to what the records are now, and then follows them. */
  public synchronized void follow(Ledger ledger) {
    ledger.listen(this);
    inventory = ledger.inventory();
    inventory.all(Vpc.KIND).stream().filter(vpc -> !vpc.isDefault()).forEach(this::tryOpen);
    inventory.all(NetworkInterface.KIND).forEach(this::tryOpen);
    Set<String> all = inventory.all(Vpc.KIND).stream().map(Vpc::id).collect(Collectors.toSet());
    publish(new Affected(all), System.nanoTime());
  }

  @Override
  public synchronized void committed(Inventory before, Inventory after, Commit commit, long at) {
    inventory = after;
    Affected affected = Affected.by(commit.changes(), before, after);
    if (affected.isEmpty()) {
      return;
    }
    List<Integer> unused = new ArrayList<>();
    for (String id : affected.vpcs()) {
      if (after.find(Vpc.KIND, id).isEmpty() && ports.containsKey(id)) {
        compiler.removePort(id);
        unused.add(ports.remove(id));
      } else if (before.find(Vpc.KIND, id).isEmpty()) {
        after.find(Vpc.KIND, id).filter(vpc -> !vpc.isDefault()).ifPresent(this::tryOpen);
      }
    }
    for (Change change : commit.changes()) {
      if (change.kind().equals(NetworkInterface.KIND)) {
        if (change.entity().isEmpty() && ports.containsKey(change.id())) {
          compiler.removePort(change.id());
          unused.add(ports.remove(change.id()));
        } else if (before.find(NetworkInterface.KIND, change.id()).isEmpty()) {
          after.find(NetworkInterface.KIND, change.id()).ifPresent(this::tryOpen);
        }
      }
    }
    publish(affected, at);
    unused.forEach(datapath::closePort);
  }

  /** The generation of the state that was published last. */
  public long generation() {
    return generation;
  }

  /** The generation that every worker forwards by, or a later one. */
  public long reached() {
    return reached.get();
  }

  /**
   * Waits until every worker forwards by a generation, or by a later one.
   *
   * @return whether they do; false when that takes too long
   */
  public boolean awaitReached(long wanted, Duration patience) throws InterruptedException {
    return reached.await(wanted, patience);
  }

  /** For how long some worker has not forwarded by what was published; zero if all do. */
  public Duration behind() {
    return reached.get() >= generation
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - behindSince);
  }

  /** The number of the port of a VPC or a network interface, if it has one. */
  public synchronized OptionalInt port(String owner) {
    Integer number = ports.get(owner);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * The number of the port of a VPC or a network interface, which is opened if it is not.
   *
   * @throws NoSuchElementException if there is no such VPC or network interface
   * @throws RuntimeException if the device cannot be made
   */
  public synchronized int openPort(String owner) {
    Optional<NetworkInterface> eni = inventory.find(NetworkInterface.KIND, owner);
    String vpcId = eni.map(NetworkInterface::vpcId).orElse(owner);
    Vpc vpc = inventory.find(Vpc.KIND, vpcId).orElseThrow();
    if (!ports.containsKey(owner)) {
      open(eni.map(Compiler::portOf).orElseGet(() -> Compiler.portOf(vpc)), vpcId);
      publish(new Affected(Set.of(vpcId)), System.nanoTime());
    }
    return ports.get(owner);
  }

  /** Lets packets be explained where frames can be. */
  public PacketExplainer explainer(FrameExplainer frames) {
    return (owner, packet) -> explain(frames, owner, packet);
  }

  private synchronized Journey explain(
      FrameExplainer frames, String owner, SyntheticPacket packet) {
    Integer number = ports.get(owner);
    if (number == null) {
      throw new NoSuchElementException(owner + " has no port");
    }
    PortSpec spec =
        inventory
            .find(NetworkInterface.KIND, owner)
            .map(Compiler::portOf)
            .orElseGet(() -> Compiler.portOf(inventory.find(Vpc.KIND, owner).orElseThrow()));
    return frames.explain(number, packet.frame(spec.hostMac(), spec.routerMac()));
  }

  /** Says that the device of a port has another MTU than it was opened with. */
  public synchronized void setMtu(String owner, int mtu) {
    if (ports.containsKey(owner)) {
      compiler.setMtu(owner, mtu);
      publish(new Affected(Set.of()), System.nanoTime());
    }
  }

  private void tryOpen(Vpc vpc) {
    tryOpen(Compiler.portOf(vpc), vpc.id());
  }

  private void tryOpen(NetworkInterface eni) {
    tryOpen(Compiler.portOf(eni), eni.vpcId());
  }

  private void tryOpen(PortSpec spec, String vpcId) {
    try {
      open(spec, vpcId);
    } catch (RuntimeException failed) {
      // Its owner is there all the same, and its neighbours work; whoever wants the port is told
      // why there is none.
      LOG.error("{} has no port", spec.owner(), failed);
    }
  }

  private void open(PortSpec spec, String vpcId) {
    int number = datapath.openPort(spec);
    ports.put(spec.owner(), number);
    compiler.setPort(spec.owner(), vpcId, number, spec.mtu());
  }

  /**
   * @param since when that came about for which the state is published
   */
  private void publish(Affected affected, long since) {
    ForwardingState state = compiler.compile(inventory, affected);
    long now = System.nanoTime();
    if (reached.get() >= generation) {
      behindSince = now;
    }
    generation = state.generation();
    Duration compiling = Duration.ofNanos(now - since);
    datapath.publish(state).thenAccept(took -> reached(state.generation(), compiling.plus(took)));
  }

  private void reached(long number, Duration took) {
    reached.advance(number);
    followers.forEach(follower -> follower.reached(number, took));
  }
}
