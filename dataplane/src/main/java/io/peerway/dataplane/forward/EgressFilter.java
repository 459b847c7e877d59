package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRules;
import java.util.Arrays;

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
  private static final byte NO_GROUPS = (byte) FilterBasis.NO_GROUPS.ordinal();

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
    Arrays.fill(burst.isFiltered, 0, burst.count, false);
    Arrays.fill(burst.egressBasis, 0, burst.count, NO_GROUPS);
    Arrays.fill(burst.ingressBasis, 0, burst.count, NO_GROUPS);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        prepare(burst, i);
      }
    }
    connections.find(burst);
    connections.beginToOpen();
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE && burst.isFiltered[i]) {
        filter(burst, i);
      }
    }
    int opening = connections.prepareToTrack();
    for (int n = 0; n < opening; n++) {
      track(burst, connections.opening(n));
    }
  }

  /** Reads what the filters look at; later fragments have nothing to look at. */
  private void prepare(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    long transport = Transport.of(burst, i);
    burst.transport[i] = transport;
    if (!FilterRules.concern(sender, receiver, burst.family[i])) {
      return;
    }
    if (Transport.isTruncated(transport)) {
      burst.drop(i, DropReason.TRANSPORT_TRUNCATED);
    } else if (!Transport.isLaterFragment(transport)) {
      burst.isFiltered[i] = true;
      if (sender.security() != null || receiver.security() != null) {
        connections.lookUp(i);
      }
    } else {
      // For INGRESS_FILTER to decide: the first fragment may come in the same burst.
      burst.egressBasis[i] = (byte) FilterBasis.FRAGMENT.ordinal();
      burst.ingressBasis[i] = (byte) FilterBasis.FRAGMENT.ordinal();
    }
  }

  private void filter(Burst burst, int i) {
    InterfaceSecurity sender = burst.sourceEntry[i].security();
    InterfaceSecurity receiver = burst.destinationEntry[i].security();
    if (sender == null) {
      askAcl(burst, i);
    } else if (receiver != null && connections.isTrackedAtBothEnds(i)) {
      byte basis = (byte) connections.pass(i).ordinal();
      burst.egressBasis[i] = basis;
      burst.ingressBasis[i] = basis;
      askAcl(burst, i);
    } else {
      askGroups(burst, i, sender.rules(), receiver);
    }
  }

  private void askGroups(Burst burst, int i, SecurityRules rules, InterfaceSecurity receiver) {
    if (connections.isTrackedAtSender(i)) {
      pass(burst, i, connections.pass(i));
    } else if (connections.isOneTooMany(i)
        && !FilterRules.leaveUntracked(rules.egress(), rules.ingress(), burst, i)) {
      burst.drop(i, DropReason.FLOW_RATE_EGRESS);
    } else if (!FilterRules.allowOutbound(rules.egress(), burst, i, receiver)) {
      if (connections.isAboutUntrackedOfSender(i, rules)) {
        pass(burst, i, FilterBasis.RELATED_TO_UNTRACKED);
      } else {
        burst.drop(i, DropReason.SECURITY_GROUP_EGRESS);
      }
    } else if (!connections.begins(i)
        || FilterRules.leaveUntracked(rules.egress(), rules.ingress(), burst, i)) {
      pass(burst, i, FilterBasis.RULES);
    } else {
      connections.open(i);
    }
  }

  private void track(Burst burst, int i) {
    if (connections.trackAtSender(i)) {
      pass(burst, i, FilterBasis.NEW_CONNECTION);
    } else {
      burst.drop(i, DropReason.FLOW_TABLE_FULL_EGRESS);
    }
  }

  private void pass(Burst burst, int i, FilterBasis basis) {
    burst.egressBasis[i] = (byte) basis.ordinal();
    askAcl(burst, i);
  }

  private void askAcl(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    if (FilterRules.deniesOutbound(sender, receiver, burst.family[i])
        && !FilterRules.allowOutbound(sender.subnetAcl().egress(), burst, i)) {
      burst.drop(i, DropReason.NETWORK_ACL_EGRESS);
    }
  }
}
