package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRules;
import java.lang.foreign.MemorySegment;
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
  private static final byte CONNECTION = (byte) FilterBasis.CONNECTION.ordinal();

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
    Arrays.fill(burst.egressBasis, 0, burst.count, NO_GROUPS);
    Arrays.fill(burst.ingressBasis, 0, burst.count, NO_GROUPS);
    burst.filteredCount = 0;
    burst.hasLaterFragments = false;
    readTransport(burst);
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        prepare(burst, i);
      }
    }
    connections.find(burst);
    connections.beginToOpen();
    passSettled(burst);
    filterAll(burst);
    int opening = connections.prepareToTrack();
    for (int n = 0; n < opening; n++) {
      track(burst, connections.opening(n));
    }
  }

  /** Reads what the filters look at besides the addresses, of IPv4 in a loop without calls. */
  private static void readTransport(Burst burst) {
    MemorySegment memory = burst.memory;
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE && burst.family[i] == 4) {
        burst.transport[i] = Transport.of4(memory, burst.ip(i));
      }
    }
    for (int i = 0; i < burst.count && burst.count6 > 0; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE && burst.family[i] == 6) {
        burst.transport[i] = Transport.of6(memory, burst.ip(i));
      }
    }
  }

  /**
   * Lets those packets pass about which neither side has anything to ask: nearly all packets of
   * tracked connections. What remains is filtered one by one.
   */
  private void passSettled(Burst burst) {
    int left = 0;
    for (int n = 0; n < burst.filteredCount; n++) {
      int i = burst.filtered[n];
      if (isSettled(burst, i)) {
        burst.egressBasis[i] = CONNECTION;
        burst.ingressBasis[i] = CONNECTION;
      } else {
        burst.filtered[left] = i;
        left++;
      }
    }
    if (left < burst.filteredCount) {
      connections.noteKnown();
    }
    burst.filteredCount = left;
  }

  private boolean isSettled(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    return connections.isSettled(i)
        && sender.security() != null
        && receiver.security() != null
        && !Transport.isFirstFragment(burst.transport[i])
        && !FilterRules.mayDeny(sender, receiver, burst.family[i]);
  }

  private void filterAll(Burst burst) {
    int left = 0;
    for (int n = 0; n < burst.filteredCount; n++) {
      int i = burst.filtered[n];
      filter(burst, i);
      if (isLeftForIngress(burst, i)) {
        burst.filtered[left] = i;
        left++;
      }
    }
    burst.filteredCount = left;
  }

  private static boolean isLeftForIngress(Burst burst, int i) {
    LocalEntry receiver = burst.destinationEntry[i];
    return (receiver.security() != null && burst.ingressBasis[i] == NO_GROUPS)
        || FilterRules.deniesInbound(burst.sourceEntry[i], receiver, burst.family[i])
        || Transport.isFirstFragment(burst.transport[i]);
  }

  /** Finds out who decides; later fragments have nothing to look at. */
  private void prepare(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    long transport = burst.transport[i];
    if (!FilterRules.concern(sender, receiver, burst.family[i])) {
      return;
    }
    if (Transport.isTruncated(transport)) {
      burst.drop(i, DropReason.TRANSPORT_TRUNCATED);
    } else if (!Transport.isLaterFragment(transport)) {
      burst.filtered[burst.filteredCount] = i;
      burst.filteredCount++;
      if (sender.security() != null || receiver.security() != null) {
        connections.lookUp(burst, i);
      }
    } else {
      // For INGRESS_FILTER to decide: the first fragment may come in the same burst.
      burst.hasLaterFragments = true;
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
