package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SubnetAcl;

/**
 * Holds packets to what their sender's side allows: its security groups, then the network ACL of
 * its subnet where the packet leaves the subnet.
 *
 * <p>This comes after delivery, not before routing, for two reasons. A network ACL is asked only
 * about packets that leave the subnet, which is known when the receiver is. And packets to the
 * router itself, which EC2 never filters, are gone by then.
 */
final class EgressFilter implements BurstStage {
  @Override
  public Stage stage() {
    return Stage.EGRESS_FILTER;
  }

  @Override
  public void run(Burst burst) {
    if (!burst.state.isFiltered()) {
      return;
    }
    for (int i = 0; i < burst.count; i++) {
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        filter(burst, i);
      }
    }
  }

  private static void filter(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    long transport =
        burst.family[i] == 4
            ? Transport.of4(burst.memory, burst.ip(i))
            : Transport.of6(burst.memory, burst.ip(i));
    burst.transport[i] = transport;
    if (Transport.isTruncated(transport)) {
      burst.drop(i, DropReason.TRANSPORT_TRUNCATED);
      return;
    }
    InterfaceSecurity security = sender.security();
    if (security != null && !allows(security.rules().egress(), burst, i, receiver.security())) {
      burst.drop(i, DropReason.SECURITY_GROUP_EGRESS);
      return;
    }
    SubnetAcl acl = sender.subnetAcl();
    if (acl != null
        && !acl.egress().allowsAll(burst.family[i])
        && !SubnetAcl.isOneSubnet(acl, receiver.subnetAcl())
        && !allows(acl.egress(), burst, i)) {
      burst.drop(i, DropReason.NETWORK_ACL_EGRESS);
    }
  }

  private static boolean allows(
      SecurityRuleSet rules, Burst burst, int i, InterfaceSecurity groups) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.destination4[i], groups)
        : rules.allows(
            protocol, selector, burst.destination6Hi[i], burst.destination6Lo[i], groups);
  }

  private static boolean allows(AclRules rules, Burst burst, int i) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.destination4[i])
        : rules.allows(protocol, selector, burst.destination6Hi[i], burst.destination6Lo[i]);
  }
}
