package io.peerway.control.model;

/**
 * Where a route leads.
 *
 * @param id of the object that it names
 */
public record RouteTarget(Type type, String id) {
  /** What a route may lead to. */
  public enum Type {
    INTERNET_GATEWAY,
    NETWORK_INTERFACE,
    VPC_PEERING_CONNECTION
  }
}
