package io.peerway.control.model;

import java.util.Optional;

/** The other end of what a security group rule allows: a source or a destination. */
public sealed interface RulePeer {
  /** A block of addresses. */
  record Block(Cidr cidr) implements RulePeer {
    @Override
    public String text() {
      return cidr.text();
    }
  }

  /** Every block of a managed prefix list. */
  record PrefixList(String id) implements RulePeer {
    @Override
    public String text() {
      return id;
    }
  }

  /**
   * Everything that has a security group.
   *
   * @param account that owns it
   * @param id of the group, which may be gone by now if it is a peer's
   * @param vpcId that the group is in
   * @param peeringId across which it is referenced; empty within one VPC
   */
  record Group(String account, String id, String vpcId, Optional<String> peeringId)
      implements RulePeer {
    @Override
    public String text() {
      return id;
    }
  }

  /** What the API calls it by. */
  String text();
}
