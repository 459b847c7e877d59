package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class AwsCommandTest {

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void shouldMakeAQueryOfOptionsAndFlags() {
    AwsCommand command =
        AwsCommand.parse("create-vpc --cidr-block 10.1.0.0/16 --amazon-provided-ipv6-cidr-block");
    assertThat(command.action()).isEqualTo("CreateVpc");
    assertThat(command.parameters())
        .containsEntry("CidrBlock", "10.1.0.0/16")
        .containsEntry("AmazonProvidedIpv6CidrBlock", "true")
        .hasSize(2);
  }

  @Test
  void shouldNumberIdsAndFilters() {
    AwsCommand command =
        AwsCommand.parse(
            "describe-route-tables --route-table-ids rtb-1 rtb-2"
                + " --filters Name=vpc-id,Values=vpc-1,vpc-2 Name=association.main,Values=true");
    assertThat(command.parameters())
        .containsEntry("RouteTableId.1", "rtb-1")
        .containsEntry("RouteTableId.2", "rtb-2")
        .containsEntry("Filter.1.Name", "vpc-id")
        .containsEntry("Filter.1.Value.1", "vpc-1")
        .containsEntry("Filter.1.Value.2", "vpc-2")
        .containsEntry("Filter.2.Name", "association.main")
        .containsEntry("Filter.2.Value.1", "true")
        .hasSize(7);
  }

  @Test
  void shouldShowWhatTheQuerySelects() {
    JsonNode answer = json("{'Vpcs': [{'VpcId': 'vpc-1', 'Tags': []}]}");
    AwsCommand text = AwsCommand.parse("describe-vpcs --query 'Vpcs[0].VpcId' --output text");
    assertThat(text.show(text.select(answer))).isEqualTo("vpc-1");
    AwsCommand quoted = AwsCommand.parse("describe-vpcs --query 'Vpcs[0].VpcId'");
    assertThat(quoted.show(quoted.select(answer))).isEqualTo("\"vpc-1\"");
    AwsCommand missing = AwsCommand.parse("describe-vpcs --query 'Vpcs[1].VpcId' --output text");
    assertThat(missing.show(missing.select(answer))).isEqualTo("None");
  }

  @Test
  void shouldPrintJsonAsTheAwsCommandDoes() {
    AwsCommand command = AwsCommand.parse("describe-vpcs");
    JsonNode answer = json("{'Vpcs': [{'VpcId': 'vpc-1', 'IsDefault': false}], 'Tags': []}");
    assertThat(command.show(command.select(answer)))
        .isEqualTo(
            """
            {
                "Vpcs": [
                    {
                        "VpcId": "vpc-1",
                        "IsDefault": false
                    }
                ],
                "Tags": []
            }""");
  }
}
