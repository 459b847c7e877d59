package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListAssociation;
import software.amazon.awssdk.services.ec2.model.PrefixListEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.PrefixListState;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;
import software.amazon.awssdk.services.ec2.model.Route;

/** The AWS SDK writes every request about prefix lists, and reads every answer. */
class SdkPrefixListShapesTest {
  private static TestControlPlane plane;
  private static Ec2Client ec2;

  @BeforeAll
  static void start() {
    plane = new TestControlPlane();
    ec2 = plane.ec2();
  }

  @AfterAll
  static void stop() {
    plane.close();
  }

  private static ManagedPrefixList create(String name) {
    return ec2.createManagedPrefixList(
            r ->
                r.prefixListName(name)
                    .maxEntries(5)
                    .addressFamily("IPv4")
                    .entries(
                        AddPrefixListEntry.builder()
                            .cidr("10.9.0.0/16")
                            .description("nine")
                            .build()))
        .prefixList();
  }

  private static ManagedPrefixList find(String id) {
    return ec2.describeManagedPrefixLists(r -> r.prefixListIds(id)).prefixLists().getFirst();
  }

  @Test
  void shouldReadListsInEveryVersion() {
    ManagedPrefixList created = create("offices");
    String id = created.prefixListId();
    assertThat(created.state()).isEqualTo(PrefixListState.CREATE_IN_PROGRESS);
    assertThat(created.version()).isEqualTo(1);
    assertThat(created.addressFamily()).isEqualTo("IPv4");
    assertThat(created.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);

    ec2.modifyManagedPrefixList(
        r ->
            r.prefixListId(id)
                .currentVersion(1L)
                .addEntries(AddPrefixListEntry.builder().cidr("10.8.0.0/16").build())
                .removeEntries(RemovePrefixListEntry.builder().cidr("10.9.0.0/16").build()));
    ManagedPrefixList modified = find(id);
    assertThat(modified.state()).isEqualTo(PrefixListState.MODIFY_COMPLETE);
    assertThat(modified.version()).isEqualTo(2);
    assertThat(modified.prefixListArn()).endsWith(":prefix-list/" + id);
    assertThat(modified.maxEntries()).isEqualTo(5);
    assertThat(ec2.getManagedPrefixListEntries(r -> r.prefixListId(id)).entries())
        .extracting(PrefixListEntry::cidr)
        .containsExactly("10.8.0.0/16");
    assertThat(
            ec2.getManagedPrefixListEntries(r -> r.prefixListId(id).targetVersion(1L))
                .entries()
                .getFirst()
                .description())
        .isEqualTo("nine");

    assertThat(
            ec2.restoreManagedPrefixListVersion(
                    r -> r.prefixListId(id).previousVersion(1L).currentVersion(2L))
                .prefixList()
                .version())
        .isEqualTo(3);
    assertThat(find(id).state()).isEqualTo(PrefixListState.RESTORE_COMPLETE);
    assertThat(ec2.deleteManagedPrefixList(r -> r.prefixListId(id)).prefixList().state())
        .isEqualTo(PrefixListState.DELETE_IN_PROGRESS);
    assertThat(ec2.describeManagedPrefixLists(r -> r.maxResults(100)).prefixLists())
        .extracting(ManagedPrefixList::prefixListId)
        .doesNotContain(id);
  }

  @Test
  void shouldReadWhatReferencesAList() {
    String id = create("peers").prefixListId();
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    String table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
    String group =
        ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("a").description("d")).groupId();

    ec2.createRoute(r -> r.routeTableId(table).destinationPrefixListId(id).gatewayId(gateway));
    ec2.authorizeSecurityGroupIngress(
        r ->
            r.groupId(group)
                .ipPermissions(
                    IpPermission.builder()
                        .ipProtocol("tcp")
                        .fromPort(22)
                        .toPort(22)
                        .prefixListIds(
                            PrefixListId.builder().prefixListId(id).description("ssh").build())
                        .build()));

    Route route =
        ec2.describeRouteTables(r -> r.routeTableIds(table))
            .routeTables()
            .getFirst()
            .routes()
            .getLast();
    assertThat(route.destinationPrefixListId()).isEqualTo(id);
    assertThat(route.destinationCidrBlock()).isNull();
    assertThat(
            ec2.describeSecurityGroups(r -> r.groupIds(group))
                .securityGroups()
                .getFirst()
                .ipPermissions()
                .getFirst()
                .prefixListIds()
                .getFirst()
                .description())
        .isEqualTo("ssh");
    assertThat(
            ec2.getManagedPrefixListAssociations(r -> r.prefixListId(id)).prefixListAssociations())
        .extracting(PrefixListAssociation::resourceId)
        .containsExactly(table, group);
    ec2.deleteManagedPrefixList(r -> r.prefixListId(id));
    assertThat(find(id).state()).isEqualTo(PrefixListState.DELETE_FAILED);
    assertThat(find(id).stateMessage()).contains(table, group);
    ec2.deleteRoute(r -> r.routeTableId(table).destinationPrefixListId(id));
  }
}
