package io.peerway.control.ec2.prefixlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Managed prefix lists: their versions, and what references them. */
class PrefixListActionsTest {
  private final Api api = new Api(Quotas.DEFAULT.with(Quota.ENTRIES_PER_PREFIX_LIST, 100));
  private String list;

  @BeforeEach
  void createList() {
    list = create("10", "Entry.1.Cidr", "10.2.0.0/16", "Entry.2.Cidr", "10.1.0.0/16");
  }

  private String create(String most, String... entries) {
    String[] parameters = {"PrefixListName", "lab", "MaxEntries", most, "AddressFamily", "IPv4"};
    return Api.text(
        api.call("CreateManagedPrefixList", concat(parameters, entries)), "prefixListId");
  }

  private static String[] concat(String[] first, String... more) {
    return Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private String modify(String... parameters) {
    return api.call(
        "ModifyManagedPrefixList", concat(new String[] {"PrefixListId", list}, parameters));
  }

  private String refusal(String... parameters) {
    return api.error(
        "ModifyManagedPrefixList", concat(new String[] {"PrefixListId", list}, parameters));
  }

  private String entries(String... parameters) {
    String xml =
        api.call(
            "GetManagedPrefixListEntries", concat(new String[] {"PrefixListId", list}, parameters));
    return xml.replaceAll("(?s).*<entrySet>(.*)</entrySet>.*", "$1")
        .replaceAll("</item><item>", " ")
        .replaceAll("</?(item|cidr)>", "");
  }

  private String described() {
    return api.call("DescribeManagedPrefixLists", "PrefixListId.1", list);
  }

  @Test
  void shouldShowWhatItWasCreatedWith() {
    assertThat(list).matches("pl-[0-9a-f]{17}");
    assertThat(described())
        .contains(
            "<addressFamily>IPv4</addressFamily><state>create-complete</state>",
            "<prefixListArn>arn:aws:ec2:eu-west-1:111111111111:prefix-list/" + list,
            "<prefixListName>lab</prefixListName><maxEntries>10</maxEntries><version>1</version>",
            "<ownerId>111111111111</ownerId>");
    assertThat(entries()).isEqualTo("10.1.0.0/16 10.2.0.0/16");
  }

  @ParameterizedTest
  @CsvSource({
    "Entry.1.Cidr, fd00::/8, InvalidParameterValue",
    "Entry.1.Cidr, 10.0.0.0, InvalidParameterValue",
    "Entry.1.Description, x, MissingParameter",
    "AddressFamily, ipv4, InvalidParameterValue",
    "MaxEntries, 0, InvalidParameterValue",
    "MaxEntries, 101, InvalidParameterValue",
    "MaxEntries, '', MissingParameter",
    "PrefixListName, com.amazonaws.mine, InvalidParameterValue",
    "PrefixListName, '', MissingParameter"
  })
  void shouldRefuseToCreate(String parameter, String value, String code) {
    String[] good = {"PrefixListName", "a", "MaxEntries", "1", "AddressFamily", "IPv4"};

    assertThat(api.error("CreateManagedPrefixList", concat(good, parameter, value)))
        .startsWith(code);
  }

  @Test
  void shouldCreateOneListForOneClientToken() {
    String once = create("5", "ClientToken", "a");

    assertThat(create("5", "ClientToken", "a")).isEqualTo(once);
    assertThat(
            api.error(
                "CreateManagedPrefixList",
                "PrefixListName",
                "lab",
                "MaxEntries",
                "6",
                "AddressFamily",
                "IPv4",
                "ClientToken",
                "a"))
        .startsWith("IdempotentParameterMismatch");
  }

  @Test
  void shouldRememberEveryVersionOfItsEntries() {
    assertThat(
            modify(
                "CurrentVersion",
                "1",
                "RemoveEntry.1.Cidr",
                "10.1.0.0/16",
                "AddEntry.1.Cidr",
                "10.3.0.0/16"))
        .contains("<state>modify-in-progress</state>", "<version>2</version>");

    assertThat(described()).contains("<state>modify-complete</state>");
    assertThat(entries()).isEqualTo("10.2.0.0/16 10.3.0.0/16");
    assertThat(entries("TargetVersion", "1")).isEqualTo("10.1.0.0/16 10.2.0.0/16");
    assertThat(api.error("GetManagedPrefixListEntries", "PrefixListId", list, "TargetVersion", "3"))
        .startsWith("InvalidParameterValue");
  }

  @Test
  void shouldRestoreAnEarlierVersionAsANewOne() {
    modify("RemoveEntry.1.Cidr", "10.1.0.0/16");
    String[] restore = {"PrefixListId", list, "PreviousVersion", "1", "CurrentVersion"};

    assertThat(api.error("RestoreManagedPrefixListVersion", concat(restore, "1")))
        .startsWith("PrefixListVersionMismatch");
    assertThat(api.call("RestoreManagedPrefixListVersion", concat(restore, "2")))
        .contains("<state>restore-in-progress</state>", "<version>3</version>");

    assertThat(described()).contains("<state>restore-complete</state>");
    assertThat(entries()).isEqualTo("10.1.0.0/16 10.2.0.0/16");
  }

  @Test
  void shouldRefuseChangesThatDoNotFit() {
    assertThat(refusal("CurrentVersion", "2", "AddEntry.1.Cidr", "10.3.0.0/16"))
        .isEqualTo("PrefixListVersionMismatch: The prefix list has the incorrect version number.");
    assertThat(refusal("RemoveEntry.1.Cidr", "10.3.0.0/16"))
        .startsWith("InvalidPrefixListModification");
    assertThat(refusal("MaxEntries", "1")).startsWith("PrefixListMaxEntriesExceeded");
    assertThat(refusal("MaxEntries", "20", "AddEntry.1.Cidr", "10.3.0.0/16"))
        .startsWith("InvalidParameterCombination");
    assertThat(refusal("AddEntry.1.Cidr", "10.3.0.0/16", "AddEntry.2.Cidr", "10.3.9.9/16"))
        .startsWith("InvalidParameterValue");
    assertThat(entries()).isEqualTo("10.1.0.0/16 10.2.0.0/16");
  }

  @Test
  void shouldKeepItsVersionWhenItIsRenamedOrResized() {
    modify("PrefixListName", "office", "MaxEntries", "2");

    assertThat(described())
        .contains(
            "<prefixListName>office</prefixListName><maxEntries>2</maxEntries>"
                + "<version>1</version>");
    assertThat(refusal("AddEntry.1.Cidr", "10.3.0.0/16"))
        .startsWith("PrefixListMaxEntriesExceeded");
  }

  @Test
  void shouldBelongToItsAccountAndRegion() {
    for (String action :
        new String[] {
          "DeleteManagedPrefixList",
          "GetManagedPrefixListEntries",
          "GetManagedPrefixListAssociations",
          "ModifyManagedPrefixList"
        }) {
      assertThat(api.error(Api.OTHER, action, "PrefixListId", list))
          .isEqualTo(
              "InvalidPrefixListID.NotFound: The prefix list ID '" + list + "' does not exist");
    }
    assertThat(api.call(Api.OTHER, "DescribeManagedPrefixLists")).doesNotContain(list);
  }

  @Test
  void shouldFilterAndTurnPages() {
    for (int i = 0; i < 6; i++) {
      create(
          "1",
          "TagSpecification.1.ResourceType",
          "prefix-list",
          "TagSpecification.1.Tag.1.Key",
          "n",
          "TagSpecification.1.Tag.1.Value",
          "" + i);
    }

    assertThat(filtered("prefix-list-name", "la?").split("<item><prefixListId>")).hasSize(8);
    assertThat(filtered("prefix-list-id", list)).contains(list).doesNotContain("<key>");
    assertThat(filtered("tag:n", "3")).contains("<value>3</value>").doesNotContain(list);
    assertThat(filtered("owner-id", "2*")).doesNotContain("<item>");
    String first = api.call("DescribeManagedPrefixLists", "MaxResults", "5");
    String next = api.call("DescribeManagedPrefixLists", "NextToken", Api.text(first, "nextToken"));
    assertThat(first.split("<item><prefixListId>")).hasSize(6);
    assertThat(next.split("<item><prefixListId>")).hasSize(3);
  }

  private String filtered(String name, String value) {
    return api.call("DescribeManagedPrefixLists", "Filter.1.Name", name, "Filter.1.Value.1", value);
  }

  @Test
  void shouldKeepToItsQuota() {
    Api full = new Api(Quotas.DEFAULT.with(Quota.PREFIX_LISTS_PER_REGION, 1));
    String[] good = {"PrefixListName", "a", "MaxEntries", "1", "AddressFamily", "IPv6"};

    full.call("CreateManagedPrefixList", good);

    assertThat(full.error("CreateManagedPrefixList", good)).startsWith("PrefixListLimitExceeded");
  }

  @Test
  void shouldStayForAsLongAsSomethingReferencesIt() {
    String vpc = api.createVpc("10.0.0.0/16");
    String table = route(vpc);
    String group = authorize(vpc);

    assertThat(api.call("GetManagedPrefixListAssociations", "PrefixListId", list))
        .contains(
            "<item><resourceId>" + table + "</resourceId><resourceOwner>111111111111",
            "<item><resourceId>" + group + "</resourceId><resourceOwner>111111111111");
    assertThat(api.call("DeleteManagedPrefixList", "PrefixListId", list))
        .contains("<state>delete-in-progress</state>");
    assertThat(described()).contains("<state>delete-failed</state>", table + ", " + group);

    api.call("DeleteRoute", "RouteTableId", table, "DestinationPrefixListId", list);
    api.call("RevokeSecurityGroupIngress", permission(group));
    api.call("DeleteManagedPrefixList", "PrefixListId", list);
    assertThat(api.error("DescribeManagedPrefixLists", "PrefixListId.1", list))
        .startsWith("InvalidPrefixListID.NotFound");
  }

  @Test
  void shouldBeRoutedTo() {
    String vpc = api.createVpc("10.0.0.0/16");
    String table = route(vpc);

    assertThat(api.call("DescribeRouteTables", "RouteTableId.1", table))
        .contains(
            "<item><destinationPrefixListId>" + list + "</destinationPrefixListId><gatewayId>igw-");
    assertThat(
            api.call(
                "DescribeRouteTables",
                "Filter.1.Name",
                "route.destination-prefix-list-id",
                "Filter.1.Value.1",
                list))
        .contains(table);
    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                table,
                "DestinationPrefixListId",
                list,
                "GatewayId",
                gateway(vpc)))
        .startsWith("RouteAlreadyExists");
    assertThat(
            api.error(
                "DeleteRoute",
                "RouteTableId",
                table,
                "DestinationPrefixListId",
                "pl-0123456789abcdef0"))
        .startsWith("InvalidPrefixListID.NotFound");
  }

  @Test
  void shouldBeAllowedByRules() {
    String vpc = api.createVpc("10.0.0.0/16");
    String group = authorize(vpc);

    assertThat(api.call("DescribeSecurityGroups", "GroupId.1", group))
        .contains(
            "<prefixListIds><item><prefixListId>"
                + list
                + "</prefixListId><description>offices</description></item></prefixListIds>");
    String rules =
        api.call(
            "DescribeSecurityGroupRules", "Filter.1.Name", "group-id", "Filter.1.Value.1", group);
    assertThat(rules).contains("<prefixListId>" + list + "</prefixListId>");
    assertThat(api.error("AuthorizeSecurityGroupIngress", permission(group)))
        .startsWith("InvalidPermission.Duplicate");
  }

  @Test
  void shouldCountForAllThatItMayHave() {
    String vpc = api.createVpc("10.0.0.0/16");
    String table = route(vpc);
    String group = authorize(vpc);

    modify("MaxEntries", "50");
    assertThat(described()).contains("<state>modify-complete</state>");
    modify("MaxEntries", "61");
    assertThat(described())
        .contains("<state>modify-failed</state>", table + ", " + group)
        .contains("<maxEntries>50</maxEntries>");

    assertThat(
            api.error(
                "CreateRoute",
                "RouteTableId",
                table,
                "DestinationCidrBlock",
                "10.9.0.0/16",
                "GatewayId",
                gateway(vpc)))
        .startsWith("RouteLimitExceeded");
    list = create("11");
    assertThat(api.error("AuthorizeSecurityGroupIngress", permission(group)))
        .startsWith("RulesPerSecurityGroupLimitExceeded");
  }

  /** A route to the list, in the VPC's main table. */
  private String route(String vpc) {
    String table = api.mainTable(Api.SCOPE, vpc);
    api.call(
        "CreateRoute",
        "RouteTableId",
        table,
        "DestinationPrefixListId",
        list,
        "GatewayId",
        gateway(vpc));
    return table;
  }

  private String gateway(String vpc) {
    String attached =
        api.call(
            "DescribeInternetGateways",
            "Filter.1.Name",
            "attachment.vpc-id",
            "Filter.1.Value.1",
            vpc);
    if (attached.contains("<item>")) {
      return Api.text(attached, "internetGatewayId");
    }
    String gateway = Api.text(api.call("CreateInternetGateway"), "internetGatewayId");
    api.call("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
    return gateway;
  }

  /** A new group with a rule for the list. */
  private String authorize(String vpc) {
    String group =
        Api.text(
            api.call(
                "CreateSecurityGroup", "GroupName", "a", "GroupDescription", "b", "VpcId", vpc),
            "groupId");
    api.call("AuthorizeSecurityGroupIngress", permission(group));
    return group;
  }

  private String[] permission(String group) {
    return new String[] {
      "GroupId",
      group,
      "IpPermissions.1.IpProtocol",
      "-1",
      "IpPermissions.1.PrefixListIds.1.PrefixListId",
      list,
      "IpPermissions.1.PrefixListIds.1.Description",
      "offices"
    };
  }
}
