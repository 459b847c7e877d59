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
  private static final byte NO_GROUPS = (byte) FilterBasis.NO_GROUPS.ordinal();
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
    connections.beginToOpen();
    for (int n = 0; n < burst.filteredCount; n++) {
      int i = burst.filtered[n];
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        filter(burst, i);
      }
    }
    int opening = connections.prepareToTrack();
    for (int n = 0; n < opening; n++) {
      track(burst, connections.opening(n));
    }
    if (burst.hasLaterFragments) {
      filterLaterFragments(burst);
    }
  }

  private void filterLaterFragments(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      if (burst.ingressBasis[i] == LATER_FRAGMENT
          && burst.verdict[i] == Burst.IN_PIPELINE
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
    } else if (receiver.security() == null || burst.ingressBasis[i] != NO_GROUPS) {
      pass(burst, i); // without groups, or EGRESS_FILTER found the connection at both ends
    } else {
      askGroups(burst, i, receiver.security().rules(), sender.security());
    }
  }

  private void askGroups(Burst burst, int i, SecurityRules rules, InterfaceSecurity sender) {
    if (connections.isTrackedAtReceiver(i)) {
      pass(burst, i, connections.pass(i));
    } else if (connections.isOneTooMany(i)
        && !FilterRules.leaveUntracked(rules.ingress(), rules.egress(), burst, i)) {
      burst.drop(i, DropReason.FLOW_RATE_INGRESS);
    } else if (!FilterRules.allowInbound(rules.ingress(), burst, i, sender)) {
      if (connections.isAboutUntrackedOfReceiver(i, rules)) {
        pass(burst, i, FilterBasis.RELATED_TO_UNTRACKED);
      } else {
        burst.drop(i, DropReason.SECURITY_GROUP_INGRESS);
      }
    } else if (!connections.begins(i)
        || FilterRules.leaveUntracked(rules.ingress(), rules.egress(), burst, i)) {
      pass(burst, i, FilterBasis.RULES);
    } else {
      connections.open(i);
    }
  }

  private void track(Burst burst, int i) {
    if (connections.trackAtReceiver(i)) {
      pass(burst, i, FilterBasis.NEW_CONNECTION);
    } else {
      burst.drop(i, DropReason.FLOW_TABLE_FULL_INGRESS);
    }
  }

  private void pass(Burst burst, int i, FilterBasis basis) {
    burst.ingressBasis[i] = (byte) basis.ordinal();
    pass(burst, i);
  }

  private void pass(Burst burst, int i) {
    if (Transport.isFirstFragment(burst.transport[i])) {
      connections.allowFragments(burst, i);
    }
  }
}
