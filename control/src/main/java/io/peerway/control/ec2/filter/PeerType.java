package io.peerway.control.ec2.filter;

import io.peerway.control.model.RulePeer;

/** The types of security group rules, by what is at the other end; a rule keeps its type. */
enum PeerType {
  IPV4("cidrIpv4"),
  IPV6("cidrIpv6"),
  PREFIX_LIST("prefixListId"),
  GROUP("referencedGroupId");

  private final String element;

  PeerType(String element) {
    this.element = element;
  }

  static PeerType of(RulePeer peer) {
    return switch (peer) {
      case RulePeer.Block(var cidr) -> cidr.isIpv6() ? IPV6 : IPV4;
      case RulePeer.PrefixList list -> PREFIX_LIST;
      case RulePeer.Group group -> GROUP;
    };
  }

  /** What a rule calls its other end in answers. */
  String element() {
    return element;
  }
}
