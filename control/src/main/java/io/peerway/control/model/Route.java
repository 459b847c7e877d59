package io.peerway.control.model;

import java.util.List;

/** A route that somebody created; a table's local routes follow from its VPC's blocks. */
public record Route(
    String routeTableId, String vpcId, RouteDestination destination, RouteTarget target)
    implements Entity {
  public static final Index<Route, String> BY_TABLE = Index.on(Route::routeTableId);
  public static final Index<Route, String> BY_TARGET = Index.on(route -> route.target().id());
  public static final Index<Route, String> BY_PREFIX_LIST =
      Index.onEach(
          route ->
              route.destination() instanceof RouteDestination.PrefixList(String id)
                  ? List.of(id)
                  : List.of());
  public static final Kind<Route> KIND =
      new Kind<>("route", Route.class, List.of(BY_TABLE, BY_TARGET, BY_PREFIX_LIST));

  /** What the route with this destination in this table is filed under. */
  public static String id(String routeTableId, RouteDestination destination) {
    return routeTableId + " " + destination.text();
  }

  @Override
  public String id() {
    return id(routeTableId, destination);
  }

  @Override
  public Kind<Route> kind() {
    return KIND;
  }
}
