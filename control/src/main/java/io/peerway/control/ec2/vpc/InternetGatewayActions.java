package io.peerway.control.ec2.vpc;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.InternetGateway;
import io.peerway.control.model.Quota;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import io.peerway.control.model.Vpc;
import java.util.List;
import java.util.Optional;

/** Create, Describe, Delete, Attach and DetachInternetGateway. */
public final class InternetGatewayActions {
  private static final int MOST_RESULTS = 1000;

  // An attached gateway has always been shown in this state, and not as "attached".
  private static final String ATTACHED = "available";

  private static final Filters<InternetGateway> FILTERS =
      Filters.<InternetGateway>tagged(InternetGateway::id)
          .onAny(
              "attachment.state", (call, gateway) -> gateway.vpcId().stream().map(vpc -> ATTACHED))
          .onAny("attachment.vpc-id", (call, gateway) -> gateway.vpcId().stream())
          .on("internet-gateway-id", InternetGateway::id)
          .on("owner-id", gateway -> gateway.scope().account());

  private InternetGatewayActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateInternetGateway", InternetGatewayActions::create).takesTags(),
        Action.read("DescribeInternetGateways", InternetGatewayActions::describe)
            .takes("InternetGatewayId.N")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteInternetGateway", InternetGatewayActions::delete)
            .takes("InternetGatewayId"),
        Action.write("AttachInternetGateway", InternetGatewayActions::attach)
            .takes("InternetGatewayId", "VpcId"),
        Action.write("DetachInternetGateway", InternetGatewayActions::detach)
            .takes("InternetGatewayId", "VpcId"));
  }

  private static void create(WriteCall call, Xml xml) {
    int others = call.inventory().by(InternetGateway.BY_SCOPE, call.caller()).size();
    if (others >= call.quotas().of(Quota.INTERNET_GATEWAYS_PER_REGION)) {
      throw new Ec2Exception(
          "InternetGatewayLimitExceeded",
          "The maximum number of internet gateways has been reached.");
    }
    InternetGateway gateway =
        new InternetGateway(
            call.ids().next(ResourceType.INTERNET_GATEWAY), call.caller(), Optional.empty());
    call.draft().put(gateway);
    TagSpecifications.apply(call, ResourceType.INTERNET_GATEWAY, gateway.id());
    xml.element("internetGateway", () -> write(call, xml, gateway));
  }

  private static void describe(Call call, Xml xml) {
    Page.of(
            call,
            Lookup.INTERNET_GATEWAY.wanted(
                call, "InternetGatewayId", InternetGateway.BY_SCOPE, FILTERS),
            InternetGateway::id,
            MOST_RESULTS)
        .write(xml, "internetGatewaySet", gateway -> write(call, xml, gateway));
  }

  private static void delete(WriteCall call, Xml xml) {
    InternetGateway gateway = Lookup.INTERNET_GATEWAY.required(call, "InternetGatewayId");
    if (gateway.vpcId().isPresent()) {
      throw Errors.dependency("internetGateway", gateway.id());
    }
    Tags.forget(call.draft(), gateway.id());
    call.draft().delete(gateway);
    xml.text("return", true);
  }

  private static void attach(WriteCall call, Xml xml) {
    InternetGateway gateway = Lookup.INTERNET_GATEWAY.required(call, "InternetGatewayId");
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    if (gateway.vpcId().isPresent()) {
      throw new Ec2Exception(
          "Resource.AlreadyAssociated",
          "resource " + gateway.id() + " is already attached to network " + gateway.vpcId().get());
    }
    if (!call.inventory().by(InternetGateway.BY_VPC, vpc.id()).isEmpty()) {
      throw Errors.invalidValue(
          "Network " + vpc.id() + " already has an internet gateway attached");
    }
    call.draft().put(gateway.attachedTo(Optional.of(vpc.id())));
    xml.text("return", true);
  }

  private static void detach(WriteCall call, Xml xml) {
    InternetGateway gateway = Lookup.INTERNET_GATEWAY.required(call, "InternetGatewayId");
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    if (!gateway.isAttachedTo(vpc.id())) {
      throw new Ec2Exception(
          "Gateway.NotAttached",
          "resource " + gateway.id() + " is not attached to network " + vpc.id());
    }
    call.draft().put(gateway.attachedTo(Optional.empty()));
    xml.text("return", true);
  }

  private static void write(Call call, Xml xml, InternetGateway gateway) {
    xml.text("internetGatewayId", gateway.id())
        .text("ownerId", gateway.scope().account())
        .list(
            "attachmentSet",
            gateway.vpcId().stream().toList(),
            vpc -> xml.text("vpcId", vpc).text("state", ATTACHED));
    TagSpecifications.write(call, xml, gateway.id());
  }
}
