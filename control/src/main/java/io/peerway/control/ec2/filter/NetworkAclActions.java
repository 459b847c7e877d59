package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclAssociation;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Subnet;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CreateNetworkAcl, DescribeNetworkAcls, DeleteNetworkAcl, ReplaceNetworkAclAssociation. */
public final class NetworkAclActions {
  private static final int MOST_RESULTS = 1000;

  private static final Filters<NetworkAcl> FILTERS =
      Filters.<NetworkAcl>tagged(NetworkAcl::id)
          .onAny(
              "association.association-id",
              (call, acl) -> associations(call, acl).map(NetworkAclAssociation::id))
          .onAny(
              "association.network-acl-id",
              (call, acl) -> associations(call, acl).map(NetworkAclAssociation::networkAclId))
          .onAny(
              "association.subnet-id",
              (call, acl) -> associations(call, acl).map(NetworkAclAssociation::subnetId))
          .on("default", acl -> Boolean.toString(acl.isDefault()))
          .on("network-acl-id", NetworkAcl::id)
          .on("owner-id", acl -> acl.scope().account())
          .on("vpc-id", NetworkAcl::vpcId);

  static {
    NetworkAclXml.addFilters(FILTERS);
  }

  private NetworkAclActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateNetworkAcl", NetworkAclActions::create)
            .takes("VpcId", "ClientToken")
            .takesTags(),
        Action.read("DescribeNetworkAcls", NetworkAclActions::describe)
            .takes("NetworkAclId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteNetworkAcl", NetworkAclActions::delete).takes("NetworkAclId"),
        Action.write("ReplaceNetworkAclAssociation", NetworkAclActions::replaceAssociation)
            .takes("AssociationId", "NetworkAclId"));
  }

  private static void create(WriteCall call, Xml xml) {
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    Optional<NetworkAcl> before = Idempotency.earlier(call, NetworkAcl.KIND);
    NetworkAcl acl = before.orElseGet(() -> createNew(call, vpc));
    xml.element("networkAcl", () -> write(call, xml, acl))
        .text("clientToken", call.parameters().text(Idempotency.PARAMETER));
  }

  private static NetworkAcl createNew(WriteCall call, Vpc vpc) {
    int others = call.inventory().by(NetworkAcl.BY_VPC, vpc.id()).size();
    if (others >= call.quotas().of(Quota.NETWORK_ACLS_PER_VPC)) {
      throw new Ec2Exception(
          "NetworkAclLimitExceeded", "The maximum number of network ACLs has been reached.");
    }
    NetworkAcl acl =
        new NetworkAcl(
            call.ids().next(ResourceType.NETWORK_ACL), call.caller(), vpc.id(), false, List.of());
    call.draft().put(acl);
    TagSpecifications.apply(call, ResourceType.NETWORK_ACL, acl.id());
    Idempotency.remember(call, acl.id());
    return acl;
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.NETWORK_ACL.wanted(call, "NetworkAclId", NetworkAcl.BY_SCOPE, FILTERS),
            NetworkAcl::id,
            MOST_RESULTS)
        .write(xml, "networkAclSet", acl -> write(call, xml, acl));
  }

  private static void delete(WriteCall call, Xml xml) {
    NetworkAcl acl = Lookup.NETWORK_ACL.required(call, "NetworkAclId");
    if (acl.isDefault()) {
      throw Errors.invalidValue("cannot delete default network ACL " + acl.id());
    }
    if (associations(call, acl).findAny().isPresent()) {
      throw Errors.dependency("networkAcl", acl.id());
    }
    Tags.forget(call.draft(), acl.id());
    call.draft().delete(acl);
    xml.text("return", true);
  }

  private static void replaceAssociation(WriteCall call, Xml xml) {
    NetworkAclAssociation old = Lookup.NETWORK_ACL_ASSOCIATION.required(call, "AssociationId");
    NetworkAcl acl = Lookup.NETWORK_ACL.required(call, "NetworkAclId");
    Subnet subnet = call.inventory().find(Subnet.KIND, old.subnetId()).orElseThrow();
    if (!subnet.vpcId().equals(acl.vpcId())) {
      throw Errors.invalidValue(
          "network ACL "
              + acl.id()
              + " and subnet "
              + subnet.id()
              + " belong to different networks");
    }
    NetworkAclAssociation association =
        new NetworkAclAssociation(
            call.ids().next("aclassoc"), call.caller(), acl.id(), subnet.id());
    call.draft().delete(old);
    call.draft().put(association);
    xml.text("newAssociationId", association.id());
  }

  private static Stream<NetworkAclAssociation> associations(Call call, NetworkAcl acl) {
    return call.inventory().by(NetworkAclAssociation.BY_ACL, acl.id()).stream();
  }

  private static void write(Call call, Xml xml, NetworkAcl acl) {
    xml.text("networkAclId", acl.id())
        .text("vpcId", acl.vpcId())
        .text("ownerId", acl.scope().account())
        .text("default", acl.isDefault());
    NetworkAclXml.writeEntries(call, xml, acl);
    xml.list(
        "associationSet",
        associations(call, acl).toList(),
        association ->
            xml.text("networkAclAssociationId", association.id())
                .text("networkAclId", association.networkAclId())
                .text("subnetId", association.subnetId()));
    TagSpecifications.write(call, xml, acl.id());
  }
}
