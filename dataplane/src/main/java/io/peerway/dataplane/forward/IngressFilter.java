package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.observe.Stage;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SubnetAcl;

/**
 * Holds packets to what their receiver's side allows: the network ACL of its subnet where the
 * packet enters the subnet, then its security groups.
 */
final class IngressFilter implements BurstStage {
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
      if (burst.verdict[i] == Burst.IN_PIPELINE) {
        filter(burst, i);
      }
    }
  }

  private static void filter(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    SubnetAcl acl = receiver.subnetAcl();
    if (acl != null
        && !acl.ingress().allowsAll(burst.family[i])
        && !SubnetAcl.isOneSubnet(acl, sender.subnetAcl())
        && !allows(acl.ingress(), burst, i)) {
      burst.drop(i, DropReason.NETWORK_ACL_INGRESS);
      return;
    }
    InterfaceSecurity security = receiver.security();
    if (security != null && !allows(security.rules().ingress(), burst, i, sender.security())) {
      burst.drop(i, DropReason.SECURITY_GROUP_INGRESS);
    }
  }

  private static boolean allows(
      SecurityRuleSet rules, Burst burst, int i, InterfaceSecurity groups) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.source4[i], groups)
        : rules.allows(protocol, selector, burst.source6Hi[i], burst.source6Lo[i], groups);
  }

  private static boolean allows(AclRules rules, Burst burst, int i) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    return burst.family[i] == 4
        ? rules.allows(protocol, selector, burst.source4[i])
        : rules.allows(protocol, selector, burst.source6Hi[i], burst.source6Lo[i]);
  }
}
