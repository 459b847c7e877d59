package io.peerway.control.ec2.peering;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Scope;
import io.peerway.control.model.TagSet;
import io.peerway.control.rule.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PeeringActionsTest {
  private static final Scope ONE = Api.SCOPE;
  private static final Scope OTHER = Api.OTHER;
  private static final String NOT_FOUND = "InvalidVpcPeeringConnectionID.NotFound";

  private final Api api = new Api();

  private String act(Scope caller, String verb, String pcx) {
    return api.call(caller, verb + "VpcPeeringConnection", "VpcPeeringConnectionId", pcx);
  }

  private String refused(Scope caller, String verb, String pcx) {
    return api.error(caller, verb + "VpcPeeringConnection", "VpcPeeringConnectionId", pcx);
  }

  private String describe(Scope caller, String pcx) {
    return api.call(caller, "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", pcx);
  }

  private String status(Scope caller, String pcx) {
    String xml = describe(caller, pcx);
    return Api.text(xml, "code") + ": " + Api.text(xml, "message");
  }

  @Test
  void shouldSayWhatAwsSaysInEveryState() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc(OTHER, "10.2.0.0/16");

    String created =
        api.call(
            "CreateVpcPeeringConnection",
            "VpcId",
            vpc,
            "PeerVpcId",
            peer,
            "PeerOwnerId",
            OTHER.account(),
            "PeerRegion",
            OTHER.region());
    String pcx = Api.text(created, "vpcPeeringConnectionId");
    assertThat(created)
        .contains(
            "<code>initiating-request</code>",
            "<message>Initiating Request to 222222222222</message>",
            "<expirationTime>2026-01-08T00:00:00.000Z</expirationTime>");
    assertThat(status(ONE, pcx))
        .isEqualTo("pending-acceptance: Pending Acceptance by 222222222222");

    assertThat(act(OTHER, "Accept", pcx)).contains("<code>provisioning</code>");
    assertThat(status(ONE, pcx)).isEqualTo("active: Active");
    assertThat(describe(ONE, pcx)).doesNotContain("expirationTime");

    act(OTHER, "Delete", pcx);
    assertThat(status(ONE, pcx)).isEqualTo("deleted: Deleted by 222222222222");

    String next = api.requestPeering(ONE, vpc, OTHER, peer);
    act(OTHER, "Reject", next);
    assertThat(status(ONE, next)).isEqualTo("rejected: Rejected by 222222222222");

    String unanswered = api.requestPeering(ONE, vpc, OTHER, peer);
    api.clock().advance(Duration.ofDays(7));
    assertThat(status(OTHER, unanswered)).isEqualTo("expired: Expired");
  }

  @Test
  void shouldShowTheAccepterNoMoreThanItsNameBeforeItAccepts() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, ONE, peer);

    String pending = describe(ONE, pcx);
    String accepter =
        pending.substring(
            pending.indexOf("<accepterVpcInfo>"), pending.indexOf("</accepterVpcInfo>"));
    assertThat(accepter)
        .isEqualTo(
            "<accepterVpcInfo><ownerId>111111111111</ownerId><vpcId>"
                + peer
                + "</vpcId><region>eu-west-1</region>");
    assertThat(pending)
        .contains("<cidrBlock>10.1.0.0/16</cidrBlock>", "<peeringOptions>", "<tagSet></tagSet>");

    act(ONE, "Accept", pcx);
    assertThat(describe(ONE, pcx))
        .contains(
            "<cidrBlockSet><item><cidrBlock>10.2.0.0/16</cidrBlock></item></cidrBlockSet>",
            "<allowDnsResolutionFromRemoteVpc>false</allowDnsResolutionFromRemoteVpc>");
  }

  @Test
  void shouldFailWhenTheVpcsOverlapOrThePeerIsNotThere() {
    String vpc = api.createVpc("10.1.0.0/16");
    String inside = api.createVpc("10.1.128.0/24");
    String elsewhere = api.createVpc(OTHER, "10.2.0.0/16");
    String failed = "failed: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";

    String overlapping = api.requestPeering(ONE, vpc, ONE, inside);
    assertThat(status(ONE, overlapping)).isEqualTo(failed);
    assertThat(status(ONE, api.requestPeering(ONE, vpc, ONE, vpc))).isEqualTo(failed);
    assertThat(status(ONE, api.requestPeering(ONE, vpc, ONE, "vpc-0123456789abcdef0")))
        .isEqualTo(failed);
    Scope wrongRegion = new Scope(OTHER.account(), ONE.region());
    assertThat(status(ONE, api.requestPeering(ONE, vpc, wrongRegion, elsewhere))).isEqualTo(failed);
    Scope wrongAccount = new Scope("333333333333", OTHER.region());
    String pcx = api.requestPeering(ONE, vpc, wrongAccount, elsewhere);
    assertThat(status(ONE, pcx)).isEqualTo(failed);

    assertThat(
            api.error(
                wrongAccount, "DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", pcx))
        .startsWith(NOT_FOUND);
    assertThat(refused(ONE, "Delete", pcx))
        .isEqualTo(
            "InvalidStateTransition: Invalid state transition for "
                + pcx
                + ", attempted to transition from failed to deleting");
  }

  @Test
  void shouldReturnTheConnectionThatIsThereForTheSamePair() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, ONE, peer);

    assertThat(api.requestPeering(ONE, vpc, ONE, peer)).isEqualTo(pcx);
    act(ONE, "Accept", pcx);
    assertThat(api.requestPeering(ONE, vpc, ONE, peer)).isEqualTo(pcx);
    act(ONE, "Delete", pcx);
    assertThat(api.requestPeering(ONE, vpc, ONE, peer)).isNotEqualTo(pcx);
  }

  @Test
  void shouldLetOnlyOneOfTwoOppositeRequestsBecomeActive() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, ONE, peer);
    String reversed = api.requestPeering(ONE, peer, ONE, vpc);
    assertThat(reversed).isNotEqualTo(pcx);
    act(ONE, "Accept", pcx);

    assertThat(refused(ONE, "Accept", reversed))
        .isEqualTo(
            "VpcPeeringConnectionAlreadyExists: The vpc peering connection identified by "
                + pcx
                + " already exists.");
    assertThat(status(ONE, reversed)).startsWith("pending-acceptance");

    act(ONE, "Delete", pcx);
    act(ONE, "Accept", reversed);
    assertThat(status(ONE, reversed)).startsWith("active");
  }

  @Test
  void shouldSayWhoMayAnswerAndWhere() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc(OTHER, "10.2.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, OTHER, peer);

    assertThat(refused(ONE, "Accept", pcx))
        .isEqualTo(
            "OperationNotPermitted: Incorrect region (eu-west-1) specified for this request. VPC"
                + " peering connection "
                + pcx
                + " must be accepted in region us-west-1");
    assertThat(refused(ONE, "Reject", pcx))
        .isEqualTo(
            "OperationNotPermitted: Incorrect region (eu-west-1) specified for this request. VPC"
                + " peering connection "
                + pcx
                + " must be accepted or rejected in region us-west-1");
    Scope requesterThere = new Scope(ONE.account(), OTHER.region());
    assertThat(refused(requesterThere, "Accept", pcx))
        .isEqualTo("OperationNotPermitted: User 111111111111 cannot accept peering " + pcx);
    assertThat(refused(OTHER, "Delete", pcx))
        .isEqualTo("OperationNotPermitted: User 222222222222 cannot delete peering " + pcx);
    assertThat(refused(new Scope("333333333333", OTHER.region()), "Accept", pcx))
        .isEqualTo(NOT_FOUND + ": The vpcPeeringConnection ID '" + pcx + "' does not exist");
    act(OTHER, "Accept", pcx);
    assertThat(refused(OTHER, "Reject", pcx))
        .isEqualTo(
            "InvalidStateTransition: Invalid state transition for "
                + pcx
                + ", attempted to transition from active to rejected");
  }

  @Test
  void shouldEndWithItsVpc() {
    String vpc = api.createVpc("10.1.0.0/16");
    String active = api.createVpc("10.2.0.0/16");
    String pending = api.createVpc(OTHER, "10.3.0.0/16");
    String activePcx = api.peer(vpc, active);
    String pendingPcx = api.requestPeering(ONE, vpc, OTHER, pending);
    String table = api.mainTable(ONE, active);
    api.createRoute(table, "10.1.0.0/16", activePcx);

    api.call("DeleteVpc", "VpcId", vpc);

    assertThat(status(ONE, activePcx)).isEqualTo("deleted: Deleted by 111111111111");
    assertThat(status(OTHER, pendingPcx)).isEqualTo("deleted: Deleted by 111111111111");
    assertThat(api.call("DescribeRouteTables", "RouteTableId.1", table))
        .contains("<state>blackhole</state>");
  }

  @Test
  void shouldKeepAVpcThatAnotherAccountAsksToPeerWith() {
    String vpc = api.createVpc("10.1.0.0/16");
    String other = api.createVpc(OTHER, "10.2.0.0/16");
    String pcx = api.requestPeering(OTHER, other, ONE, vpc);

    assertThat(api.error("DeleteVpc", "VpcId", vpc)).startsWith("DependencyViolation");
    act(ONE, "Reject", pcx);
    api.call("DeleteVpc", "VpcId", vpc);
  }

  @Test
  void shouldForgetWhatNobodyCanSeeAnyMore() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc("10.2.0.0/16");
    String pcx = api.peer(vpc, peer);
    api.call("CreateTags", "ResourceId.1", pcx, "Tag.1.Key", "a", "Tag.1.Value", "b");
    act(ONE, "Delete", pcx);

    api.clock().advance(Duration.ofHours(2));
    assertThat(api.error("DescribeVpcPeeringConnections", "VpcPeeringConnectionId.1", pcx))
        .startsWith(NOT_FOUND);
    assertThat(api.call("DescribeVpcPeeringConnections")).doesNotContain(pcx);
    assertThat(api.inventory().count(PeeringConnection.KIND)).isOne();

    api.ledger()
        .change(
            draft -> {
              Retention.apply(draft, api.clock().instant());
              return draft;
            });
    assertThat(api.inventory().count(PeeringConnection.KIND)).isZero();
    assertThat(api.inventory().count(TagSet.KIND)).isZero();
  }

  @Test
  void shouldKeepTagsToTheAccountAndRegionThatSetThem() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc(OTHER, "10.2.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, OTHER, peer);

    api.call(
        OTHER, "CreateTags", "ResourceId.1", pcx, "Tag.1.Key", "Name", "Tag.1.Value", "theirs");

    assertThat(describe(ONE, pcx)).contains("<tagSet></tagSet>");
    assertThat(describe(OTHER, pcx)).contains("theirs");
  }

  @Test
  void shouldFilter() {
    String vpc = api.createVpc("10.1.0.0/16");
    String peer = api.createVpc(OTHER, "10.2.0.0/16");
    String third = api.createVpc("10.3.0.0/16");
    String pcx = api.requestPeering(ONE, vpc, OTHER, peer);
    api.peer(vpc, third);

    for (String[] filter :
        new String[][] {
          {"status-code", "pending-*"},
          {"status-message", "Pending Acceptance by 222222222222"},
          {"expiration-time", "2026-01-08*"},
          {"accepter-vpc-info.owner-id", "222222222222"},
          {"accepter-vpc-info.vpc-id", peer},
          {"vpc-peering-connection-id", pcx}
        }) {
      String xml =
          api.call(
              "DescribeVpcPeeringConnections",
              "Filter.1.Name",
              filter[0],
              "Filter.1.Value.1",
              filter[1]);
      assertThat(xml).as(filter[0]).contains(pcx).doesNotContain(third);
    }
    assertThat(
            api.call(
                "DescribeVpcPeeringConnections",
                "Filter.1.Name",
                "requester-vpc-info.cidr-block",
                "Filter.1.Value.1",
                "10.1.0.0/16"))
        .contains(pcx, third);
    assertThat(
            api.call(
                "DescribeVpcPeeringConnections",
                "Filter.1.Name",
                "accepter-vpc-info.cidr-block",
                "Filter.1.Value.1",
                "*"))
        .contains(third)
        .doesNotContain(pcx);
  }

  @Test
  void shouldKeepToItsQuotas() {
    Api small =
        new Api(
            Quotas.DEFAULT
                .with(Quota.ACTIVE_PEERINGS_PER_VPC, 1)
                .with(Quota.OUTSTANDING_PEERINGS_PER_VPC, 2));
    String vpc = small.createVpc("10.1.0.0/16");
    String first = small.requestPeering(ONE, vpc, ONE, small.createVpc("10.2.0.0/16"));
    String second = small.requestPeering(ONE, vpc, ONE, small.createVpc("10.3.0.0/16"));
    String fourth = small.createVpc("10.4.0.0/16");

    assertThat(small.error("CreateVpcPeeringConnection", "VpcId", vpc, "PeerVpcId", fourth))
        .startsWith("OutstandingVpcPeeringConnectionLimitExceeded");
    small.call("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", first);
    assertThat(small.error("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", second))
        .startsWith("ActiveVpcPeeringConnectionPerVpcLimitExceeded");
  }

  @Test
  void shouldNameWhatIsMissingOrMalformed() {
    String vpc = api.createVpc("10.1.0.0/16");

    assertThat(api.error("CreateVpcPeeringConnection", "VpcId", vpc))
        .isEqualTo("MissingParameter: The request must contain the parameter PeerVpcId");
    assertThat(
            api.error(
                "CreateVpcPeeringConnection", "VpcId", "vpc-12345678", "PeerVpcId", "vpc-12345678"))
        .isEqualTo("InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist");
    assertThat(api.error("CreateVpcPeeringConnection", "VpcId", vpc, "PeerVpcId", "x"))
        .startsWith("InvalidVpcID.Malformed");
    assertThat(
            api.error(
                "CreateVpcPeeringConnection", "VpcId", vpc, "PeerVpcId", vpc, "PeerOwnerId", "me"))
        .startsWith("InvalidParameterValue: Value (me) for parameter peerOwnerId");
    assertThat(
            api.error(
                "CreateVpcPeeringConnection", "VpcId", vpc, "PeerVpcId", vpc, "PeerRegion", "here"))
        .startsWith("InvalidParameterValue: Value (here) for parameter peerRegion");
    assertThat(refused(ONE, "Accept", "pcx-1"))
        .isEqualTo(
            "InvalidVpcPeeringConnectionId.Malformed: Invalid id: \"pcx-1\" (expecting"
                + " \"pcx-...\")");
    assertThat(refused(ONE, "Accept", "pcx-12345678"))
        .isEqualTo(NOT_FOUND + ": The vpcPeeringConnection ID 'pcx-12345678' does not exist");
  }
}
