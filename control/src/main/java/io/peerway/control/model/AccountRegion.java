package io.peerway.control.model;

import java.util.List;

/**
 * Marks an account's region as furnished: what every region has from the start was created in it.
 *
 * @param dhcpOptionsId the region's default DHCP options
 */
public record AccountRegion(Scope scope, String dhcpOptionsId) implements Entity {
  public static final Kind<AccountRegion> KIND =
      new Kind<>("account-region", AccountRegion.class, List.of());

  /** What the region of an account is filed under. */
  public static String id(Scope scope) {
    return scope.account() + "/" + scope.region();
  }

  @Override
  public String id() {
    return id(scope);
  }

  @Override
  public Kind<AccountRegion> kind() {
    return KIND;
  }
}
