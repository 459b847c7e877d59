package io.peerway.control.model;

import java.util.List;

/**
 * Says which network ACL a subnet has; every subnet has exactly one.
 *
 * @param id {@code aclassoc-…}
 */
public record NetworkAclAssociation(String id, Scope scope, String networkAclId, String subnetId)
    implements Entity {
  public static final Index<NetworkAclAssociation, String> BY_ACL =
      Index.on(NetworkAclAssociation::networkAclId);
  public static final Index<NetworkAclAssociation, String> BY_SUBNET =
      Index.on(NetworkAclAssociation::subnetId);
  public static final Kind<NetworkAclAssociation> KIND =
      new Kind<>(
          "network-acl-association", NetworkAclAssociation.class, List.of(BY_ACL, BY_SUBNET));

  @Override
  public Kind<NetworkAclAssociation> kind() {
    return KIND;
  }
}
