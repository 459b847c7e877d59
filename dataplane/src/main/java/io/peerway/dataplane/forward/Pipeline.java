package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.flow.FlowTable;
import io.peerway.dataplane.forward.slowpath.ArpResponder;
import io.peerway.dataplane.forward.slowpath.DhcpV4Server;
import io.peerway.dataplane.forward.slowpath.DhcpV6Server;
import io.peerway.dataplane.forward.slowpath.DnsServer;
import io.peerway.dataplane.forward.slowpath.Egress;
import io.peerway.dataplane.forward.slowpath.HeldPackets;
import io.peerway.dataplane.forward.slowpath.IcmpErrors;
import io.peerway.dataplane.forward.slowpath.NeighborDiscoveryResponder;
import io.peerway.dataplane.forward.slowpath.NeighborResolver;
import io.peerway.dataplane.forward.slowpath.NeighborTable;
import io.peerway.dataplane.forward.slowpath.ObservedEgress;
import io.peerway.dataplane.forward.slowpath.Originator;
import io.peerway.dataplane.forward.slowpath.RouterAdvertiser;
import io.peerway.dataplane.forward.slowpath.RouterEndpoint;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.PeeringMeters;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.observe.WorkerCounters;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.PortForwarding;
import java.util.Arrays;

/**
 * The journey of a packet, for one worker.
 *
 * <ol>
 *   <li>{@link EthernetInput}: is the frame for the router? ARP is answered here.
 *   <li>{@link IpInput}: is it a sound IP packet? Neighbour discovery and DHCP are answered here.
 *   <li>{@link SourceCheck}: may this sender be behind this port? Of which subnet is it?
 *   <li>{@link Route}: where does the subnet's route table lead?
 *   <li>{@link Deliver}: behind which port of that VPC is the destination?
 *   <li>{@link EgressFilter}: do the sender's security groups and network ACL let it go?
 *   <li>{@link IngressFilter}: do the receiver's let it in?
 *   <li>{@link TtlMtu}: may it travel on, and does it fit?
 *   <li>{@link Rewrite}: which MAC address has it? From here on the bytes change.
 *   <li>{@link Output}: out.
 * </ol>
 *
 * <p>Every packet ends with one verdict, which {@link #account} counts. A packet whose neighbour is
 * not known yet is held, unchanged, and starts again at the top when it is.
 *
 * <p>Not thread-safe: a worker has its own. Only the neighbours and the connections are shared.
 */
public final class Pipeline {
  /**
   * Looked through for ended flows at a time, which takes up to 100 us. A table for a million flows
   * is swept in 12 s.
   */
  private static final int SWEPT_BUCKETS = 2048;

  private final BurstStage[] stages;
  private final ObservedEgress egress;
  private final WorkerCounters counters;
  private final HeldPackets held;
  private final HeldRelease heldRelease;
  private final RouterAdvertiser advertiser;
  private final FlowTable flows;
  private final Metering metering = new Metering();
  private BurstObserver[] observers = {};

  /** A pipeline that sends packets one by one, and tracks connections for itself. */
  public Pipeline(
      Egress egress, NeighborTable neighbors, WorkerCounters counters, TtlMode ttlMode) {
    this(egress, neighbors, counters, ttlMode, false, ConnectionTracking.of(FlowLimits.DEFAULTS));
  }

  /**
   * @param device where frames leave
   * @param neighbors shared with the other workers
   * @param counters this worker's
   * @param coalesces whether packets of one flow leave as super-packets where the device takes them
   * @param tracking shared with the other workers
   */
  public Pipeline(
      Egress device,
      NeighborTable neighbors,
      WorkerCounters counters,
      TtlMode ttlMode,
      boolean coalesces,
      ConnectionTracking tracking) {
    this.counters = counters;
    this.egress = new ObservedEgress(device);
    Originator originator = new Originator(egress, counters);
    IcmpErrors errors = new IcmpErrors(originator, counters.ports());
    NeighborResolver resolver = new NeighborResolver(originator);
    Connections connections = new Connections(tracking);
    this.flows = tracking.flows();
    this.held = new HeldPackets(counters);
    DhcpV4Server dhcp = new DhcpV4Server(originator, neighbors);
    this.advertiser = new RouterAdvertiser(originator, counters.ports());
    this.stages =
        inOrder(
            new EthernetInput(new ArpResponder(neighbors, originator)),
            new IpInput(
                new NeighborDiscoveryResponder(neighbors, originator, advertiser),
                dhcp,
                new DhcpV6Server(originator)),
            new SourceCheck(),
            new Route(errors),
            new Deliver(
                new RouterEndpoint(
                    originator, errors, dhcp, new DnsServer(originator, counters.ports()))),
            new EgressFilter(connections),
            new IngressFilter(connections),
            new TtlMtu(errors, ttlMode),
            new Rewrite(neighbors, resolver, held, ttlMode),
            new Output(device, egress, counters, coalesces));
    this.heldRelease = new HeldRelease(this, held, neighbors, resolver, errors);
  }

