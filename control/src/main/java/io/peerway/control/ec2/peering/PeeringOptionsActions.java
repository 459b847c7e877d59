package io.peerway.control.ec2.peering;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import java.util.List;
import java.util.Optional;

/** ModifyVpcPeeringConnectionOptions. */
public final class PeeringOptionsActions {
  private static final String ACCEPTER = "AccepterPeeringConnectionOptions";
  private static final String REQUESTER = "RequesterPeeringConnectionOptions";
  private static final String DNS = "AllowDnsResolutionFromRemoteVpc";

  // ClassicLink is gone for good; clients still send false.
  private static final List<String> CLASSIC_LINK =
      List.of(
          "AllowEgressFromLocalClassicLinkToRemoteVpc",
          "AllowEgressFromLocalVpcToRemoteClassicLink");

  private PeeringOptionsActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("ModifyVpcPeeringConnectionOptions", PeeringOptionsActions::modify)
            .takes(
                "VpcPeeringConnectionId",
                ACCEPTER + "." + DNS,
                ACCEPTER + "." + CLASSIC_LINK.getFirst(),
                ACCEPTER + "." + CLASSIC_LINK.getLast(),
                REQUESTER + "." + DNS,
                REQUESTER + "." + CLASSIC_LINK.getFirst(),
                REQUESTER + "." + CLASSIC_LINK.getLast()));
  }

  private static void modify(WriteCall call, Xml xml) {
    PeeringConnection pcx = Lookup.PEERING.required(call, "VpcPeeringConnectionId").at(call.now());
    if (!pcx.isActive()) {
      throw Errors.notPermitted(
          "Peering "
              + pcx.id()
              + " is not active. Peering options can be added only to active peerings.");
    }
    boolean ofAccepter = isGiven(call, ACCEPTER);
    boolean ofRequester = isGiven(call, REQUESTER);
    if (!ofAccepter && !ofRequester) {
      throw Errors.missingParameter(ACCEPTER + " or " + REQUESTER);
    }
    if (ofAccepter) {
      checkOwner(call, pcx.accepter(), "accepter", "Accepter's");
    }
    if (ofRequester) {
      checkOwner(call, pcx.requester(), "requester", "Requester's");
    }
    PeeringConnection changed =
        pcx.allowingDnsResolution(options(call, REQUESTER), options(call, ACCEPTER));
    call.draft().put(changed);
    if (ofAccepter) {
      write(xml, "accepterPeeringConnectionOptions", changed.accepter());
    }
    if (ofRequester) {
      write(xml, "requesterPeeringConnectionOptions", changed.requester());
    }
  }

  private static boolean isGiven(Call call, String options) {
    return call.parameters().all().keySet().stream()
        .anyMatch(name -> name.startsWith(options + "."));
  }

  private static void checkOwner(Call call, PeeringSide side, String name, String whose) {
    if (!side.scope().account().equals(call.caller().account())) {
      throw Errors.notPermitted(
          "User "
              + call.caller().account()
              + " does not have permission to modify the "
              + name
              + " side peering options");
    }
    if (!side.scope().region().equals(call.caller().region())) {
      throw Errors.notPermitted(
          whose + " VPC Peering connection options cannot be modified for a different region");
    }
  }

  private static Optional<Boolean> options(Call call, String side) {
    Parameters options = call.parameters().structure(side);
    for (String classicLink : CLASSIC_LINK) {
      if (options.flag(classicLink).orElse(false)) {
        throw Errors.unsupportedParameter(options.fullName(classicLink));
      }
    }
    return options.flag(DNS);
  }

  private static void write(Xml xml, String name, PeeringSide side) {
    xml.element(
        name,
        () ->
            xml.text("allowDnsResolutionFromRemoteVpc", side.allowDnsResolution())
                .text("allowEgressFromLocalClassicLinkToRemoteVpc", false)
                .text("allowEgressFromLocalVpcToRemoteClassicLink", false));
  }
}
