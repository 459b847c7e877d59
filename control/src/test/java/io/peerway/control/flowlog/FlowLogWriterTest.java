package io.peerway.control.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.flowlog.FlowOutcome;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From counted flows to lines in files. Records are written when the writer is closed. */
class FlowLogWriterTest {
  private static final String HEADER =
      "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes"
          + " start end action log-status";
  private static final long SECOND = 1_000_000_000L;

  @TempDir private Path directory;
  private final Api api = new Api();
  private final String a = api.createVpc("10.1.0.0/16");
  private final String b = api.createVpc("10.2.0.0/16");
  private final String subnetA = api.createSubnet(a, "10.1.1.0/24");
  private FlowLogWriter writer;

  @BeforeEach
  void start() {
    api.datapath().setClock(100 * SECOND);
    writer =
        FlowLogWriter.start(
            api.ledger(),
            api.datapath(),
            api.clock(),
            new FlowLogSettings(directory, FlowLogSettings.LONGEST, FlowLogRetention.STANDARD));
  }

  @AfterEach
  void stop() {
    writer.close();
  }

  private String create(String resource, String type, String traffic, String... more) {
    String[] parameters =
        Stream.concat(
                Stream.of(
                    "ResourceId.1",
                    resource,
                    "ResourceType",
                    type,
                    "TrafficType",
                    traffic,
                    "LogDestinationType",
                    "s3",
                    "LogDestination",
                    "arn:aws:s3:::lab/" + type + "/" + traffic),
                Stream.of(more))
            .toArray(String[]::new);
    String answer = api.call("CreateFlowLogs", parameters);
    return answer.replaceFirst("(?s).*<flowLogIdSet><item>", "").replaceFirst("(?s)<.*", "");
  }

  private FlowCount flow(FlowOutcome outcome, long packets, int port) {
    return new FlowCount(
        new FlowEnd(a, subnetA, a),
        new FlowEnd(b, "", b),
        outcome,
        4,
        0,
        Ipv4Address.parse("10.1.1.13"),
        0,
        Ipv4Address.parse("10.2.1.139"),
        6,
        port,
        22,
        packets,
        packets * 100,
        2,
        97 * SECOND,
        99 * SECOND);
  }

  /** The lines of the only file below a folder of the bucket, without the first. */
  private List<String> lines(String folder) {
    writer.close();
    List<Path> files = files(folder);
    assertThat(files).hasSize(1);
    try {
      List<String> lines = Files.readAllLines(files.getFirst());
      return lines.subList(1, lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files(String folder) {
    try (Stream<Path> all = Files.walk(directory.resolve("lab").resolve(folder))) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldWriteTheDefaultFormatWhereS3WouldHaveIt() throws IOException {
    String id = create(a, "VPC", "ALL");
    assertThat(api.datapath().isCounting()).isTrue();
    api.datapath().count(flow(FlowOutcome.DELIVERED, 3, 1000));
    long now = api.clock().instant().getEpochSecond();

    writer.close();

    assertThat(files("VPC/ALL"))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(directory.resolve("lab/VPC/ALL").relativize(file).toString())
                  .matches(
                      "AWSLogs/111111111111/vpcflowlogs/eu-west-1/\\d{4}/\\d\\d/\\d\\d/"
                          + "111111111111_vpcflowlogs_eu-west-1_"
                          + id
                          + "_\\d{8}T\\d{4}Z_00000000\\.log");
              assertThat(Files.readAllLines(file))
                  .containsExactly(
                      HEADER,
                      "2 111111111111 %s 10.1.1.13 10.2.1.139 1000 22 6 3 300 %d %d ACCEPT OK"
                          .formatted(a, now - 3, now - 1));
            });
  }

  @Test
  void shouldAddUpWhatSeveralWorkersCounted() {
    create(a, "VPC", "ALL");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 3, 1000));
    api.datapath().count(flow(FlowOutcome.DELIVERED, 4, 1000));
    api.datapath().count(flow(FlowOutcome.DELIVERED, 1, 1001));

    assertThat(lines("VPC/ALL"))
        .satisfiesExactly(
            one -> assertThat(one).contains(" 1000 22 6 7 700 "),
            two -> assertThat(two).contains(" 1001 22 6 1 100 "));
  }

