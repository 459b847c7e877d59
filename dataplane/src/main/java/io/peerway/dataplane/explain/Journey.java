package io.peerway.dataplane.explain;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.Responsible;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.List;

/**
 * How one packet was decided: what every stage that it reached has found.
 *
 * <p>What a stage was to find is null where the packet did not reach it, and where there was
 * nothing to be found.
 *
 * @param generation of the forwarding state that decided
 * @param ingress the port that the packet came from
 * @param vpc its VPC
 * @param family 4 or 6; 0 if the packet is not IP
 * @param sourceEntry SOURCE_CHECK: the sender's entry in its VPC's local table
 * @param sourcePrefix SOURCE_CHECK: the prefix of that entry
 * @param routeTable SOURCE_CHECK: the route table of the sender's subnet
 * @param routePrefix ROUTE: the destination of the route that matched
 * @param target ROUTE: where that route leads
 * @param destinationEntry DELIVER: the receiver's entry in its VPC's local table
 * @param destinationPrefix DELIVER: the prefix of that entry
 * @param egress DELIVER: the port that the packet is to leave by
 * @param egressVpc DELIVER: the VPC of that port
 * @param egressFilter EGRESS_FILTER: what the sender's side found
 * @param ingressFilter INGRESS_FILTER: what the receiver's side found
 * @param fragmentTo TTL_MTU: largest fragment in bytes into which the packet is cut, 0 if it is not
 * @param last the stage that decided
 * @param verdict what becomes of the packet
 * @param reason why it is dropped, null if it is not
 * @param responsible id of the object to which the drop is due, null if it is not dropped
 * @param output the packet as it leaves: several frames if it is fragmented
 * @param answers what the router itself sends because of the packet: ICMP errors, ARP requests, ...
 */
public record Journey(
    long generation,
    PortForwarding ingress,
    VpcForwarding vpc,
    int family,
    LocalEntry sourceEntry,
    String sourcePrefix,
    RouteTable routeTable,
    String routePrefix,
    Target target,
    LocalEntry destinationEntry,
    String destinationPrefix,
    PortForwarding egress,
    VpcForwarding egressVpc,
    Filtering egressFilter,
    Filtering ingressFilter,
    int fragmentTo,
    Stage last,
    Verdict verdict,
    DropReason reason,
    String responsible,
    List<Frame> output,
    List<Frame> answers) {

  /** Reads a burst's columns, which were {@linkplain Burst#forget emptied} before the burst ran. */
  static Journey of(Burst burst, int i, List<Frame> output, List<Frame> answers) {
    Verdict verdict = Verdict.of(burst.verdict[i]);
    DropReason reason = verdict == Verdict.DROPPED ? DropReason.of(burst.reason[i]) : null;
    Target target = burst.target[i];
    Stage last = last(burst, i, verdict, reason);
    boolean filtered = burst.state.isFiltered() && burst.egress[i] != null;
    boolean peered = target != null && burst.state.vpc(target.vpcIndex()) != null;
    return new Journey(
        burst.state.generation(),
        burst.ingress,
        burst.vpc,
        burst.family[i],
        burst.sourceEntry[i],
        burst.sourceEntry[i] == null ? null : source(burst, i),
        burst.routeTable(i),
        target == null || burst.routeTable(i) == null ? null : route(burst, i),
        target,
        burst.destinationEntry[i],
        peered ? destination(burst, i, burst.state.vpc(target.vpcIndex()).local()) : null,
        burst.egress[i],
        burst.egressVpc(i),
        filtered && Stage.EGRESS_FILTER.compareTo(last) <= 0 ? Filtering.egress(burst, i) : null,
        filtered && Stage.INGRESS_FILTER.compareTo(last) <= 0 ? Filtering.ingress(burst, i) : null,
        burst.fragmentTo[i],
        last,
        verdict,
        reason,
        reason == null ? null : Responsible.of(burst, i),
        output,
        answers);
  }

  private static Stage last(Burst burst, int i, Verdict verdict, DropReason reason) {
    return switch (verdict) {
      case DELIVERED -> Stage.OUTPUT;
      case HELD -> Stage.REWRITE;
      case DROPPED -> reason.stage();
      case CONSUMED ->
          burst.target[i] != null
              ? Stage.DELIVER
              : burst.family[i] != 0 ? Stage.IP_INPUT : Stage.ETHERNET_INPUT;
    };
  }

  private static String source(Burst burst, int i) {
    LocalTable local = burst.vpc.local();
    return burst.family[i] == 4
        ? local.match(burst.source4[i]).map(Ipv4Prefix::format).orElse(null)
        : local.match(burst.source6Hi[i], burst.source6Lo[i]).map(Ipv6Prefix::format).orElse(null);
  }

  private static String route(Burst burst, int i) {
    RouteTable table = burst.routeTable(i);
    return burst.family[i] == 4
        ? table.match(burst.destination4[i]).map(Ipv4Prefix::format).orElse(null)
        : table
            .match(burst.destination6Hi[i], burst.destination6Lo[i])
            .map(Ipv6Prefix::format)
            .orElse(null);
  }

  private static String destination(Burst burst, int i, LocalTable local) {
    return burst.family[i] == 4
        ? local.match(burst.destination4[i]).map(Ipv4Prefix::format).orElse(null)
        : local
            .match(burst.destination6Hi[i], burst.destination6Lo[i])
            .map(Ipv6Prefix::format)
            .orElse(null);
  }

  /** Whether the packet came as far as to a stage. */
  public boolean reached(Stage stage) {
    return stage.compareTo(last) <= 0;
  }

  /** The largest IP packet in bytes that may leave, once DELIVER has found the egress port. */
  public int mtu() {
    return Math.min(egress.mtu(), target.mtu());
  }
}
