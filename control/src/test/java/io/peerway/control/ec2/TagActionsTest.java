package io.peerway.control.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TagActionsTest {
  private final Api api = new Api();
  private String vpc;

  @BeforeEach
  void createVpc() {
    vpc =
        Api.text(
            api.call(
                "CreateVpc",
                "CidrBlock",
                "10.1.0.0/16",
                "TagSpecification.1.ResourceType",
                "vpc",
                "TagSpecification.1.Tag.1.Key",
                "Name",
                "TagSpecification.1.Tag.1.Value",
                "a <b> & c"),
            "vpcId");
  }

  private String tags() {
    return api.call("DescribeTags", "Filter.1.Name", "resource-id", "Filter.1.Value.1", vpc);
  }

  @Test
  void shouldTagWhatIsCreated() {
    assertThat(api.call("DescribeVpcs", "VpcId.1", vpc))
        .contains("<key>Name</key><value>a &lt;b&gt; &amp; c</value>");
    assertThat(tags())
        .contains(
            "<item><resourceId>"
                + vpc
                + "</resourceId><resourceType>vpc</resourceType><key>Name</key>");
  }

  @Test
  void shouldAddReplaceAndRemove() {
    String other = api.createVpc("10.2.0.0/16");

    api.call(
        "CreateTags",
        "ResourceId.1",
        vpc,
        "ResourceId.2",
        other,
        "Tag.1.Key",
        "Name",
        "Tag.1.Value",
        "new",
        "Tag.2.Key",
        "empty");
    assertThat(tags()).contains("<value>new</value>", "<key>empty</key><value></value>");
    assertThat(api.call("DescribeTags")).contains(other);

    // A value that is not the tag's own keeps the tag; no value takes it whatever it is.
    api.call("DeleteTags", "ResourceId.1", vpc, "Tag.1.Key", "Name", "Tag.1.Value", "old");
    assertThat(tags()).contains("<value>new</value>");
    api.call("DeleteTags", "ResourceId.1", vpc, "Tag.1.Key", "empty", "Tag.1.Value", "");
    assertThat(tags()).doesNotContain("empty");
    api.call("DeleteTags", "ResourceId.1", vpc, "Tag.1.Key", "Name");
    assertThat(tags()).doesNotContain("Name");
    api.call("DeleteTags", "ResourceId.1", other);
    assertThat(api.call("DescribeTags")).doesNotContain("<item>");
  }

  @Test
  void shouldFilter() {
    api.call("CreateTags", "ResourceId.1", vpc, "Tag.1.Key", "Team", "Tag.1.Value", "red");

    for (String[] filter :
        new String[][] {
          {"key", "Te*"}, {"value", "red"}, {"resource-type", "vpc"}, {"tag:Team", "r?d"}
        }) {
      assertThat(
              api.call("DescribeTags", "Filter.1.Name", filter[0], "Filter.1.Value.1", filter[1]))
          .as(filter[0])
          .contains("<key>Team</key>");
    }
  }

  @Test
  void shouldRefuseResourcesThatAreNotThere() {
    assertThat(error("CreateTags", "ResourceId.1", "vpc-12345678"))
        .isEqualTo("InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist");
    assertThat(error("CreateTags", "ResourceId.1", "foo-12345678"))
        .isEqualTo("InvalidID: The ID 'foo-12345678' is not valid");
    assertThat(error("DeleteTags", "ResourceId.1", "subnet-1"))
        .startsWith("InvalidSubnetID.Malformed");
    assertThat(api.error("CreateTags", "Tag.1.Key", "a"))
        .isEqualTo("MissingParameter: The request must contain the parameter ResourceId");
    assertThat(api.error("CreateTags", "ResourceId.1", vpc))
        .isEqualTo("MissingParameter: The request must contain the parameter Tag");
  }

  private String error(String action, String name, String value) {
    return api.error(action, name, value, "Tag.1.Key", "a", "Tag.1.Value", "b");
  }

  @Test
  void shouldRefuseTagsThatBreakTheRules() {
    assertThat(tag("aws:name", "x"))
        .isEqualTo(
            "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use");
    assertThat(tag("k".repeat(129), "x")).startsWith("InvalidParameterValue: Tag key exceeds");
    assertThat(tag("k", "v".repeat(257))).startsWith("InvalidParameterValue: Tag value exceeds");
    assertThat(
            api.error(
                "CreateTags",
                "ResourceId.1",
                vpc,
                "Tag.1.Key",
                "a",
                "Tag.2.Key",
                "a",
                "Tag.2.Value",
                "x"))
        .isEqualTo("InvalidParameterValue: Duplicate tag key 'a' specified.");
    assertThat(tag("k\u0001", "x")).startsWith("InvalidCharacter");
  }

  private String tag(String key, String value) {
    return api.error("CreateTags", "ResourceId.1", vpc, "Tag.1.Key", key, "Tag.1.Value", value);
  }

  @Test
  void shouldAllowFiftyTags() {
    List<String> parameters = new ArrayList<>(List.of("ResourceId.1", vpc));
    for (int i = 1; i < 50; i++) {
      parameters.addAll(List.of("Tag." + i + ".Key", "k" + i));
    }
    api.call("CreateTags", parameters.toArray(String[]::new));

    assertThat(tag("one more", "x"))
        .isEqualTo("TagLimitExceeded: The maximum number of Tags for a resource has been reached.");
  }
}