  @Test
  void shouldTellEachEndWhatItsOwnFiltersDecided() {
    create(a, "VPC", "ACCEPT");
    create(b, "VPC", "REJECT");
    create(subnetA, "Subnet", "REJECT");
    api.datapath().count(flow(FlowOutcome.REJECTED_AT_RECEIVER, 5, 1));
    api.datapath().count(flow(FlowOutcome.REJECTED_AT_SENDER, 6, 2));
    writer.close();

    assertThat(lines("VPC/ACCEPT")).singleElement().asString().contains(" 1 22 6 5 500 ", "ACCEPT");
    assertThat(lines("VPC/REJECT")).singleElement().asString().contains(" 1 22 6 5 500 ", "REJECT");
    assertThat(lines("Subnet/REJECT"))
        .singleElement()
        .asString()
        .contains(" 2 22 6 6 600 ", "REJECT");
  }

  @Test
  void shouldSayThatAnInterfaceHadNothing() {
    String eni =
        Api.text(api.call("CreateNetworkInterface", "SubnetId", subnetA), "networkInterfaceId");
    create(subnetA, "Subnet", "ALL");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 1, 1));

    assertThat(lines("Subnet/ALL"))
        .hasSize(2)
        .last()
        .asString()
        .matches("2 111111111111 " + eni + " - - - - - - - \\d+ \\d+ - NODATA");
  }

  @Test
  void shouldSayThatSomethingIsMissing() {
    create(a, "VPC", "ALL");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 1, 1));
    api.datapath().miss(10);

    assertThat(lines("VPC/ALL")).hasSize(2).last().asString().endsWith(" - SKIPDATA");
  }

  @Test
  void shouldWriteTheFieldsOfACustomFormatInItsOrder() {
    create(
        subnetA,
        "Subnet",
        "ALL",
        "LogFormat",
        "${flow-direction} ${traffic-path} ${version} ${type} ${tcp-flags} ${vpc-id} ${subnet-id}"
            + " ${az-id} ${region} ${instance-id} ${pkt-srcaddr} ${pkt-dstaddr} ${bytes}");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 2, 1));

    assertThat(lines("Subnet/ALL"))
        .containsExactly(
            "egress 4 5 IPv4 2 %s %s euw1-az1 eu-west-1 - 10.1.1.13 10.2.1.139 200"
                .formatted(a, subnetA));
  }

  @Test
  void shouldWriteIpv6AsRfc5952Has() {
    create(b, "VPC", "ALL", "LogFormat", "${srcaddr} ${dstaddr} ${type} ${flow-direction}");
    Ipv6Address from = Ipv6Address.parse("fd70:7772:1::13");
    Ipv6Address to = Ipv6Address.parse("fd70:7772:2::139");
    api.datapath()
        .count(
            new FlowCount(
                new FlowEnd(a, subnetA, a),
                new FlowEnd(b, "", b),
                FlowOutcome.DELIVERED,
                6,
                from.hi(),
                from.lo(),
                to.hi(),
                to.lo(),
                58,
                0,
                0,
                1,
                104,
                0,
                1,
                1));

    assertThat(lines("VPC/ALL")).containsExactly("fd70:7772:1::13 fd70:7772:2::139 IPv6 ingress");
  }

  @Test
  void shouldCountOnlyWhileThereIsAFlowLog() {
    assertThat(api.datapath().isCounting()).isFalse();
    String id = create(a, "VPC", "ALL");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 1, 1));

    api.call("DeleteFlowLogs", "FlowLogId.1", id);

    assertThat(api.datapath().isCounting()).isFalse();
    assertThat(lines("VPC/ALL")).as("what was under way").hasSize(1);
  }

  @Test
  void shouldGiveAFlowLogNothingOfTheTimeBeforeIt() {
    create(a, "VPC", "ALL");
    api.datapath().count(flow(FlowOutcome.DELIVERED, 1, 1));
    create(b, "VPC", "ACCEPT");
    writer.close();

    assertThat(lines("VPC/ALL")).hasSize(1);
    assertThat(lines("VPC/ACCEPT")).singleElement().asString().endsWith("NODATA");
  }

  @Test
  void shouldSayWhyItCannotWrite() throws IOException {
    Files.writeString(directory.resolve("lab"), "a file where the bucket should be");
    String first = create(a, "VPC", "ALL");
    assertThat(writer.trouble(first)).isEmpty();

    FlowLogWriter quick =
        FlowLogWriter.start(
            api.ledger(),
            api.datapath(),
            api.clock(),
            new FlowLogSettings(directory, Duration.ofSeconds(1), FlowLogRetention.STANDARD));
    api.clock().advance(Duration.ofSeconds(2));
    long deadline = System.nanoTime() + 60 * SECOND;
    while (quick.trouble(first).isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(quick.trouble(first)).get().asString().contains("lab");

    Files.delete(directory.resolve("lab"));
    quick.close();
    assertThat(lines("VPC/ALL")).anyMatch(line -> line.endsWith(" - SKIPDATA"));
  }
}
