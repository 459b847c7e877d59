package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.ec2.route.RouteTableActions;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Ipv4Block;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.RouteTableAssociation;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcAttributes;
import io.peerway.control.rule.AddressRules;
import io.peerway.control.rule.FilterSetup;
import io.peerway.control.rule.PeeringRules;
import io.peerway.control.rule.VpcSetup;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** CreateVpc, DescribeVpcs, DeleteVpc. */
public final class VpcActions {
  private static final int MOST_RESULTS = 1000;
  private static final Set<String> TENANCIES = Set.of("default", "dedicated");

  private static final Filters<Vpc> FILTERS =
      Filters.<Vpc>tagged(Vpc::id)
          .on("cidr", vpc -> vpc.primaryIpv4().format())
          .on("cidr-block", vpc -> vpc.primaryIpv4().format())
          .onAny("cidr-block-association.association-id", (call, vpc) -> ipv4Ids(vpc))
          .onAny("cidr-block-association.cidr-block", (call, vpc) -> ipv4Texts(vpc))
          .on("cidr-block-association.state", vpc -> "associated")
          .on("dhcp-options-id", Vpc::dhcpOptionsId)
          .onAny(
              "ipv6-cidr-block-association.association-id",
              (call, vpc) -> vpc.ipv6().stream().map(Ipv6Block::associationId))
          .onAny(
              "ipv6-cidr-block-association.ipv6-cidr-block",
              (call, vpc) -> vpc.ipv6Prefixes().stream().map(Object::toString))
          .onAny(
              "ipv6-cidr-block-association.ipv6-pool",
              (call, vpc) -> vpc.ipv6().stream().map(block -> VpcXml.IPV6_POOL))
          .onAny(
              "ipv6-cidr-block-association.state",
              (call, vpc) -> vpc.ipv6().stream().map(block -> "associated"))
          .on("is-default", vpc -> Boolean.toString(vpc.isDefault()))
          .on("isDefault", vpc -> Boolean.toString(vpc.isDefault()))
          .on("owner-id", vpc -> vpc.scope().account())
          .on("state", vpc -> "available")
          .on("vpc-id", Vpc::id);

  private VpcActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateVpc", VpcActions::create)
            .takes("CidrBlock", "AmazonProvidedIpv6CidrBlock", "InstanceTenancy")
            .takesTags()
            .refuses(VpcCidrActions.BLOCKS_FROM_ELSEWHERE)
            .refuses("VpcEncryptionControl"),
        Action.read("DescribeVpcs", VpcActions::describe)
            .takes("VpcId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteVpc", VpcActions::delete).takes("VpcId"));
  }

  private static void create(WriteCall call, Xml xml) {
    String text =
        call.parameters()
            .text("CidrBlock")
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "MissingParameter",
                        "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."));
    Ipv4Prefix block = Cidrs.ipv4("cidrBlock", text);
    if (!AddressRules.mayBeVpc(block)) {
      throw new Ec2Exception("InvalidVpc.Range", "The CIDR '" + block + "' is invalid.");
    }
    String tenancy = call.parameters().text("InstanceTenancy").orElse("default");
    if (!TENANCIES.contains(tenancy)) {
      throw new Ec2Exception(
          "UnsupportedTenancy", "The tenancy value " + tenancy + " is not supported.");
    }
    boolean withIpv6 = call.parameters().flag("AmazonProvidedIpv6CidrBlock").orElse(false);
    if (call.inventory().by(Vpc.BY_SCOPE, call.caller()).size()
        >= call.quotas().of(Quota.VPCS_PER_REGION)) {
      throw new Ec2Exception("VpcLimitExceeded", "The maximum number of VPCs has been reached.");
    }
    Vpc vpc =
        new Vpc(
            call.ids().next(ResourceType.VPC),
            call.caller(),
            List.of(new Ipv4Block(call.ids().next("vpc-cidr-assoc"), block)),
            withIpv6
                ? List.of(
                    new Ipv6Block(
                        call.ids().next("vpc-cidr-assoc"),
                        AddressRules.freeIpv6Block(call.inventory(), call.ids())))
                : List.of(),
            false,
            tenancy,
            VpcSetup.standardDhcpOptions(call.draft(), call.caller(), call.ids()),
            VpcAttributes.DEFAULT);
    VpcSetup.create(call.draft(), vpc, call.ids());
    TagSpecifications.apply(call, ResourceType.VPC, vpc.id());
    xml.element("vpc", () -> VpcXml.write(call, xml, vpc, "pending", "associating"));
  }

  private static void describe(Call call, Xml xml) {
    Page.of(call, Lookup.VPC.wanted(call, "VpcId", Vpc.BY_SCOPE, FILTERS), Vpc::id, MOST_RESULTS)
        .write(xml, "vpcSet", vpc -> VpcXml.write(call, xml, vpc, "available", "associated"));
  }

  private static void delete(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    RouteTableAssociation main =
        call.inventory().by(RouteTableAssociation.MAIN_BY_VPC, vpc.id()).iterator().next();
    boolean hasTables =
        call.inventory().by(RouteTable.BY_VPC, vpc.id()).stream()
            .anyMatch(table -> !table.id().equals(main.routeTableId()));
    if (hasTables
        || FilterSetup.hasMore(call.inventory(), vpc.id())
        || !call.inventory().by(Subnet.BY_VPC, vpc.id()).isEmpty()
        || !call.inventory().by(InternetGateway.BY_VPC, vpc.id()).isEmpty()) {
      throw Errors.dependency("vpc", vpc.id());
    }
    deletePeerings(call, vpc);
    call.draft().delete(main);
    RouteTableActions.remove(
        call, call.inventory().find(RouteTable.KIND, main.routeTableId()).orElseThrow());
    FilterSetup.remove(call.draft(), vpc.id());
    Tags.forget(call.draft(), vpc.id());
    call.draft().delete(vpc);
    xml.text("return", true);
  }

  /** Ends the VPC's active peerings and its account's own requests. */
  private static void deletePeerings(WriteCall call, Vpc vpc) {
    String account = call.caller().account();
    for (PeeringConnection stored : call.inventory().by(PeeringConnection.LIVE_BY_VPC, vpc.id())) {
      PeeringConnection pcx = stored.at(call.now());
      if (pcx.state().isFinal() || !pcx.isVisibleTo(call.caller(), call.now())) {
        continue;
      }
      boolean othersRequest =
          pcx.state() == PeeringState.PENDING_ACCEPTANCE
              && !pcx.requester().scope().account().equals(account);
      if (othersRequest) {
        throw Errors.dependency("vpc", vpc.id());
      }
      call.draft().put(PeeringRules.end(pcx, account, call.now()).last());
    }
  }

  private static Stream<String> ipv4Ids(Vpc vpc) {
    return vpc.ipv4().stream().map(Ipv4Block::associationId);
  }

  private static Stream<String> ipv4Texts(Vpc vpc) {
    return vpc.ipv4Prefixes().stream().map(Ipv4Prefix::format);
  }
}
