package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;

/** Instances as AWS's own SDK reads them. */
class SdkInstanceShapesTest {
  @AutoClose private final TestControlPlane plane = new TestControlPlane();
  @AutoClose private final Ec2Client ec2 = plane.ec2();

  @Test
  void shouldReadInstances() {
    RunInstancesResponse launched =
        ec2.runInstances(
            r -> r.imageId("ami-1").instanceType(InstanceType.T3_MICRO).minCount(1).maxCount(2));
    assertThat(launched.reservationId()).startsWith("r-");
    assertThat(launched.ownerId()).isEqualTo(TestControlPlane.ACCOUNT);
    assertThat(launched.instances()).hasSize(2);

    String id = launched.instances().getFirst().instanceId();
    Instance described =
        ec2.describeInstances(r -> r.instanceIds(id))
            .reservations()
            .getFirst()
            .instances()
            .getFirst();
    assertThat(described.state().name()).isEqualTo(InstanceStateName.PENDING);
    assertThat(described.instanceType()).isEqualTo(InstanceType.T3_MICRO);
    assertThat(described.privateIpAddress()).isEqualTo("172.31.0.4");
    assertThat(described.privateDnsName()).isEqualTo("ip-172-31-0-4.eu-west-1.compute.internal");
    assertThat(described.launchTime()).isEqualTo(plane.clock().instant());
    assertThat(described.placement().availabilityZone()).isEqualTo("eu-west-1a");
    assertThat(described.securityGroups())
        .extracting(g -> g.groupName())
        .containsExactly("default");
    assertThat(described.networkInterfaces())
        .singleElement()
        .satisfies(
            eni -> {
              assertThat(eni.privateIpAddress()).isEqualTo("172.31.0.4");
              assertThat(eni.attachment().deviceIndex()).isZero();
              assertThat(eni.attachment().deleteOnTermination()).isTrue();
              assertThat(eni.groups()).hasSize(1);
            });
    assertThat(ec2.describeInstanceStatus(r -> r.includeAllInstances(true)).instanceStatuses())
        .hasSize(2)
        .first()
        .satisfies(
            status ->
                assertThat(status.instanceStatus().statusAsString()).isEqualTo("initializing"));
    assertThat(ec2.terminateInstances(r -> r.instanceIds(id)).terminatingInstances())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.previousState().name()).isEqualTo(InstanceStateName.PENDING);
              assertThat(change.currentState().name()).isEqualTo(InstanceStateName.SHUTTING_DOWN);
            });
  }

  @Test
  void shouldReadAttributesTypesImagesAndAttachments() {
    String id =
        ec2.runInstances(r -> r.imageId("ami-1").minCount(1).maxCount(1).disableApiStop(true))
            .instances()
            .getFirst()
            .instanceId();
    assertThat(
            ec2.describeInstanceAttribute(r -> r.instanceId(id).attribute("disableApiStop"))
                .disableApiStop()
                .value())
        .isTrue();
    assertThat(ec2.describeInstanceAttribute(r -> r.instanceId(id).attribute("groupSet")).groups())
        .hasSize(1);
    ec2.modifyInstanceAttribute(r -> r.instanceId(id).disableApiStop(v -> v.value(false)));
    ec2.modifyInstanceAttribute(r -> r.instanceId(id).sourceDestCheck(v -> v.value(false)));
    assertThat(
            ec2.describeInstanceAttribute(r -> r.instanceId(id).attribute("sourceDestCheck"))
                .sourceDestCheck()
                .value())
        .isFalse();
    assertThat(
            ec2.describeInstanceTypes(r -> r.instanceTypes(InstanceType.T3_MICRO)).instanceTypes())
        .singleElement()
        .satisfies(
            type -> {
              assertThat(type.burstablePerformanceSupported()).isFalse();
              assertThat(type.processorInfo().supportedArchitecturesAsStrings())
                  .containsExactly("x86_64");
            });
    assertThat(ec2.describeImages(r -> r.imageIds("ami-9")).images())
        .singleElement()
        .satisfies(image -> assertThat(image.stateAsString()).isEqualTo("available"));
    String attachment =
        ec2.describeNetworkInterfaces().networkInterfaces().getFirst().attachment().attachmentId();
    assertThat(ec2.describeNetworkInterfaces().networkInterfaces().getFirst().attachment().status())
        .isEqualTo(AttachmentStatus.ATTACHING);
    assertThatThrownBy(() -> ec2.detachNetworkInterface(r -> r.attachmentId(attachment)))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused ->
                assertThat(refused.awsErrorDetails().errorCode())
                    .isEqualTo("OperationNotPermitted"));
  }
}
