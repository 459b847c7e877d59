package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What comes into being together: a VPC with its main route table, a region with its default VPC.
 */
public final class VpcSetup {
  private static final Ipv4Prefix DEFAULT_VPC = Ipv4Prefix.parse("172.31.0.0/16");
  private static final int DEFAULT_SUBNET_LENGTH = 20;

  private VpcSetup() {}

  /** Adds a VPC and the main route table that every VPC has. */
  public static void create(Draft draft, Vpc vpc, Ids ids) {
    draft.put(vpc);
    RouteTable table = new RouteTable(ids.next(ResourceType.ROUTE_TABLE), vpc.scope(), vpc.id());
    draft.put(table);
    draft.put(
        new RouteTableAssociation(
            ids.next("rtbassoc"), vpc.scope(), vpc.id(), table.id(), Optional.empty()));
  }

  /**
   * Gives an account's region what every region has from the start: a default VPC with a default
   * subnet in each zone.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html">
   *     Default VPC components</a>
   */
  public static void furnish(Draft draft, Scope scope, Ids ids) {
    AccountRegion home = new AccountRegion(scope, ids.next(ResourceType.DHCP_OPTIONS));
    draft.put(home);
    Vpc vpc =
        new Vpc(
            ids.next(ResourceType.VPC),
            scope,
            List.of(new Ipv4Block(ids.next("vpc-cidr-assoc"), DEFAULT_VPC)),
            List.of(),
            true,
            "default",
            home.dhcpOptionsId(),
            new VpcAttributes(true, true, false));
    create(draft, vpc, ids);
    int address = DEFAULT_VPC.first();
    for (Zone zone : Zone.of(scope.region())) {
      Ipv4Prefix block = new Ipv4Prefix(address, DEFAULT_SUBNET_LENGTH);
      draft.put(
          new Subnet(
              ids.next(ResourceType.SUBNET), scope, vpc.id(), zone.name(), block, List.of(), true));
      address += (int) block.size();
    }
  }
}
