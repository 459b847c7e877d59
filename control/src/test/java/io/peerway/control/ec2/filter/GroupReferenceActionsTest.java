package io.peerway.control.ec2.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Scope;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References to security groups across peerings, and what is left of them afterwards. */
class GroupReferenceActionsTest {
  /** Another account in the same region: references do not cross regions. */
  private static final Scope NEIGHBOR = new Scope("222222222222", "eu-west-1");

  private static final String UNRELATED =
      "InvalidGroup.NotFound: You have specified two resources that belong to different networks.";

  private final Api api = new Api();
  private String mine;
  private String theirs;
  private String group;
  private String theirGroup;

  @BeforeEach
  void createGroups() {
    mine = api.createVpc("10.1.0.0/16");
    theirs = api.createVpc(NEIGHBOR, "10.2.0.0/16");
    group = create(Api.SCOPE, mine);
    theirGroup = create(NEIGHBOR, theirs);
  }

  private String create(Scope caller, String vpc) {
    return Api.text(
        api.call(
            caller,
            "CreateSecurityGroup",
            "GroupName",
            "web",
            "GroupDescription",
            "d",
            "VpcId",
            vpc),
        "groupId");
  }

  private String peer() {
    String pcx = api.requestPeering(Api.SCOPE, mine, NEIGHBOR, theirs);
    api.call(NEIGHBOR, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    return pcx;
  }

  private String[] from(String account, String id) {
    return new String[] {
      "GroupId",
      group,
      "IpPermissions.1.IpProtocol",
      "-1",
      "IpPermissions.1.Groups.1.UserId",
      account,
      "IpPermissions.1.Groups.1.GroupId",
      id
    };
  }

  private String stale() {
    return api.call("DescribeStaleSecurityGroups", "VpcId", mine);
  }

  private String references() {
    return api.call(NEIGHBOR, "DescribeSecurityGroupReferences", "GroupId.1", theirGroup);
  }

  @Test
  void shouldReferenceAGroupOfAnotherAccountAcrossAnActivePeering() {
    String pcx = peer();

    assertThat(api.call("AuthorizeSecurityGroupIngress", from(NEIGHBOR.account(), theirGroup)))
        .contains(
            "<referencedGroupInfo><userId>222222222222</userId><groupId>"
                + theirGroup
                + "</groupId><vpcId>"
                + theirs
                + "</vpcId><vpcPeeringConnectionId>"
                + pcx
                + "</vpcPeeringConnectionId><peeringStatus>active</peeringStatus>");
    assertThat(references())
        .contains(
            "<item><groupId>"
                + theirGroup
                + "</groupId><referencingVpcId>"
                + mine
                + "</referencingVpcId><vpcPeeringConnectionId>"
                + pcx
                + "</vpcPeeringConnectionId></item>");
    assertThat(stale()).doesNotContain("<item>");
  }

  @Test
  void shouldTakeTheAccountBeforeASlash() {
    peer();

    api.call(
        "AuthorizeSecurityGroupEgress",
        "GroupId",
        group,
        "IpPermissions.1.IpProtocol",
        "-1",
        "IpPermissions.1.Groups.1.GroupId",
        "222222222222/" + theirGroup);

    assertThat(references()).contains(mine);
  }

  @Test
  void shouldNotReferenceWhatNoActivePeeringLeadsTo() {
    String[] reference = from(NEIGHBOR.account(), theirGroup);
    assertThat(api.error("AuthorizeSecurityGroupIngress", reference)).isEqualTo(UNRELATED);

    String pcx = api.requestPeering(Api.SCOPE, mine, NEIGHBOR, theirs);
    assertThat(api.error("AuthorizeSecurityGroupIngress", reference)).isEqualTo(UNRELATED);

    api.call(NEIGHBOR, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    assertThat(api.error("AuthorizeSecurityGroupIngress", from(Api.SCOPE.account(), theirGroup)))
        .isEqualTo("InvalidGroup.NotFound: The security group '" + theirGroup + "' does not exist");
    api.call("DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    assertThat(api.error("AuthorizeSecurityGroupIngress", reference)).isEqualTo(UNRELATED);
  }

  @Test
  void shouldNotReferenceAcrossRegions() {
    String far = api.createVpc(Api.OTHER, "10.3.0.0/16");
    String farGroup = create(Api.OTHER, far);
    String pcx = api.requestPeering(Api.SCOPE, mine, Api.OTHER, far);
    api.call(Api.OTHER, "AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);

    assertThat(api.error("AuthorizeSecurityGroupIngress", from(Api.OTHER.account(), farGroup)))
        .isEqualTo("InvalidGroup.NotFound: The security group '" + farGroup + "' does not exist");
  }

  @Test
  void shouldGoStaleWithThePeering() {
    String pcx = peer();
    api.call("AuthorizeSecurityGroupIngress", from(NEIGHBOR.account(), theirGroup));

    api.call(NEIGHBOR, "DeleteVpcPeeringConnection", "VpcPeeringConnectionId", pcx);

    assertThat(stale())
        .contains(
            "<groupId>" + group + "</groupId><groupName>web</groupName>",
            "<staleIpPermissions><item><ipProtocol>-1</ipProtocol><groups><item>"
                + "<userId>222222222222</userId><groupId>"
                + theirGroup,
            "<peeringStatus>deleted</peeringStatus>",
            "<staleIpPermissionsEgress></staleIpPermissionsEgress>");
    assertThat(references()).doesNotContain("<item>");
    // Also when nothing is remembered of the peering any more, and when there is a new one.
    api.clock().advance(Duration.ofDays(3));
    peer();
    assertThat(stale()).contains("<peeringStatus>deleted</peeringStatus>");
    assertThat(api.call("DescribeSecurityGroups", "GroupId.1", group)).contains(pcx);

    api.call("RevokeSecurityGroupIngress", from(NEIGHBOR.account(), theirGroup));
    assertThat(stale()).doesNotContain("<item>");
  }

  @Test
  void shouldGoStaleWithTheGroupOfThePeer() {
    peer();
    api.call("AuthorizeSecurityGroupIngress", from(NEIGHBOR.account(), theirGroup));

    api.call(NEIGHBOR, "DeleteSecurityGroup", "GroupId", theirGroup);

    assertThat(stale())
        .contains(theirGroup, "<peeringStatus>active</peeringStatus>")
        .doesNotContain("<userId>");
  }

  @Test
  void shouldAskForAVpcOrGroupThatIsThere() {
    assertThat(api.error("DescribeStaleSecurityGroups", "VpcId", theirs))
        .startsWith("InvalidVpcID.NotFound");
    assertThat(api.error("DescribeSecurityGroupReferences", "GroupId.1", theirGroup))
        .startsWith("InvalidGroup.NotFound");
    assertThat(api.error("DescribeSecurityGroupReferences")).startsWith("MissingParameter");
  }
}