  /** Each where its {@link Stage} stands, by which a run can be cut off. */
  private static BurstStage[] inOrder(BurstStage... stages) {
    for (int i = 0; i < stages.length; i++) {
      if (stages[i].stage().ordinal() != i) {
        throw new IllegalStateException(stages[i].stage() + " is not stage " + i);
      }
    }
    return stages;
  }

  /**
   * Decides and sends a burst that has just been received.
   *
   * @param burst {@code count}, {@code at} and {@code length} are set
   * @param port number of the port that it came from
   * @param now nanoseconds of a monotonic clock
   */
  public void process(Burst burst, int port, ForwardingState state, long now) {
    long bytes = 0;
    for (int i = 0; i < burst.count; i++) {
      bytes += burst.length[i];
    }
    counters.add(port, PortCounter.RECEIVED_PACKETS, burst.count);
    counters.add(port, PortCounter.RECEIVED_BYTES, bytes);
    if (!held.isEmpty()) {
      releaseHeld(state, now); // another worker may have resolved the neighbour: first come first
    }
    run(burst, port, state, now);
    if (!held.isEmpty()) {
      releaseHeld(state, now);
    }
  }

  /** Runs a burst through all stages, and counts the verdicts at its ingress port. */
  void run(Burst burst, int port, ForwardingState state, long now) {
    if (observers.length == 0) {
      run(burst, port, state, now, stages.length);
    } else {
      runObserved(burst, port, state, now);
    }
    account(burst, port);
    metering.count(burst);
  }

  /** What the peering connections carried. */
  public PeeringMeters meters() {
    return metering.meters();
  }

  private void runObserved(Burst burst, int port, ForwardingState state, long now) {
    burst.now = now;
    for (BurstObserver observer : observers) {
      observer.before(burst, port);
    }
    run(burst, port, state, now, stages.length);
    for (BurstObserver observer : observers) {
      observer.after(burst, port);
    }
  }

  /**
   * Shows packets to an observer from now on, until {@link #leave}. While there is none, that there
   * could be costs a branch a burst.
   */
  public void observe(BurstObserver observer) {
    BurstObserver[] more = Arrays.copyOf(observers, observers.length + 1);
    more[observers.length] = observer;
    observedBy(more);
  }

  /** Shows an observer nothing more. */
  public void leave(BurstObserver observer) {
    observedBy(
        Arrays.stream(observers).filter(each -> each != observer).toArray(BurstObserver[]::new));
  }

  private void observedBy(BurstObserver... all) {
    observers = all;
    egress.observers(all);
    held.observers(all);
  }

  /**
   * Runs a burst up to and including one stage and counts nothing, so that it can be measured what
   * each stage takes.
   */
  public void runUpTo(Stage last, Burst burst, int port, ForwardingState state, long now) {
    run(burst, port, state, now, last.ordinal() + 1);
  }

  private void run(Burst burst, int port, ForwardingState state, long now, int depth) {
    PortForwarding ingress = state.port(port);
    burst.state = state;
    burst.ingress = ingress;
    burst.vpc = ingress == null ? null : state.vpc(ingress.vpcIndex());
    burst.now = now;
    Arrays.fill(burst.verdict, 0, burst.count, Burst.IN_PIPELINE);
    Arrays.fill(burst.recast, 0, burst.count, false);
    for (int i = 0; i < depth; i++) {
      stages[i].run(burst);
      if (burst.vpc == null) {
        break; // everything was dropped, and the other stages need a VPC
      }
    }
  }

  private void account(Burst burst, int port) {
    int forwarded = 0;
    int consumed = 0;
    for (int i = 0; i < burst.count; i++) {
      switch (burst.verdict[i]) {
        case Burst.FORWARDED -> forwarded++;
        case Burst.CONSUMED -> consumed++;
        case Burst.HELD -> {} // counted where they are held
        default -> counters.addDrop(port, DropReason.of(burst.reason[i]), 1);
      }
    }
    if (forwarded > 0) {
      counters.add(port, PortCounter.FORWARDED_PACKETS, forwarded);
    }
    if (consumed > 0) {
      counters.add(port, PortCounter.CONSUMED_PACKETS, consumed);
    }
  }

  /**
   * Whether packets wait for a neighbour, so that {@link #releaseHeld} has something to look at.
   */
  public boolean isHolding() {
    return !held.isEmpty();
  }

  /** Sends held packets whose neighbour is known by now, and gives up those that waited in vain. */
  public void releaseHeld(ForwardingState state, long now) {
    heldRelease.run(state, now);
  }

  /** Drops what came from a port that is closed, and what waits for a neighbour behind it. */
  public void forgetPort(int port) {
    heldRelease.forget(port);
  }

  /** What has to be done from time to time without a packet: about every 100 ms. */
  public void tick(ForwardingState state, long now) {
    flows.sweep(now, SWEPT_BUCKETS);
    if (!held.isEmpty()) {
      releaseHeld(state, now);
    }
  }

  /** Router advertisements, by the one worker that has this duty; about every 100 ms. */
  public void advertise(ForwardingState state, long now) {
    advertiser.tick(state, now);
  }
}
