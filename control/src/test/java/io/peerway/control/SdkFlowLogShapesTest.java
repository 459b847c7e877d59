package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsResponse;
import software.amazon.awssdk.services.ec2.model.DestinationFileFormat;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.FlowLogsResourceType;
import software.amazon.awssdk.services.ec2.model.LogDestinationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TrafficType;

/** The AWS SDK reads every field of flow logs. */
class SdkFlowLogShapesTest {
  @AutoClose private final TestControlPlane plane = new TestControlPlane();
  private final Ec2Client ec2 = plane.ec2();

  @Test
  void shouldReadFlowLogs() {
    String vpc = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    CreateFlowLogsResponse created =
        ec2.createFlowLogs(
            r ->
                r.resourceIds(vpc)
                    .resourceType(FlowLogsResourceType.VPC)
                    .trafficType(TrafficType.REJECT)
                    .logDestinationType(LogDestinationType.S3)
                    .logDestination("arn:aws:s3:::lab/flows")
                    .logFormat("${version} ${srcaddr}")
                    .maxAggregationInterval(60)
                    .destinationOptions(o -> o.perHourPartition(true))
                    .clientToken("once")
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.VPC_FLOW_LOG)
                            .tags(Tag.builder().key("Name").value("f").build())
                            .build()));
    assertThat(created.clientToken()).isEqualTo("once");
    assertThat(created.unsuccessful()).isEmpty();
    assertThat(created.flowLogIds()).hasSize(1);
    String id = created.flowLogIds().getFirst();
    assertThat(id).matches("fl-[0-9a-f]{17}");

    FlowLog log = ec2.describeFlowLogs(r -> r.flowLogIds(id)).flowLogs().getFirst();

    assertThat(log.flowLogId()).isEqualTo(id);
    assertThat(log.creationTime()).isBeforeOrEqualTo(Instant.now());
    assertThat(log.flowLogStatus()).isEqualTo("ACTIVE");
    assertThat(log.deliverLogsStatus()).isEqualTo("SUCCESS");
    assertThat(log.deliverLogsErrorMessage()).isNull();
    assertThat(log.resourceId()).isEqualTo(vpc);
    assertThat(log.trafficType()).isEqualTo(TrafficType.REJECT);
    assertThat(log.logDestinationType()).isEqualTo(LogDestinationType.S3);
    assertThat(log.logDestination()).isEqualTo("arn:aws:s3:::lab/flows");
    assertThat(log.logFormat()).isEqualTo("${version} ${srcaddr}");
    assertThat(log.maxAggregationInterval()).isEqualTo(60);
    assertThat(log.destinationOptions().fileFormat()).isEqualTo(DestinationFileFormat.PLAIN_TEXT);
    assertThat(log.destinationOptions().perHourPartition()).isTrue();
    assertThat(log.destinationOptions().hiveCompatiblePartitions()).isFalse();
    assertThat(log.tags()).hasSize(1);

    DeleteFlowLogsResponse deleted =
        ec2.deleteFlowLogs(r -> r.flowLogIds(id, "fl-00000000000000000"));

    assertThat(deleted.unsuccessful())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.resourceId()).isEqualTo("fl-00000000000000000");
              assertThat(failure.error().code()).isEqualTo("InvalidFlowLogId.NotFound");
              assertThat(failure.error().message()).isNotBlank();
            });
    assertThat(ec2.describeFlowLogs().flowLogs()).isEmpty();
  }
}
