package io.peerway.control.ec2.peering;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Scope;
import org.junit.jupiter.api.Test;

class PeeringOptionsActionsTest {
  private static final String ACTION = "ModifyVpcPeeringConnectionOptions";
  private static final String OF_REQUESTER =
      "RequesterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc";
  private static final String OF_ACCEPTER =
      "AccepterPeeringConnectionOptions.AllowDnsResolutionFromRemoteVpc";

  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");

  private String active(Scope peer) {
    String pcx = api.requestPeering(Api.SCOPE, vpc, peer, api.createVpc(peer, "10.2.0.0/16"));
    api.call(peer, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    return pcx;
  }

  private String error(Scope caller, String pcx, String option, String value) {
    return api.error(caller, ACTION, "VpcPeeringConnectionId", pcx, option, value);
  }

  @Test
  void shouldShowEachSideItsOwnSetting() {
    String pcx = active(Api.SCOPE);

    String xml =
        api.call(ACTION, "VpcPeeringConnectionId", pcx, OF_REQUESTER, "true", OF_ACCEPTER, "false");

    assertThat(xml)
        .contains(
            "<requesterPeeringConnectionOptions><allowDnsResolutionFromRemoteVpc>true<",
            "<accepterPeeringConnectionOptions><allowDnsResolutionFromRemoteVpc>false<");
    String described = api.call("DescribeVpcPeeringConnections");
    assertThat(described.substring(described.indexOf("requesterVpcInfo")))
        .contains("<allowDnsResolutionFromRemoteVpc>true<");
    api.call("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    assertThat(error(Api.SCOPE, pcx, OF_REQUESTER, "true"))
        .isEqualTo(
            "OperationNotPermitted: Peering "
                + pcx
                + " is not active. Peering options can be added only to active peerings.");
  }

  @Test
  void shouldLetEachOwnerSetHisOwnSideAlone() {
    Scope peer = new Scope("222222222222", Api.SCOPE.region());
    String pcx = active(peer);

    assertThat(error(Api.SCOPE, pcx, OF_ACCEPTER, "true"))
        .isEqualTo(
            "OperationNotPermitted: User 111111111111 does not have permission to modify the"
                + " accepter side peering options");
    assertThat(error(peer, pcx, OF_REQUESTER, "true"))
        .isEqualTo(
            "OperationNotPermitted: User 222222222222 does not have permission to modify the"
                + " requester side peering options");
    api.call(peer, ACTION, "VpcPeeringConnectionId", pcx, OF_ACCEPTER, "true");
    api.call(ACTION, "VpcPeeringConnectionId", pcx, OF_REQUESTER, "true");
  }

  @Test
  void shouldBeSetInTheRegionOfTheSide() {
    Scope peer = new Scope(Api.SCOPE.account(), "us-west-1");
    String pcx = active(peer);

    assertThat(error(Api.SCOPE, pcx, OF_ACCEPTER, "true"))
        .isEqualTo(
            "OperationNotPermitted: Accepter's VPC Peering connection options cannot be modified"
                + " for a different region");
    assertThat(error(peer, pcx, OF_REQUESTER, "true"))
        .startsWith("OperationNotPermitted: Requester's");
    api.call(peer, ACTION, "VpcPeeringConnectionId", pcx, OF_ACCEPTER, "true");
  }

  @Test
  void shouldRefuseWhatIsNotThereAnyMore() {
    String pcx = active(Api.SCOPE);

    assertThat(
            error(
                Api.SCOPE,
                pcx,
                "RequesterPeeringConnectionOptions.AllowEgressFromLocalClassicLinkToRemoteVpc",
                "true"))
        .startsWith("UnsupportedOperation");
    assertThat(api.error(ACTION, "VpcPeeringConnectionId", pcx)).startsWith("MissingParameter");
    assertThat(error(Api.SCOPE, "pcx-12345678", OF_ACCEPTER, "true"))
        .startsWith("InvalidVpcPeeringConnectionID.NotFound");
  }
}
