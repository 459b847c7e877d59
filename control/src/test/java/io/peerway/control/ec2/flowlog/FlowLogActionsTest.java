package io.peerway.control.ec2.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.model.FlowLog;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowLogActionsTest {
  private final Api api = new Api();
  private final String vpc = api.createVpc("10.1.0.0/16");

  private String[] parameters(String... more) {
    return Stream.concat(
            Stream.of(
                "ResourceId.1",
                vpc,
                "ResourceType",
                "VPC",
                "TrafficType",
                "ALL",
                "LogDestinationType",
                "s3",
                "LogDestination",
                "arn:aws:s3:::lab/folder/"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private FlowLog only() {
    return api.inventory().all(FlowLog.KIND).iterator().next();
  }

  @Test
  void shouldRefuseASecondOfTheSameKind() {
    api.call("CreateFlowLogs", parameters());

    assertThat(api.error("CreateFlowLogs", parameters()))
        .startsWith("FlowLogAlreadyExists: Error.");
    api.call("CreateFlowLogs", parameters("TrafficType", "REJECT"));
  }

  @Test
  void shouldGiveTheSameAnswerToTheSameToken() {
    String first = api.call("CreateFlowLogs", parameters("ClientToken", "x"));

    assertThat(api.call("CreateFlowLogs", parameters("ClientToken", "x"))).isEqualTo(first);
    assertThat(api.inventory().count(FlowLog.KIND)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ResourceType, TransitGateway, InvalidParameterValue",
    "ResourceType, Subnet, InvalidSubnetID.Malformed",
    "TrafficType, accept, InvalidParameterValue",
    "LogDestinationType, cloud-watch-logs, UnsupportedOperation",
    "LogDestinationType, kinesis-data-firehose, UnsupportedOperation",
    "LogDestination, arn:aws:s3:::../x, InvalidParameterValue",
    "LogDestination, arn:aws:s3:::lab/../x, InvalidParameterValue",
    "LogDestination, arn:aws:s3:::lab/a//b, InvalidParameterValue",
    "LogDestination, arn:aws:s3:::lab/AWSLogs, InvalidParameterValue",
    "LogDestination, arn:aws:logs:eu-west-1:1:log-group:x, InvalidParameterValue",
    "MaxAggregationInterval, 61, InvalidParameterValue",
    "MaxAggregationInterval, 1, InvalidParameterValue",
    "DestinationOptions.FileFormat, parquet, InvalidParameterValue",
    "LogFormat, version, InvalidParameterValue",
    "LogFormat, ${ecs-task-id}, InvalidParameterValue",
    "LogGroupName, group, UnsupportedOperation",
    "DeliverLogsPermissionArn, arn:aws:iam::1:role/x, UnsupportedOperation"
  })
  void shouldRefuseWhatItCannotDo(String name, String value, String code) {
    String[] parameters = parameters(name, value);
    for (int i = 0; i < parameters.length - 2; i += 2) {
      if (parameters[i].equals(name)) {
        parameters[i + 1] = value;
      }
    }
    assertThat(api.error("CreateFlowLogs", parameters)).startsWith(code + ": ");
    assertThat(api.inventory().count(FlowLog.KIND)).isZero();
  }

  @Test
  void shouldNameAFieldThatMeansNothingHere() {
    assertThat(api.error("CreateFlowLogs", parameters("LogFormat", "${version} ${ecs-task-id}")))
        .contains("the field 'ecs-task-id' is not supported");
  }

  @Test
  void shouldSayThatRecordsAreNotWritten() {
    api.call("CreateFlowLogs", parameters());
    assertThat(api.call("DescribeFlowLogs")).contains("<deliverLogsStatus>SUCCESS<");

    api.troubleFlowLog(only().id(), "no space");

    assertThat(api.call("DescribeFlowLogs"))
        .contains("<deliverLogsStatus>FAILED<", "<deliverLogsErrorMessage>no space<");
    assertThat(
            api.call(
                "DescribeFlowLogs",
                "Filter.1.Name",
                "deliver-log-status",
                "Filter.1.Value.1",
                "SUCCESS"))
        .doesNotContain(only().id());
  }

  @Test
  void shouldDeleteThoseThatThereAreAndTellOfTheOthers() {
    api.call("CreateFlowLogs", parameters());
    String gone = "fl-00000000000000000";

    String answer = api.call("DeleteFlowLogs", "FlowLogId.1", only().id(), "FlowLogId.2", gone);

    assertThat(answer)
        .contains("<resourceId>" + gone, "<code>InvalidFlowLogId.NotFound")
        .containsOnlyOnce("<item>");
    assertThat(api.inventory().count(FlowLog.KIND)).isZero();
  }
}
