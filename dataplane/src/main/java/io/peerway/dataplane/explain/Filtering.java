package io.peerway.dataplane.explain;

import io.peerway.dataplane.forward.Burst;
import io.peerway.dataplane.forward.FilterBasis;
import io.peerway.dataplane.forward.Transport;
import io.peerway.dataplane.state.AclRule;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRule;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SubnetAcl;
import java.util.List;

/**
 * What security groups and network ACL of one side say to a packet.
 *
 * @param groups ids of the security groups; empty where there are none, and every packet may pass
 * @param basis on what the security groups let the packet pass; of no meaning where they do not
 * @param rule the security group rule that allows the packet, null if none does
 * @param acl id of the network ACL that the packet meets; null where it meets none, because there
 *     is no subnet or the packet stays in it
 * @param aclRule the rule of the network ACL that decides, null if none matches
 */
public record Filtering(
    List<String> groups, FilterBasis basis, SecurityRule rule, String acl, AclRule aclRule) {

  static Filtering egress(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    return of(
        burst,
        i,
        FilterBasis.of(burst.egressBasis[i]),
        sender.security() == null ? null : sender.security().rules().egress(),
        sender.subnetAcl() == null ? null : sender.subnetAcl().egress(),
        sender,
        receiver,
        Peer.destination(burst, i));
  }

  static Filtering ingress(Burst burst, int i) {
    LocalEntry sender = burst.sourceEntry[i];
    LocalEntry receiver = burst.destinationEntry[i];
    return of(
        burst,
        i,
        FilterBasis.of(burst.ingressBasis[i]),
        receiver.security() == null ? null : receiver.security().rules().ingress(),
        receiver.subnetAcl() == null ? null : receiver.subnetAcl().ingress(),
        receiver,
        sender,
        Peer.source(burst, i));
  }

  /** The address of the other end; IPv4 in {@code v4}. */
  private record Peer(boolean isIpv4, int v4, long hi, long lo) {
    static Peer source(Burst burst, int i) {
      return new Peer(
          burst.family[i] == 4, burst.source4[i], burst.source6Hi[i], burst.source6Lo[i]);
    }

    static Peer destination(Burst burst, int i) {
      return new Peer(
          burst.family[i] == 4,
          burst.destination4[i],
          burst.destination6Hi[i],
          burst.destination6Lo[i]);
    }
  }

  private static Filtering of(
      Burst burst,
      int i,
      FilterBasis basis,
      SecurityRuleSet rules,
      AclRules aclRules,
      LocalEntry own,
      LocalEntry other,
      Peer peer) {
    int protocol = Transport.protocol(burst.transport[i]);
    int selector = Transport.selector(burst.transport[i]);
    InterfaceSecurity security = own.security();
    boolean crosses =
        aclRules != null && !SubnetAcl.isOneSubnet(own.subnetAcl(), other.subnetAcl());
    return new Filtering(
        security == null ? List.of() : security.groups(),
        basis,
        rules == null ? null : rule(rules, protocol, selector, peer, other.security()),
        crosses ? own.subnetAcl().acl() : null,
        crosses ? rule(aclRules, protocol, selector, peer) : null);
  }

  private static SecurityRule rule(
      SecurityRuleSet rules, int protocol, int selector, Peer peer, InterfaceSecurity groups) {
    return peer.isIpv4()
        ? rules.rule(protocol, selector, peer.v4(), groups)
        : rules.rule(protocol, selector, peer.hi(), peer.lo(), groups);
  }

  private static AclRule rule(AclRules rules, int protocol, int selector, Peer peer) {
    return peer.isIpv4()
        ? rules.rule(protocol, selector, peer.v4())
        : rules.rule(protocol, selector, peer.hi(), peer.lo());
  }
}
