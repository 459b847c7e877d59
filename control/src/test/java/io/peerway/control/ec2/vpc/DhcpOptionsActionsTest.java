package io.peerway.control.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DhcpOptionsActionsTest {
  private final Api api = new Api();

  private String create(String key, String value) {
    return Api.text(
        api.call(
            "CreateDhcpOptions",
            "DhcpConfiguration.1.Key",
            key,
            "DhcpConfiguration.1.Value.1",
            value),
        "dhcpOptionsId");
  }

  @Test
  void shouldBeThereFromTheStartAndDependOnTheRegion() {
    String vpc = api.createVpc("10.1.0.0/16");
    String options = Api.text(api.call("DescribeVpcs", "VpcId.1", vpc), "dhcpOptionsId");

    assertThat(api.call("DescribeDhcpOptions", "DhcpOptionsId.1", options))
        .contains(
            "<key>domain-name</key><valueSet><item><value>eu-west-1.compute.internal<",
            "<key>domain-name-servers</key><valueSet><item><value>AmazonProvidedDNS<");
    assertThat(api.call(new Scope("111111111111", "us-east-1"), "DescribeDhcpOptions"))
        .contains("<value>ec2.internal</value>");
  }

  @Test
  void shouldBeAssociatedWithVpcsAndThenStay() {
    String vpc = api.createVpc("10.1.0.0/16");
    String options = create("domain-name", "lab.example");

    api.call("AssociateDhcpOptions", "DhcpOptionsId", options, "VpcId", vpc);

    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc))
        .contains("<dhcpOptionsId>" + options + "</dhcpOptionsId>");
    assertThat(api.error("DeleteDhcpOptions", "DhcpOptionsId", options))
        .isEqualTo(
            "DependencyViolation: The dhcpOptions '"
                + options
                + "' has dependencies and cannot be deleted.");
    api.call("AssociateDhcpOptions", "DhcpOptionsId", "default", "VpcId", vpc);
    api.call("DeleteDhcpOptions", "DhcpOptionsId", options);
    assertThat(api.error("AssociateDhcpOptions", "DhcpOptionsId", options, "VpcId", vpc))
        .isEqualTo(
            "InvalidDhcpOptionID.NotFound: The dhcpOption ID '" + options + "' does not exist");
    assertThat(api.error("DeleteDhcpOptions", "DhcpOptionsId", "dopt-x"))
        .isEqualTo(
            "InvalidDhcpOptionsId.Malformed: Invalid id: \"dopt-x\" (expecting \"dopt-...\")");
  }

  @Test
  void shouldTakeServersAsAListOrWithCommas() {
    assertThat(
            api.call(
                "CreateDhcpOptions",
                "DhcpConfiguration.1.Key",
                "ntp-servers",
                "DhcpConfiguration.1.Value.1",
                "10.0.0.1",
                "DhcpConfiguration.1.Value.2",
                "10.0.0.2",
                "DhcpConfiguration.2.Key",
                "domain-name-servers",
                "DhcpConfiguration.2.Value.1",
                "10.0.0.3, fd00::3"))
        .contains(
            "<value>10.0.0.1</value></item><item><value>10.0.0.2</value>",
            "<value>10.0.0.3</value></item><item><value>fd00::3</value>");
  }

  @ParameterizedTest
  @CsvSource({
    "domain-search, lab.example",
    "domain-name, two words!",
    "domain-name-servers, example",
    "ntp-servers, '10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5'",
    "netbios-name-servers, fd00::1",
    "netbios-node-type, 3",
  })
  void shouldRefuseWhatNoHostCouldUse(String key, String value) {
    assertThat(
            api.error(
                "CreateDhcpOptions",
                "DhcpConfiguration.1.Key",
                key,
                "DhcpConfiguration.1.Value.1",
                value))
        .startsWith("InvalidParameterValue: Value (");
  }

  @Test
  void shouldFilterByKeyAndValue() {
    String options = create("domain-name", "lab.example");

    assertThat(
            api.call(
                "DescribeDhcpOptions",
                "Filter.1.Name",
                "key",
                "Filter.1.Value.1",
                "domain-name",
                "Filter.2.Name",
                "value",
                "Filter.2.Value.1",
                "lab.*"))
        .contains(options)
        .doesNotContain("AmazonProvidedDNS");
  }
}
