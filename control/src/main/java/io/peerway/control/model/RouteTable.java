package io.peerway.control.model;

import java.util.List;

/** A route table; its routes and associations are entities of their own. */
public record RouteTable(String id, Scope scope, String vpcId) implements Entity {
  public static final Index<RouteTable, Scope> BY_SCOPE = Index.on(RouteTable::scope);
  public static final Index<RouteTable, String> BY_VPC = Index.on(RouteTable::vpcId);
  public static final Kind<RouteTable> KIND =
      new Kind<>("route-table", RouteTable.class, List.of(BY_SCOPE, BY_VPC));

  @Override
  public Kind<RouteTable> kind() {
    return KIND;
  }
}
