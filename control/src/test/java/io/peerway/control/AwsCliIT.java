package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.auth.Credentials;
import io.peerway.control.auth.VerifyingAuthenticator;
import io.peerway.control.store.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peering tutorial, typed with the {@code aws} command as Debian ships it. */
class AwsCliIT {
  private static final String AWS = "/usr/bin/aws";
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path home;
  private TestControlPlane plane;

  @BeforeEach
  void start() {
    assertThat(Path.of(AWS)).as("Debian's package 'awscli' has to be installed").isExecutable();
    plane = new TestControlPlane();
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  /** What a command prints, its errors included; the exit status first. */
  private String run(String account, String region, String... arguments)
      throws IOException, InterruptedException {
    return runSigned(account, "secret", region, arguments);
  }

  private String runSigned(String accessKey, String secret, String region, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(AWS, "--endpoint-url", plane.uri().toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(home, "aws", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // Nothing of the machine's own configuration may leak in.
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME",
                home.toString(),
                "AWS_ACCESS_KEY_ID",
                accessKey,
                "AWS_SECRET_ACCESS_KEY",
                secret,
                "AWS_DEFAULT_REGION",
                region,
                "AWS_PAGER",
                "",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "NO_PROXY",
                "127.0.0.1"));
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + command);
    }
    String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
    return process.exitValue() == 0 ? printed : process.exitValue() + " " + printed;
  }

  private String aws(String... arguments) throws IOException, InterruptedException {
    return run(TestControlPlane.ACCOUNT, TestControlPlane.REGION, arguments);
  }

  private String query(String path, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--query", path, "--output", "text"));
    return aws(all.toArray(String[]::new));
  }

  @Test
  void shouldGoThroughTheTutorial() throws Exception {
    assertThat(query("Account", "sts", "get-caller-identity")).isEqualTo(TestControlPlane.ACCOUNT);
    String vpcA =
        query(
            "Vpc.VpcId",
            "ec2",
            "create-vpc",
            "--cidr-block",
            "10.1.0.0/16",
            "--tag-specifications",
            "ResourceType=vpc,Tags=[{Key=Name,Value=A}]");
    String vpcB = query("Vpc.VpcId", "ec2", "create-vpc", "--cidr-block", "10.2.0.0/16");
    assertThat(
            query(
                "Subnet.State",
                "ec2",
                "create-subnet",
                "--vpc-id",
                vpcA,
                "--cidr-block",
                "10.1.1.0/24"))
        .isEqualTo("available");
    String pcx =
        query(
            "VpcPeeringConnection.VpcPeeringConnectionId",
            "ec2",
            "create-vpc-peering-connection",
            "--vpc-id",
            vpcA,
            "--peer-vpc-id",
            vpcB);
    assertThat(
            query(
                "VpcPeeringConnection.Status.Code",
                "ec2",
                "accept-vpc-peering-connection",
                "--vpc-peering-connection-id",
                pcx))
        .isEqualTo("provisioning");
    String table =
        query(
            "RouteTables[0].RouteTableId",
            "ec2",
            "describe-route-tables",
            "--filters",
            "Name=vpc-id,Values=" + vpcA,
            "Name=association.main,Values=true");
    assertThat(
            query(
                "Return",
                "ec2",
                "create-route",
                "--route-table-id",
                table,
                "--destination-cidr-block",
                "10.2.0.0/16",
                "--vpc-peering-connection-id",
                pcx))
        .isEqualTo("True");
    assertThat(routes(table)).isEqualTo("10.1.0.0/16\tactive\n10.2.0.0/16\tactive");

    aws("ec2", "delete-vpc-peering-connection", "--vpc-peering-connection-id", pcx);
    assertThat(
            aws(
                "ec2",
                "wait",
                "vpc-peering-connection-deleted",
                "--vpc-peering-connection-ids",
                pcx))
        .isEmpty();
    assertThat(routes(table)).isEqualTo("10.1.0.0/16\tactive\n10.2.0.0/16\tblackhole");
  }

  private String routes(String table) throws IOException, InterruptedException {
    return query(
        "RouteTables[].Routes[].[DestinationCidrBlock,State]",
        "ec2",
        "describe-route-tables",
        "--route-table-ids",
        table);
  }

  /** What a query selects of the answer to a command line whose words have no spaces in them. */
  private String ec2(String path, String line) throws IOException, InterruptedException {
    return query(path, ("ec2 " + line).split(" ", -1));
  }

  @Test
  void shouldReadShortFormsAndPagesOfWhatSurroundsAPeering() throws Exception {
    String vpc = ec2("Vpcs[0].VpcId", "describe-vpcs --filters Name=is-default,Values=true");
    String options =
        ec2(
            "DhcpOptions.DhcpOptionsId",
            "create-dhcp-options --dhcp-configurations Key=domain-name,Values=lab.example"
                + " Key=domain-name-servers,Values=10.1.0.53,10.1.0.54");
    ec2("@", "associate-dhcp-options --dhcp-options-id %s --vpc-id %s".formatted(options, vpc));
    assertThat(
            ec2(
                "DhcpOptions[].DhcpConfigurations[].Values[].Value",
                "describe-dhcp-options --filters Name=value,Values=10.1.0.5?"))
        .isEqualTo("lab.example\t10.1.0.53\t10.1.0.54");
    assertThat(
            ec2(
                "CidrBlockAssociation.CidrBlockState.State",
                "associate-vpc-cidr-block --cidr-block 172.16.0.0/16 --vpc-id " + vpc))
        .isEqualTo("associating");
    assertThat(aws("ec2", "create-default-subnet", "--availability-zone", "eu-west-1a"))
        .contains("(DefaultSubnetAlreadyExistsInAvailabilityZone)");

    String list =
        ec2(
            "PrefixList.PrefixListId",
            "create-managed-prefix-list --prefix-list-name lab --address-family IPv4"
                + " --max-entries 9 --entries Cidr=10.1.0.0/16,Description=one Cidr=10.2.0.0/16"
                + " Cidr=10.3.0.0/16 Cidr=10.4.0.0/16 Cidr=10.5.0.0/16 Cidr=10.6.0.0/16");
    assertThat(
            ec2(
                "PrefixList.[Version,State]",
                "modify-managed-prefix-list --current-version 1 --add-entries Cidr=10.7.0.0/16"
                    + " --remove-entries Cidr=10.2.0.0/16 --prefix-list-id "
                    + list))
        .isEqualTo("2\tmodify-in-progress");
    assertThat(
            ec2(
                "Entries[].Cidr",
                "get-managed-prefix-list-entries --page-size 5 --prefix-list-id " + list))
        .isEqualToNormalizingWhitespace(
            "10.1.0.0/16 10.3.0.0/16 10.4.0.0/16 10.5.0.0/16 10.6.0.0/16 10.7.0.0/16");
    assertThat(
            ec2(
                "SecurityGroupRules[].[FromPort,PrefixListId]",
                "authorize-security-group-ingress --group-name default --ip-permissions"
                    + " IpProtocol=tcp,FromPort=22,ToPort=22,PrefixListIds=[{PrefixListId="
                    + list
                    + "}]"))
        .isEqualTo("22\t" + list);
    ec2("@", "delete-managed-prefix-list --prefix-list-id " + list);
    assertThat(ec2("PrefixLists[].State", "describe-managed-prefix-lists"))
        .isEqualTo("delete-failed");
  }

  @Test
  void shouldSayWhatIsWrongInTheWordsOfTheService() throws Exception {
    assertThat(aws("ec2", "delete-vpc", "--vpc-id", "vpc-12345678"))
        .isEqualTo(
            "254 An error occurred (InvalidVpcID.NotFound) when calling the DeleteVpc operation:"
                + " The vpc ID 'vpc-12345678' does not exist");
    assertThat(aws("ec2", "describe-volumes")).contains("(InvalidAction)");
    assertThat(aws("ec2", "create-vpc", "--cidr-block", "10.0.0.0/16", "--dry-run"))
        .contains("(DryRunOperation)");
    assertThat(
            run(
                TestControlPlane.OTHER_ACCOUNT,
                TestControlPlane.OTHER_REGION,
                "ec2",
                "describe-vpcs",
                "--query",
                "Vpcs[].[OwnerId,CidrBlock]",
                "--output",
                "text"))
        .isEqualTo("222222222222\t172.31.0.0/16");
  }

  @Test
  void shouldProveWhoItIsWhereSignaturesAreVerified() throws Exception {
    plane.close();
    Credentials credentials =
        Credentials.read(
            Files.writeString(
                home.resolve("keys.json"),
                """
                {"keys": [
                  {"accessKeyId": "AKIAALICE", "secretAccessKey": "a/+=", "account": "111111111111"},
                  {"accessKeyId": "AKIAREADER", "secretAccessKey": "r", "account": "111111111111",
                   "allow": ["ec2:Describe*"]}]}
                """));
    InstantSource clock = InstantSource.system();
    plane =
        new TestControlPlane(
            config -> config.withAuthenticator(new VerifyingAuthenticator(credentials, clock)),
            new MemoryStore());
    String[] create = {"ec2", "create-vpc", "--cidr-block", "10.1.0.0/16"};

    assertThat(runSigned("AKIAALICE", "a/+=", TestControlPlane.REGION, create))
        .contains("\"OwnerId\": \"111111111111\"");
    assertThat(runSigned("AKIAALICE", "guess", TestControlPlane.REGION, create))
        .contains("(SignatureDoesNotMatch)");
    assertThat(runSigned("111111111111", "a/+=", TestControlPlane.REGION, create))
        .contains("(AuthFailure)");
    assertThat(runSigned("AKIAREADER", "r", TestControlPlane.REGION, create))
        .contains("(UnauthorizedOperation)");
    assertThat(
            runSigned(
                "AKIAREADER",
                "r",
                TestControlPlane.REGION,
                "ec2",
                "describe-vpcs",
                "--query",
                "Vpcs[].CidrBlock",
                "--output",
                "text"))
        .contains("10.1.0.0/16", "172.31.0.0/16");
  }
}
