package io.peerway.control.model;

import java.util.List;

/**
 * A security group; its rules are entities of their own.
 *
 * @param isDefault whether it is the one that its VPC has from the start
 */
public record SecurityGroup(
    String id, Scope scope, String vpcId, String name, String description, boolean isDefault)
    implements Entity {
  /** The name of the group that every VPC has, and that no other can have. */
  public static final String DEFAULT_NAME = "default";

  public static final Index<SecurityGroup, Scope> BY_SCOPE = Index.on(SecurityGroup::scope);
  public static final Index<SecurityGroup, String> BY_VPC = Index.on(SecurityGroup::vpcId);
  public static final Kind<SecurityGroup> KIND =
      new Kind<>("security-group", SecurityGroup.class, List.of(BY_SCOPE, BY_VPC));

  @Override
  public Kind<SecurityGroup> kind() {
    return KIND;
  }
}
