package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * Says by which route table a subnet routes, or every subnet of a VPC that has no association of
 * its own.
 *
 * @param id {@code rtbassoc-…}
 * @param subnetId empty for the association that makes a table the VPC's main one
 */
public record RouteTableAssociation(
    String id, Scope scope, String vpcId, String routeTableId, Optional<String> subnetId)
    implements Entity {
  public static final Index<RouteTableAssociation, String> BY_TABLE =
      Index.on(RouteTableAssociation::routeTableId);
  public static final Index<RouteTableAssociation, String> BY_SUBNET =
      Index.onEach(association -> association.subnetId().stream().toList());
  public static final Index<RouteTableAssociation, String> MAIN_BY_VPC =
      Index.onEach(a -> a.isMain() ? List.of(a.vpcId()) : List.of());
  public static final Kind<RouteTableAssociation> KIND =
      new Kind<>(
          "route-table-association",
          RouteTableAssociation.class,
          List.of(BY_TABLE, BY_SUBNET, MAIN_BY_VPC));

  @Override
  public Kind<RouteTableAssociation> kind() {
    return KIND;
  }

  public boolean isMain() {
    return subnetId.isEmpty();
  }
}
