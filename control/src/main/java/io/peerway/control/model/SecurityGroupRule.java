package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * What a security group allows: packets to or from one peer. The answers to what is allowed need no
 * rule.
 *
 * @param id {@code sgr-…}
 * @param egress whether it allows what the group's members send, rather than what they receive
 */
public record SecurityGroupRule(
    String id,
    Scope scope,
    String groupId,
    boolean egress,
    RuleTraffic traffic,
    RulePeer peer,
    Optional<String> description)
    implements Entity {
  public static final Index<SecurityGroupRule, Scope> BY_SCOPE = Index.on(SecurityGroupRule::scope);
  public static final Index<SecurityGroupRule, String> BY_GROUP =
      Index.on(SecurityGroupRule::groupId);
  public static final Index<SecurityGroupRule, String> BY_REFERENCED_GROUP =
      Index.onEach(
          rule -> rule.peer instanceof RulePeer.Group group ? List.of(group.id()) : List.of());
  public static final Index<SecurityGroupRule, String> BY_PEERING =
      Index.onEach(
          rule ->
              rule.peer instanceof RulePeer.Group group
                  ? group.peeringId().stream().toList()
                  : List.of());
  public static final Index<SecurityGroupRule, String> BY_PREFIX_LIST =
      Index.onEach(
          rule -> rule.peer instanceof RulePeer.PrefixList list ? List.of(list.id()) : List.of());
  public static final Kind<SecurityGroupRule> KIND =
      new Kind<>(
          "security-group-rule",
          SecurityGroupRule.class,
          List.of(BY_SCOPE, BY_GROUP, BY_REFERENCED_GROUP, BY_PEERING, BY_PREFIX_LIST));

  @Override
  public Kind<SecurityGroupRule> kind() {
    return KIND;
  }

  /** Whether both allow the same to the same: a group has no rule twice. */
  public boolean allowsSameAs(SecurityGroupRule other) {
    return egress == other.egress && traffic.equals(other.traffic) && samePeer(peer, other.peer);
  }

  // Two references to a group are the same whatever peering they were made across.
  private static boolean samePeer(RulePeer one, RulePeer other) {
    return one.getClass() == other.getClass() && one.text().equals(other.text());
  }

  public SecurityGroupRule withDescription(Optional<String> text) {
    return new SecurityGroupRule(id, scope, groupId, egress, traffic, peer, text);
  }

  public SecurityGroupRule withTraffic(RuleTraffic other, RulePeer otherPeer) {
    return new SecurityGroupRule(id, scope, groupId, egress, other, otherPeer, description);
  }
}
