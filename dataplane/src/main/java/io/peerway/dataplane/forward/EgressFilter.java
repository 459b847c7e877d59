package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRules;

/**
 * Holds packets to what their sender's side allows: its security groups, then the network ACL of
 * its subnet where the packet leaves the subnet.
 *
 * <p>This comes after delivery, not before routing, for three reasons. A network ACL is asked only
 * about packets that leave the subnet, which is known when the receiver is. Packets to the router
 * itself, which EC2 never filters, are gone by then. And one search finds the connection at both
 * ends.
 */
final class EgressFilter implements BurstStage {
  private final Connections connections;

  EgressFilter(Connections connections) {
    this.connections = connections;
  }

  @Override
  public Stage stage() {
    return Stage.EGRESS_FILTER;
  }

  @Override
  public void run(Burst burst) {
    if (!burst.state.isFiltered()) {
      return;
    }
    connections.begin(burst);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        prepare(burst, i);
      }
    }
    connections.find();
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE && burst.isFiltered[i]) {
        filter(burst, i);
      }
    }
  }

  /** Reads what the filters look at; later fragments have nothing to look at. */
  private void prepare(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    burst.isFiltered[i] = false;
    burst.egressBasis[i] = (byte) FilterBasis.NO_GROUPS.ordinal();
    burst.ingressBasis[i] = (byte) FilterBasis.NO_GROUPS.ordinal();
    connections.ignore(i);
    long transport =
        burst.family[i] == 4
            ? Transport.of4(burst.memory, burst.ip(i))
            : Transport.of6(burst.memory, burst.ip(i));
    burst.transport[i] = transport;
    if (!FilterRules.concern(sender, receiver, burst.family[i])) {
      return;
    }
    if (Transport.isTruncated(transport)) {
      burst.drop(i, DropReason.TRANSPORT_TRUNCATED);
    } else if (!Transport.isLaterFragment(transport)) {
      burst.isFiltered[i] = true;
      if (sender.security() != null || receiver.security() != null) {
        connections.name(burst, i);
      }
    } else {
      // For INGRESS_FILTER to decide: the first fragment may come in the same burst.
      burst.egressBasis[i] = (byte) FilterBasis.FRAGMENT.ordinal();
      burst.ingressBasis[i] = (byte) FilterBasis.FRAGMENT.ordinal();
    }
  }

  private void filter(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    if (sender.security() != null) {
      askGroups(burst, i, sender.security().rules(), receiver.security());
    }
    if (burst.verdict[i] == Burst.IN_PIPELINE
        && FilterRules.deniesOutbound(sender, receiver, burst.family[i])
        && !FilterRules.allowOutbound(sender.subnetAcl().egress(), burst, i)) {
      burst.drop(i, DropReason.NETWORK_ACL_EGRESS);
    }
  }

  private void askGroups(Burst burst, int i, SecurityRules rules, InterfaceSecurity receiver) {
    FilterBasis basis;
    if (connections.isTrackedAtSender(i)) {
      basis = connections.pass(i);
    } else if (!FilterRules.allowOutbound(rules.egress(), burst, i, receiver)) {
      if (!connections.isAboutUntrackedOfSender(i, rules)) {
        burst.drop(i, DropReason.SECURITY_GROUP_EGRESS);
        return;
      }
      basis = FilterBasis.RELATED_TO_UNTRACKED;
    } else if (!connections.begins(i)
        || FilterRules.leaveUntracked(rules.egress(), rules.ingress(), burst, i)) {
      basis = FilterBasis.RULES;
    } else if (connections.trackAtSender(i)) {
      basis = FilterBasis.NEW_CONNECTION;
    } else {
      burst.drop(i, DropReason.FLOW_TABLE_FULL_EGRESS);
      return;
    }
    burst.egressBasis[i] = (byte) basis.ordinal();
  }
}
