package io.peerway.control.ec2.peering;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Regions;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.PeeringAction;
import io.peerway.control.rule.PeeringOutcome;
import io.peerway.control.rule.PeeringRules;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Create, Accept, Reject, Delete and DescribeVpcPeeringConnections. */
public final class PeeringActions {
  private static final int MOST_RESULTS = 1000;

  private PeeringActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateVpcPeeringConnection", PeeringActions::create)
            .takes("VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion")
            .takesTags(),
        Action.write("AcceptVpcPeeringConnection", PeeringActions::accept)
            .takes("VpcPeeringConnectionId"),
        Action.write("RejectVpcPeeringConnection", PeeringActions::reject)
            .takes("VpcPeeringConnectionId"),
        Action.write("DeleteVpcPeeringConnection", PeeringActions::delete)
            .takes("VpcPeeringConnectionId"),
        Action.read("DescribeVpcPeeringConnections", PeeringActions::describe)
            .takes("VpcPeeringConnectionId.N")
            .takesFilters()
            .takesPages());
  }

  private static void create(WriteCall call, Xml xml) {
    Parameters parameters = call.parameters();
    Vpc vpc = Lookup.VPC.required(call, "VpcId");
    String peerVpcId = parameters.required("PeerVpcId");
    Lookup.VPC.checkForm(peerVpcId);
    Scope peer =
        new Scope(
            parameters.text("PeerOwnerId").orElse(call.caller().account()),
            parameters.text("PeerRegion").orElse(call.caller().region()));
    checkForm(peer);
    PeeringConnection.Pair pair = new PeeringConnection.Pair(vpc.id(), peerVpcId);
    PeeringConnection pcx =
        live(call, pair)
            .filter(existing -> existing.accepter().scope().equals(peer))
            .findFirst()
            .orElseGet(() -> request(call, pair, peer));
    xml.element("vpcPeeringConnection", () -> PeeringXml.write(call, xml, pcx));
  }

  private static void checkForm(Scope peer) {
    if (!peer.account().matches("[0-9]{12}")) {
      throw Errors.invalidValue("peerOwnerId", peer.account(), "It must have 12 digits.");
    }
    if (!Regions.isWellFormed(peer.region())) {
      throw Errors.invalidValue("peerRegion", peer.region(), "This is not a region.");
    }
  }

  /** Makes a new request; returns it in the state that the reply shows. */
  private static PeeringConnection request(
      WriteCall call, PeeringConnection.Pair pair, Scope peer) {
    long outstanding =
        liveOf(call, pair.requesterVpcId())
            .filter(pcx -> pcx.state() == PeeringState.PENDING_ACCEPTANCE)
            .filter(pcx -> pcx.requester().vpcId().equals(pair.requesterVpcId()))
            .count();
    if (outstanding >= call.quotas().of(Quota.OUTSTANDING_PEERINGS_PER_VPC)) {
      throw new Ec2Exception(
          "OutstandingVpcPeeringConnectionLimitExceeded",
          "You have reached the limit of outstanding VPC peering connection requests for "
              + pair.requesterVpcId());
    }
    PeeringConnection request =
        PeeringConnection.request(
            call.ids().next(ResourceType.VPC_PEERING_CONNECTION),
            new PeeringSide(call.caller(), pair.requesterVpcId(), false),
            new PeeringSide(peer, pair.accepterVpcId(), false),
            call.now());
    PeeringOutcome.Done done =
        PeeringRules.arePeerable(call.inventory(), request)
            ? PeeringRules.submit(request)
            : PeeringRules.fail(request, call.now());
    call.draft().put(done.last());
    TagSpecifications.apply(call, ResourceType.VPC_PEERING_CONNECTION, request.id());
    return done.first();
  }

  private static void accept(WriteCall call, Xml xml) {
    PeeringOutcome.Done done = act(PeeringAction.ACCEPT, call);
    PeeringConnection pcx = done.last();
    Stream.of(pcx.pair(), pcx.pair().reversed())
        .flatMap(pair -> live(call, pair))
        .filter(other -> other.isActive() && !other.id().equals(pcx.id()))
        .findFirst()
        .ifPresent(
            other -> {
              throw new Ec2Exception(
                  "VpcPeeringConnectionAlreadyExists",
                  "The vpc peering connection identified by " + other.id() + " already exists.");
            });
    checkActiveQuota(call, pcx.requester().vpcId());
    checkActiveQuota(call, pcx.accepter().vpcId());
    call.draft().put(pcx);
    xml.element("vpcPeeringConnection", () -> PeeringXml.write(call, xml, done.first()));
  }

  private static void checkActiveQuota(WriteCall call, String vpcId) {
    long active = liveOf(call, vpcId).filter(PeeringConnection::isActive).count();
    if (active >= call.quotas().of(Quota.ACTIVE_PEERINGS_PER_VPC)) {
      throw new Ec2Exception(
          "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
          "You have reached the limit of active VPC peering connections for " + vpcId);
    }
  }

  private static void reject(WriteCall call, Xml xml) {
    call.draft().put(act(PeeringAction.REJECT, call).last());
    xml.text("return", true);
  }

  private static void delete(WriteCall call, Xml xml) {
    call.draft().put(act(PeeringAction.DELETE, call).last());
    xml.text("return", true);
  }

  private static PeeringOutcome.Done act(PeeringAction action, WriteCall call) {
    String id = call.parameters().required("VpcPeeringConnectionId");
    Lookup.PEERING.checkForm(id);
    // Not by Lookup: an owner who acts in the wrong region is told which region is right.
    PeeringConnection pcx =
        call.inventory()
            .find(PeeringConnection.KIND, id)
            .orElseThrow(() -> Lookup.PEERING.notFound(id));
    return switch (PeeringRules.act(action, pcx, call.caller(), call.now())) {
      case PeeringOutcome.Done done -> done;
      case PeeringOutcome.Refused(PeeringOutcome.Reason reason) ->
          throw PeeringXml.refusal(reason, action, pcx.at(call.now()), call.caller());
    };
  }

  private static void describe(Call call, Xml xml) {
    Predicate<PeeringConnection> wanted = PeeringXml.FILTERS.of(call);
    Stream<PeeringConnection> found =
        Lookup.PEERING
            .listed(
                call,
                "VpcPeeringConnectionId",
                call.inventory().by(PeeringConnection.BY_SCOPE, call.caller()))
            .stream()
            .filter(pcx -> pcx.isVisibleTo(call.caller(), call.now()))
            .map(pcx -> pcx.at(call.now()))
            .filter(wanted);
    Page.of(call, found, PeeringConnection::id, MOST_RESULTS)
        .write(xml, "vpcPeeringConnectionSet", pcx -> PeeringXml.write(call, xml, pcx));
  }

  private static Stream<PeeringConnection> live(Call call, PeeringConnection.Pair pair) {
    return call.inventory().by(PeeringConnection.LIVE_BY_PAIR, pair).stream()
        .map(pcx -> pcx.at(call.now()))
        .filter(pcx -> !pcx.state().isFinal());
  }

  private static Stream<PeeringConnection> liveOf(Call call, String vpcId) {
    return call.inventory().by(PeeringConnection.LIVE_BY_VPC, vpcId).stream()
        .map(pcx -> pcx.at(call.now()))
        .filter(pcx -> !pcx.state().isFinal());
  }
}
