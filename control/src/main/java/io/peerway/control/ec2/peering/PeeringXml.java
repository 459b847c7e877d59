package io.peerway.control.ec2.peering;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.Times;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.PeeringAction;
import io.peerway.control.rule.PeeringOutcome;
import io.peerway.dataplane.wire.Ipv4Prefix;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Writes peering connections, and what is said about them. */
final class PeeringXml {
  static final Filters<PeeringConnection> FILTERS =
      withSide(
          withSide(
              Filters.<PeeringConnection>tagged(PeeringConnection::id)
                  .onAny(
                      "expiration-time", (call, pcx) -> expiration(pcx).map(Times::format).stream())
                  .on("status-code", pcx -> pcx.state().code())
                  .on("status-message", PeeringXml::message)
                  .on("vpc-peering-connection-id", PeeringConnection::id),
              "requester-vpc-info.",
              PeeringConnection::requester),
          "accepter-vpc-info.",
          PeeringConnection::accepter);

  private PeeringXml() {}

  private static Filters<PeeringConnection> withSide(
      Filters<PeeringConnection> filters,
      String prefix,
      Function<PeeringConnection, PeeringSide> side) {
    return filters
        .onAny(
            prefix + "cidr-block",
            (call, pcx) ->
                vpc(call, pcx, side.apply(pcx)).stream()
                    .flatMap(vpc -> vpc.ipv4Prefixes().stream())
                    .map(Ipv4Prefix::format))
        .on(prefix + "owner-id", pcx -> side.apply(pcx).scope().account())
        .on(prefix + "vpc-id", pcx -> side.apply(pcx).vpcId());
  }

  static void write(Call call, Xml xml, PeeringConnection pcx) {
    xml.text("vpcPeeringConnectionId", pcx.id())
        .element("requesterVpcInfo", () -> writeSide(call, xml, pcx, pcx.requester()))
        .element("accepterVpcInfo", () -> writeSide(call, xml, pcx, pcx.accepter()))
        .element("status", () -> xml.text("code", pcx.state().code()).text("message", message(pcx)))
        .text("expirationTime", expiration(pcx).map(Times::format));
    TagSpecifications.write(call, xml, pcx.id());
  }

  private static void writeSide(Call call, Xml xml, PeeringConnection pcx, PeeringSide side) {
    xml.text("ownerId", side.scope().account())
        .text("vpcId", side.vpcId())
        .text("region", side.scope().region());
    vpc(call, pcx, side)
        .ifPresent(
            vpc -> {
              xml.text("cidrBlock", vpc.primaryIpv4().format())
                  .list(
                      "cidrBlockSet",
                      vpc.ipv4Prefixes(),
                      block -> xml.text("cidrBlock", block.format()))
                  .listIfAny(
                      "ipv6CidrBlockSet",
                      vpc.ipv6Prefixes(),
                      block -> xml.text("ipv6CidrBlock", block.format()))
                  .element(
                      "peeringOptions",
                      () ->
                          xml.text("allowDnsResolutionFromRemoteVpc", side.allowDnsResolution())
                              .text("allowEgressFromLocalClassicLinkToRemoteVpc", false)
                              .text("allowEgressFromLocalVpcToRemoteClassicLink", false));
            });
  }

  /** The side's VPC, as far as the connection shows it: the accepter's only once it accepted. */
  private static Optional<Vpc> vpc(Call call, PeeringConnection pcx, PeeringSide side) {
    boolean shown = side.equals(pcx.requester()) || pcx.accepted();
    return shown ? call.inventory().find(Vpc.KIND, side.vpcId()) : Optional.empty();
  }

  private static Optional<Instant> expiration(PeeringConnection pcx) {
    return pcx.state() == PeeringState.INITIATING_REQUEST
            || pcx.state() == PeeringState.PENDING_ACCEPTANCE
        ? Optional.of(pcx.expiresAt())
        : Optional.empty();
  }

  private static String message(PeeringConnection pcx) {
    String accepter = pcx.accepter().scope().account();
    return switch (pcx.state()) {
      case INITIATING_REQUEST -> "Initiating Request to " + accepter;
      case FAILED -> "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";
      case PENDING_ACCEPTANCE -> "Pending Acceptance by " + accepter;
      case EXPIRED -> "Expired";
      case REJECTED -> "Rejected" + byWhom(pcx);
      case PROVISIONING -> "Provisioning";
      case ACTIVE -> "Active";
      case DELETING -> "Deleting";
      case DELETED -> "Deleted" + byWhom(pcx);
    };
  }

  private static String byWhom(PeeringConnection pcx) {
    return pcx.end().flatMap(PeeringConnection.End::account).map(by -> " by " + by).orElse("");
  }

  /** The error for an action that was refused. */
  static Ec2Exception refusal(
      PeeringOutcome.Reason reason, PeeringAction action, PeeringConnection pcx, Scope actor) {
    return switch (reason) {
      case NOT_FOUND -> Lookup.PEERING.notFound(pcx.id());
      case WRONG_REGION ->
          Errors.notPermitted(
              "Incorrect region ("
                  + actor.region()
                  + ") specified for this request. VPC peering connection "
                  + pcx.id()
                  + " must be "
                  + (action == PeeringAction.ACCEPT ? "accepted" : "accepted or rejected")
                  + " in region "
                  + pcx.accepter().scope().region());
      case NOT_PERMITTED ->
          Errors.notPermitted(
              "User " + actor.account() + " cannot " + action.verb() + " peering " + pcx.id());
      case WRONG_STATE ->
          new Ec2Exception(
              "InvalidStateTransition",
              "Invalid state transition for "
                  + pcx.id()
                  + ", attempted to transition from "
                  + pcx.state().code()
                  + " to "
                  + action.leadsTo().code());
    };
  }
}
