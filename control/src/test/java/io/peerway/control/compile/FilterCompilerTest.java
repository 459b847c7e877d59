package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.Api;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.VpcDevice;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.Ipv4Address;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a change to filters has compiled anew, and what it leaves as it is. */
class FilterCompilerTest {
  private final Api api = new Api();
  private String vpc;
  private String other;
  private String group;

  @BeforeEach
  void createVpcs() {
    vpc = api.createVpc("10.0.0.0/16");
    api.createSubnet(vpc, "10.0.0.0/24");
    api.createSubnet(vpc, "10.0.1.0/24");
    other = api.createVpc("10.1.0.0/16");
    api.createSubnet(other, "10.1.0.0/24");
    group = api.inventory().by(SecurityGroup.BY_VPC, vpc).stream().findFirst().orElseThrow().id();
  }

  private VpcForwarding forwarding(String id) {
    return api.datapath().state().vpcs().stream()
        .filter(Objects::nonNull)
        .filter(one -> one.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private LocalEntry entry(String address) {
    return forwarding(vpc).local().find(Ipv4Address.parse(address));
  }

  private void setGroups(String... groups) {
    var _ =
        api.ledger()
            .change(
                draft -> {
                  VpcDevice.setGroups(draft, vpc, List.of(groups), 2);
                  return vpc;
                });
  }

  @Test
  void shouldShareTheRulesOfOneNetworkAclAmongItsSubnets() {
    assertThat(entry("10.0.0.9").subnetAcl().egress())
        .isSameAs(entry("10.0.1.9").subnetAcl().egress());
    // No subnet, no network ACL.
    assertThat(entry("10.0.9.9").subnetAcl()).isNull();
  }

  @Test
  void shouldLeaveOtherVpcsAndRoutesAsTheyAre() {
    VpcForwarding before = forwarding(other);
    var table = entry("10.0.0.9").routeTable();
    String acl = entry("10.0.0.9").subnetAcl().acl();

    api.call("DeleteNetworkAclEntry", "NetworkAclId", acl, "RuleNumber", "100", "Egress", "true");

    assertThat(entry("10.0.0.9").subnetAcl().egress().rules()).isEmpty();
    assertThat(entry("10.0.0.9").routeTable()).isSameAs(table);
    assertThat(forwarding(other)).isSameAs(before);
  }

  @Test
  void shouldHoldAVpcsDeviceToItsGroups() {
    assertThat(entry("10.0.0.9").security()).isNull();

    setGroups(group);

    assertThat(entry("10.0.0.9").security().groups()).containsExactly(group);
    assertThat(entry("10.0.9.9").security()).isEqualTo(entry("10.0.0.9").security());
    assertThat(entry("10.0.0.1").security()).isNull();
    var rules = entry("10.0.0.9").security().rules();
    api.createSubnet(vpc, "10.0.2.0/24");
    assertThat(entry("10.0.0.9").security().rules()).isSameAs(rules);
    api.call(
        "AuthorizeSecurityGroupIngress",
        "GroupId",
        group,
        "IpPermissions.1.IpProtocol",
        "-1",
        "IpPermissions.1.IpRanges.1.CidrIp",
        "0.0.0.0/0");
    assertThat(entry("10.0.0.9").security().rules().ingress().rules()).hasSize(2);
    setGroups();
    assertThat(entry("10.0.0.9").security()).isNull();
  }

  @Test
  void shouldKeepAGroupThatADeviceHas() {
    String web =
        Api.text(
            api.call(
                "CreateSecurityGroup", "GroupName", "web", "GroupDescription", "d", "VpcId", vpc),
            "groupId");
    setGroups(web);

    assertThat(api.error("DeleteSecurityGroup", "GroupId", web))
        .isEqualTo("DependencyViolation: resource " + web + " has a dependent object");

    setGroups(group);
    api.call("DeleteSecurityGroup", "GroupId", web);
  }

  @Test
  void shouldRefuseGroupsThatADeviceCannotHave() {
    String elsewhere =
        api.inventory().by(SecurityGroup.BY_VPC, other).stream().findFirst().orElseThrow().id();

    assertThatThrownBy(() -> setGroups(elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(vpc + " has no security group " + elsewhere);
    assertThatThrownBy(() -> setGroups(group, elsewhere, "sg-12345678"))
        .hasMessage("3 security groups are more than the 2 that a device can have");
  }

  @Test
  void shouldForgetTheDeviceWithItsVpc() {
    setGroups(group);
    for (String xml =
            api.call("DescribeSubnets", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpc);
        xml.contains("<subnetId>");
        xml = xml.substring(xml.indexOf("</subnetId>") + 1)) {
      api.call("DeleteSubnet", "SubnetId", Api.text(xml, "subnetId"));
    }

    api.call("DeleteVpc", "VpcId", vpc);

    assertThat(api.inventory().all(VpcDevice.KIND)).isEmpty();
  }
}
