package io.peerway.control.rule;

import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.DhcpOptions;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Ids;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Block;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.RouteTarget;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.SubnetAttributes;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcAttributes;
import io.peerway.control.model.Zone;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What comes into being together: a VPC with its main route table, a region with its default VPC.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html">
 *     Default VPC components</a>
 */
public final class VpcSetup {
  private static final Ipv4Prefix DEFAULT_VPC = Ipv4Prefix.parse("172.31.0.0/16");
  private static final int DEFAULT_SUBNET_LENGTH = 20;
  private static final RouteDestination ANYWHERE =
      new RouteDestination.Ipv4(Ipv4Prefix.parse("0.0.0.0/0"));

  private VpcSetup() {}

  /** Adds a VPC, with the main route table and the filters that every VPC has. */
  public static void create(Draft draft, Vpc vpc, Ids ids) {
    draft.put(vpc);
    RouteTable table = new RouteTable(ids.next(ResourceType.ROUTE_TABLE), vpc.scope(), vpc.id());
    draft.put(table);
    draft.put(
        new RouteTableAssociation(
            ids.next("rtbassoc"), vpc.scope(), vpc.id(), table.id(), Optional.empty()));
    FilterSetup.create(draft, vpc, ids);
  }

  /** Gives an account's region what every region has from the start. */
  public static void furnish(Draft draft, Scope scope, Ids ids) {
    draft.put(new AccountRegion(scope, ids.next(ResourceType.DHCP_OPTIONS)));
    createDefault(draft, scope, ids);
  }

  /**
   * Adds a default VPC: with an internet gateway that its main route table leads to, and a default
   * subnet in each zone.
   */
  public static Vpc createDefault(Draft draft, Scope scope, Ids ids) {
    Vpc vpc =
        new Vpc(
            ids.next(ResourceType.VPC),
            scope,
            List.of(new Ipv4Block(ids.next("vpc-cidr-assoc"), DEFAULT_VPC)),
            List.of(),
            true,
            "default",
            standardDhcpOptions(draft, scope, ids),
            new VpcAttributes(true, true, false));
    create(draft, vpc, ids);
    InternetGateway gateway =
        new InternetGateway(ids.next(ResourceType.INTERNET_GATEWAY), scope, Optional.of(vpc.id()));
    draft.put(gateway);
    RouteTableAssociation main =
        draft.inventory().by(RouteTableAssociation.MAIN_BY_VPC, vpc.id()).iterator().next();
    draft.put(
        new Route(
            main.routeTableId(),
            vpc.id(),
            ANYWHERE,
            new RouteTarget(RouteTarget.Type.INTERNET_GATEWAY, gateway.id())));
    for (Zone zone : Zone.of(scope.region())) {
      createDefaultSubnet(draft, vpc, zone.name(), ids);
    }
    return vpc;
  }

  /** The default VPC of an account's region, if it still has one. */
  public static Optional<Vpc> findDefault(Inventory inventory, Scope scope) {
    return inventory.by(Vpc.BY_SCOPE, scope).stream().filter(Vpc::isDefault).findFirst();
  }

  /**
   * Adds the default subnet of a zone, in the first place in the default VPC that is free.
   *
   * @return the subnet; empty if there is no place
   */
  public static Optional<Subnet> createDefaultSubnet(Draft draft, Vpc vpc, String zone, Ids ids) {
    Collection<Subnet> others = draft.inventory().by(Subnet.BY_VPC, vpc.id());
    for (int address = DEFAULT_VPC.first();
        DEFAULT_VPC.contains(address);
        address += 1 << (32 - DEFAULT_SUBNET_LENGTH)) {
      Ipv4Prefix block = new Ipv4Prefix(address, DEFAULT_SUBNET_LENGTH);
      if (others.stream().noneMatch(other -> other.ipv4().overlaps(block))) {
        Subnet subnet =
            new Subnet(
                ids.next(ResourceType.SUBNET),
                vpc.scope(),
                vpc.id(),
                zone,
                block,
                List.of(),
                true,
                SubnetAttributes.DEFAULT_FOR_AZ);
        FilterSetup.addSubnet(draft, subnet, ids);
        return Optional.of(subnet);
      }
    }
    return Optional.empty();
  }

  /** The id of the region's own DHCP options, which are made anew if somebody deleted them. */
  public static String standardDhcpOptions(Draft draft, Scope scope, Ids ids) {
    AccountRegion home =
        draft.inventory().find(AccountRegion.KIND, AccountRegion.id(scope)).orElseThrow();
    if (draft.inventory().find(DhcpOptions.KIND, home.dhcpOptionsId()).isEmpty()) {
      draft.put(DhcpOptions.standard(home.dhcpOptionsId(), scope));
    }
    return home.dhcpOptionsId();
  }
}
