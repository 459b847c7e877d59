package io.peerway.control.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private final Api api = new Api();

  @Test
  void shouldAnswerInTheShapeOfEc2() {
    assertThat(api.call("DescribeVpcs", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", "none"))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\
            <requestId>request-1</requestId><vpcSet></vpcSet></DescribeVpcsResponse>""");
    ApiAnswer error = api.answer(Api.SCOPE, "DescribeVpcs", "VpcId.1", "vpc-<1>");
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.code()).isEqualTo("InvalidVpcID.Malformed");
    assertThat(error.body())
        .isEqualTo(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Response><Errors><Error><Code>InvalidVpcID.Malformed</Code>\
            <Message>Invalid id: &quot;vpc-&lt;1&gt;&quot; (expecting &quot;vpc-...&quot;)</Message>\
            </Error></Errors><RequestID>request-1</RequestID></Response>""");
  }

  @Test
  void shouldKnowNoOtherActionsAndVersions() {
    assertThat(api.error("AllocateAddress"))
        .isEqualTo("InvalidAction: The action AllocateAddress is not valid for this web service.");
    assertThat(api.error("")).isEqualTo("MissingAction: The request must contain an Action");
    ApiAnswer old =
        api.answer(Api.SCOPE, Map.of("Action", "DescribeVpcs", "Version", "2014-10-01"));
    assertThat(old.code()).isEqualTo("NoSuchVersion");
    ApiAnswer none = api.answer(Api.SCOPE, Map.of("Action", "DescribeVpcs"));
    assertThat(none.code()).isEqualTo("MissingParameter");
  }

  @Test
  void shouldRefuseParametersThatAnActionDoesNotTake() {
    assertThat(api.error("DescribeVpcs", "VpcIds.1", "vpc-1"))
        .isEqualTo("UnknownParameter: The parameter VpcIds.1 is not recognized");
    assertThat(api.error("DescribeVpcs", "VpcId", "vpc-1"))
        .isEqualTo("UnknownParameter: The parameter VpcId is not recognized");
    assertThat(api.error("DeleteVpc", "VpcId.1", "vpc-1"))
        .isEqualTo("UnknownParameter: The parameter VpcId.1 is not recognized");
    assertThat(api.error("DescribeVpcs", "Filter.x.Name", "vpc-1"))
        .isEqualTo("UnknownParameter: The parameter Filter.x.Name is not recognized");
  }

  @Test
  void shouldTryWithoutDoing() {
    String vpc = api.createVpc("10.1.0.0/16");
    Inventory before = api.inventory();

    ApiAnswer answer = api.answer(Api.SCOPE, "DeleteVpc", "VpcId", vpc, "DryRun", "true");
    assertThat(answer.status()).isEqualTo(412);
    assertThat(api.error("DescribeVpcs", "DryRun", "true"))
        .isEqualTo("DryRunOperation: Request would have succeeded, but DryRun flag is set.");
    assertThat(api.error("DeleteVpc", "VpcId", "vpc-12345678", "DryRun", "true"))
        .startsWith("InvalidVpcID.NotFound");
    assertThat(api.error("DeleteVpc", "VpcId", vpc, "DryRun", "perhaps"))
        .startsWith("InvalidParameterValue");

    assertThat(api.inventory()).isSameAs(before);
    api.call("DeleteVpc", "VpcId", vpc, "DryRun", "false");
  }

  @Test
  void shouldChangeNothingWhenACallFails() {
    api.error("CreateVpc", "CidrBlock", "10.0.0.0/8");
    assertThat(api.inventory()).isSameAs(Inventory.EMPTY);

    String one = api.createVpc("10.1.0.0/16");
    Inventory before = api.inventory();
    api.error("CreateTags", "ResourceId.1", one, "ResourceId.2", "vpc-12345678", "Tag.1.Key", "a");
    assertThat(api.inventory()).isSameAs(before);
  }

  @Test
  void shouldFurnishARegionWithTheFirstCallThatSucceedsThere() {
    api.error("DescribeVpcs", "VpcId.1", "vpc-12345678");
    assertThat(api.inventory().count(AccountRegion.KIND)).isZero();

    api.call("DescribeSubnets");
    api.call("DescribeSubnets");
    assertThat(api.inventory().count(AccountRegion.KIND)).isOne();
    assertThat(api.inventory().count(Vpc.KIND)).isOne();
  }

  @Test
  void shouldTurnPagesWhileResourcesComeAndGo() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(api.createVpc("10." + i + ".0.0/16"));
    }
    api.call("DescribeVpcs");
    List<String> seen = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      String xml =
          token.isEmpty()
              ? api.call("DescribeVpcs", "MaxResults", "5")
              : api.call("DescribeVpcs", "MaxResults", "5", "NextToken", token);
      for (String rest = xml; rest.contains("<vpcId>"); ) {
        seen.add(Api.text(rest, "vpcId"));
        rest = rest.substring(rest.indexOf("</vpcId>") + 1);
      }
      token = xml.contains("<nextToken>") ? Api.text(xml, "nextToken") : "";
      // What was on an earlier page goes away: later pages do not skip anything for it.
      if (++pages == 1) {
        String gone = seen.stream().filter(all::contains).findFirst().orElseThrow();
        api.call("DeleteVpc", "VpcId", gone);
      }
    } while (!token.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).doesNotHaveDuplicates().hasSize(13).containsAll(all);
  }

  @Test
  void shouldRefuseBadPages() {
    assertThat(api.error("DescribeVpcs", "MaxResults", "4")).startsWith("InvalidParameterValue");
    assertThat(api.error("DescribeVpcs", "MaxResults", "1001")).startsWith("InvalidParameterValue");
    assertThat(api.error("DescribeRouteTables", "MaxResults", "101"))
        .startsWith("InvalidParameterValue");
    assertThat(api.error("DescribeVpcs", "NextToken", "%%%")).startsWith("InvalidNextToken");
    assertThat(api.error("DescribeVpcs", "NextToken", "abcd")).startsWith("InvalidNextToken");
    assertThat(api.error("DescribeVpcs", "VpcId.1", "vpc-12345678", "MaxResults", "5"))
        .isEqualTo(
            "InvalidParameterCombination: The parameter VpcId cannot be used with the parameter"
                + " maxResults");
  }

  @Test
  void shouldKnowRegionsAndZones() {
    assertThat(api.call("DescribeRegions"))
        .contains(
            "<regionName>eu-west-1</regionName>"
                + "<regionEndpoint>ec2.eu-west-1.amazonaws.com</regionEndpoint>"
                + "<optInStatus>opt-in-not-required</optInStatus>");
    assertThat(api.call("DescribeRegions", "RegionName.1", "us-east-1"))
        .contains("us-east-1")
        .doesNotContain("us-east-2");
    assertThat(api.error("DescribeRegions", "RegionName.1", "mars"))
        .startsWith("InvalidParameterValue");
    assertThat(api.call("DescribeAvailabilityZones"))
        .contains("eu-west-1a", "eu-west-1b", "eu-west-1c", "<zoneId>euw1-az1</zoneId>");
    assertThat(
            api.call(
                "DescribeAvailabilityZones",
                "Filter.1.Name",
                "zone-id",
                "Filter.1.Value.1",
                "*az2"))
        .contains("eu-west-1b")
        .doesNotContain("eu-west-1a");
    assertThat(api.call("DescribeAccountAttributes", "AttributeName.1", "supported-platforms"))
        .contains("<attributeValue>VPC</attributeValue>")
        .doesNotContain("default-vpc");
  }
}
