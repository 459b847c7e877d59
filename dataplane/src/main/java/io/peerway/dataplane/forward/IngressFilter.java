package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRules;

/**
 * Holds packets to what their receiver's side allows: the network ACL of its subnet where the
 * packet enters the subnet, then its security groups.
 */
final class IngressFilter implements BurstStage {
  private static final byte LATER_FRAGMENT = (byte) FilterBasis.FRAGMENT.ordinal();

  private final Connections connections;

  IngressFilter(Connections connections) {
    this.connections = connections;
  }

  @Override
  public Stage stage() {
    return Stage.INGRESS_FILTER;
  }

  @Override
  public void run(Burst burst) {
    if (!burst.state.isFiltered()) {
      return;
    }
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] != Burst.IN_PIPELINE) {
        continue;
      }
      if (burst.isFiltered[i]) {
        filter(burst, i);
      } else if (burst.ingressBasis[i] == LATER_FRAGMENT
          && !connections.isFragmentAllowed(burst, i)) {
        burst.drop(i, DropReason.FRAGMENT_WITHOUT_FIRST);
      }
    }
  }

  private void filter(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    if (FilterRules.deniesInbound(sender, receiver, burst.family[i])
        && !FilterRules.allowInbound(receiver.subnetAcl().ingress(), burst, i)) {
      burst.drop(i, DropReason.NETWORK_ACL_INGRESS);
      return;
    }
    if (receiver.security() != null) {
      askGroups(burst, i, receiver.security().rules(), sender.security());
    }
    if (burst.verdict[i] == Burst.IN_PIPELINE && Transport.isFirstFragment(burst.transport[i])) {
      connections.allowFragments(burst, i);
    }
  }

  private void askGroups(Burst burst, int i, SecurityRules rules, InterfaceSecurity sender) {
    FilterBasis basis;
    if (connections.isTrackedAtReceiver(i)) {
      basis = connections.pass(i);
    } else if (!FilterRules.allowInbound(rules.ingress(), burst, i, sender)) {
      if (!connections.isAboutUntrackedOfReceiver(i, rules)) {
        burst.drop(i, DropReason.SECURITY_GROUP_INGRESS);
        return;
      }
      basis = FilterBasis.RELATED_TO_UNTRACKED;
    } else if (!connections.begins(i)
        || FilterRules.leaveUntracked(rules.ingress(), rules.egress(), burst, i)) {
      basis = FilterBasis.RULES;
    } else if (connections.trackAtReceiver(i)) {
      basis = FilterBasis.NEW_CONNECTION;
    } else {
      burst.drop(i, DropReason.FLOW_TABLE_FULL_INGRESS);
      return;
    }
    burst.ingressBasis[i] = (byte) basis.ordinal();
  }
}
