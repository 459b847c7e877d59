package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Ipv4Block;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Route;
import io.peerway.control.model.RouteDestination;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.AddressRules;
import io.peerway.control.rule.FilterSetup;
import io.peerway.control.rule.PeeringRules;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** AssociateVpcCidrBlock, DisassociateVpcCidrBlock. */
public final class VpcCidrActions {
  /** Parameters for blocks of pools and of the caller's own, which there are not. */
  static final String[] BLOCKS_FROM_ELSEWHERE = {
    "Ipv4IpamPoolId",
    "Ipv4NetmaskLength",
    "Ipv6CidrBlock",
    "Ipv6CidrBlockNetworkBorderGroup",
    "Ipv6IpamPoolId",
    "Ipv6NetmaskLength",
    "Ipv6Pool"
  };

  private VpcCidrActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("AssociateVpcCidrBlock", VpcCidrActions::associate)
            .takes("VpcId", "CidrBlock", "AmazonProvidedIpv6CidrBlock")
            .withoutDryRun()
            .refuses(BLOCKS_FROM_ELSEWHERE),
        Action.write("DisassociateVpcCidrBlock", VpcCidrActions::disassociate)
            .takes("AssociationId")
            .withoutDryRun());
  }

  private static void associate(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Optional<String> text = call.parameters().text("CidrBlock");
    boolean ipv6 = call.parameters().flag("AmazonProvidedIpv6CidrBlock").orElse(false);
    if (text.isPresent() == ipv6) {
      throw Errors.invalidCombination(
          "The request must contain exactly one of cidrBlock, amazonProvidedIpv6CidrBlock");
    }
    checkNoRequestPending(call, vpc);
    String association = call.ids().next("vpc-cidr-assoc");
    Vpc changed =
        ipv6
            ? withIpv6(call, vpc, association)
            : withIpv4(call, vpc, Cidrs.ipv4("cidrBlock", text.get()), association);
    checkPeerings(call, changed);
    call.draft().put(changed);
    if (vpc.ipv6().isEmpty() && ipv6) {
      FilterSetup.ipv6Added(call.draft(), changed, call.ids());
    }
    write(xml, changed, association, "associating");
  }

  private static Vpc withIpv4(WriteCall call, Vpc vpc, Ipv4Prefix block, String association) {
    if (!AddressRules.mayBeVpc(block)) {
      throw outOfRange("The CIDR '" + block + "' is invalid.");
    }
    if (AddressRules.isRestricted(block, vpc.primaryIpv4())) {
      throw outOfRange(
          "The CIDR '"
              + block
              + "' is restricted. Use a CIDR from the same private address range as the current"
              + " VPC CIDR, or use a publicly-routable CIDR. For additional restrictions, see"
              + " https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html");
    }
    if (vpc.ipv4Prefixes().stream().anyMatch(block::overlaps)) {
      throw outOfRange("The CIDR '" + block + "' conflicts with another block of " + vpc.id());
    }
    checkRoutes(call, vpc, block);
    checkQuota(call, vpc, vpc.ipv4().size(), Quota.IPV4_BLOCKS_PER_VPC);
    List<Ipv4Block> blocks = new ArrayList<>(vpc.ipv4());
    blocks.add(new Ipv4Block(association, block));
    return vpc.withBlocks(blocks, vpc.ipv6());
  }

  private static Vpc withIpv6(WriteCall call, Vpc vpc, String association) {
    checkQuota(call, vpc, vpc.ipv6().size(), Quota.IPV6_BLOCKS_PER_VPC);
    List<Ipv6Block> blocks = new ArrayList<>(vpc.ipv6());
    blocks.add(
        new Ipv6Block(association, AddressRules.freeIpv6Block(call.inventory(), call.ids())));
    return vpc.withBlocks(vpc.ipv4(), blocks);
  }

  private static void checkQuota(WriteCall call, Vpc vpc, int blocks, Quota quota) {
    int most = call.quotas().of(quota);
    if (blocks >= most) {
      throw new Ec2Exception(
          "CidrLimitExceeded",
          "This network '" + vpc.id() + "' has met its maximum number of allowed CIDRs: " + most);
    }
  }

  /** A local route for the block must not take over what a route was made for. */
  private static void checkRoutes(Call call, Vpc vpc, Ipv4Prefix block) {
    call.inventory().by(RouteTable.BY_VPC, vpc.id()).stream()
        .flatMap(table -> call.inventory().by(Route.BY_TABLE, table.id()).stream())
        .filter(
            route ->
                route.destination() instanceof RouteDestination.Ipv4(Ipv4Prefix to)
                    && block.contains(to))
        .findFirst()
        .ifPresent(
            route -> {
              throw outOfRange(
                  "The CIDR '"
                      + block
                      + "' is the same as or larger than the destination "
                      + route.destination().text()
                      + " of a route in "
                      + route.routeTableId());
            });
  }

  private static Stream<PeeringConnection> live(Call call, Vpc vpc) {
    return call.inventory().by(PeeringConnection.LIVE_BY_VPC, vpc.id()).stream()
        .map(pcx -> pcx.at(call.now()))
        .filter(pcx -> !pcx.state().isFinal());
  }

  /** Who has asked for a peering has to wait for the answer before the VPC may grow. */
  private static void checkNoRequestPending(Call call, Vpc vpc) {
    live(call, vpc)
        .filter(pcx -> pcx.state() == PeeringState.PENDING_ACCEPTANCE)
        .filter(pcx -> pcx.requester().vpcId().equals(vpc.id()))
        .findFirst()
        .ifPresent(
            pcx -> {
              throw Errors.notPermitted(
                  "No CIDR block can be added to "
                      + vpc.id()
                      + " while "
                      + pcx.id()
                      + " is pending");
            });
  }

  /** An overlap with a peer is refused; one with a VPC that asks to be a peer ends the request. */
  private static void checkPeerings(WriteCall call, Vpc changed) {
    for (PeeringConnection pcx : live(call, changed).toList()) {
      boolean overlaps =
          call.inventory()
              .find(Vpc.KIND, pcx.peerOf(changed.id()).vpcId())
              .filter(changed::overlaps)
              .isPresent();
      if (overlaps && pcx.state() == PeeringState.PENDING_ACCEPTANCE) {
        call.draft().put(PeeringRules.failed(pcx, call.now()));
      } else if (overlaps) {
        throw outOfRange(
            "The CIDR conflicts with a block of the VPC that " + pcx.id() + " peers with");
      }
    }
  }

  private static void disassociate(WriteCall call, Xml xml) {
    String association = call.parameters().required("AssociationId");
    Vpc vpc =
        call.inventory().by(Vpc.BY_ASSOCIATION, association).stream()
            .filter(found -> found.scope().equals(call.caller()))
            .findFirst()
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidVpcCidrBlockAssociationID.NotFound",
                        "The vpc CIDR block association ID '" + association + "' does not exist"));
    if (vpc.ipv4().getFirst().associationId().equals(association)) {
      throw Errors.notPermitted(
          "The vpc CIDR block with association ID "
              + association
              + " may not be disassociated. It is the primary IPv4 CIDR block of the VPC");
    }
    Vpc changed =
        vpc.withBlocks(
            vpc.ipv4().stream().filter(b -> !b.associationId().equals(association)).toList(),
            vpc.ipv6().stream().filter(b -> !b.associationId().equals(association)).toList());
    checkUnused(call, changed);
    call.draft().put(changed);
    write(xml, vpc, association, "disassociating");
  }

  private static void checkUnused(Call call, Vpc changed) {
    for (Subnet subnet : call.inventory().by(Subnet.BY_VPC, changed.id())) {
      if (!AddressRules.mayBeSubnet(subnet.ipv4(), changed)) {
        throw inUse(changed, subnet.ipv4().format());
      }
      for (Ipv6Block block : subnet.ipv6()) {
        if (!AddressRules.mayBeSubnet(block.prefix(), changed)) {
          throw inUse(changed, block.prefix().format());
        }
      }
    }
  }

  private static Ec2Exception inUse(Vpc vpc, String block) {
    return new Ec2Exception(
        "InvalidCidrBlock.InUse",
        "The vpc " + vpc.id() + " currently has a subnet within CIDR block " + block);
  }

  private static Ec2Exception outOfRange(String message) {
    return new Ec2Exception("InvalidVpc.Range", message);
  }

  private static void write(Xml xml, Vpc vpc, String association, String state) {
    xml.text("vpcId", vpc.id());
    for (Ipv4Block block : vpc.ipv4()) {
      if (block.associationId().equals(association)) {
        xml.element(
            "cidrBlockAssociation",
            () ->
                xml.text("associationId", association)
                    .text("cidrBlock", block.prefix().format())
                    .element("cidrBlockState", () -> xml.text("state", state)));
      }
    }
    for (Ipv6Block block : vpc.ipv6()) {
      if (block.associationId().equals(association)) {
        xml.element(
            "ipv6CidrBlockAssociation",
            () -> VpcXml.writeIpv6(xml, vpc, association, block.prefix(), state));
      }
    }
  }
}
