package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.peerway.control.auth.Credentials;
import io.peerway.control.auth.VerifyingAuthenticator;
import io.peerway.control.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The AWS SDK against an endpoint that verifies what it signs. */
class SignedCallsTest {
  private static final String REGION = "eu-west-1";

  @TempDir private Path directory;
  private InstantSource clock = InstantSource.system();
  private TestControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("keys.json"),
            """
            {"keys": [
              {"accessKeyId": "AKIAALICE", "secretAccessKey": "alice/+=", "account": "111111111111"},
              {"accessKeyId": "AKIAREADER", "secretAccessKey": "reader", "account": "111111111111",
               "allow": ["ec2:Describe*"]}]}
            """);
    Credentials credentials = Credentials.read(file);
    plane =
        new TestControlPlane(
            config ->
                config.withAuthenticator(
                    new VerifyingAuthenticator(credentials, () -> clock.instant())),
            new MemoryStore());
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  private static String code(ThrowingCallable call) {
    return catchThrowableOfType(AwsServiceException.class, call).awsErrorDetails().errorCode();
  }

  @Test
  void shouldTakeWhatTheHolderOfAKeySigns() {
    Ec2Client alice = plane.ec2("AKIAALICE", "alice/+=", REGION);

    Tag tag = Tag.builder().key("Größe").value("a b+c%&=~*").build();
    TagSpecification tags =
        TagSpecification.builder().resourceType(ResourceType.VPC).tags(tag).build();
    String vpc =
        alice
            .createVpc(call -> call.cidrBlock("10.1.0.0/16").tagSpecifications(tags))
            .vpc()
            .vpcId();

    assertThat(alice.describeVpcs(call -> call.vpcIds(vpc)).vpcs())
        .singleElement()
        .returns("111111111111", found -> found.ownerId())
        .returns(List.of(tag), found -> found.tags());
    assertThat(plane.sts("AKIAREADER", "reader", REGION).getCallerIdentity().account())
        .isEqualTo("111111111111");
  }

  @Test
  void shouldTakeEqualRequestsOneAfterTheOther() {
    Ec2Client alice = plane.ec2("AKIAALICE", "alice/+=", REGION);

    for (int i = 0; i < 20; i++) {
      assertThat(alice.describeVpcs().vpcs()).hasSize(1);
    }
  }

  @Test
  void shouldRefuseOthersAndChangeNothing() {
    Ec2Client wrong = plane.ec2("AKIAALICE", "guess", REGION);
    Ec2Client unknown = plane.ec2("111111111111", "secret", REGION);
    Ec2Client reader = plane.ec2("AKIAREADER", "reader", REGION);

    assertThat(code(() -> wrong.createVpc(call -> call.cidrBlock("10.1.0.0/16"))))
        .isEqualTo("SignatureDoesNotMatch");
    // The JDK's HTTP client gives the SDK no body of a 401.
    assertThat(catchThrowableOfType(AwsServiceException.class, unknown::describeVpcs).statusCode())
        .isEqualTo(401);
    assertThat(code(() -> reader.createVpc(call -> call.cidrBlock("10.1.0.0/16"))))
        .isEqualTo("UnauthorizedOperation");
    assertThat(reader.describeVpcs().vpcs()).hasSize(1);
    assertThat(
            code(
                () ->
                    plane
                        .sts("AKIAALICE", "alice/+=", REGION)
                        .assumeRole(
                            role ->
                                role.roleArn("arn:aws:iam::222222222222:role/a")
                                    .roleSessionName("lab"))))
        .isEqualTo("AccessDenied");
  }

  @Test
  void shouldRefuseAClientWhoseClockIsWrong() {
    clock = () -> InstantSource.system().instant().plus(Duration.ofMinutes(16));

    assertThat(code(plane.ec2("AKIAALICE", "alice/+=", REGION)::describeVpcs))
        .isEqualTo("RequestExpired");
  }
}
