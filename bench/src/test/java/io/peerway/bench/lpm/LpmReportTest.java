package io.peerway.bench.lpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.bench.lpm.LpmResult.Build;
import io.peerway.bench.lpm.LpmResult.Lookups;
import io.peerway.bench.lpm.LpmResult.ManyTables;
import io.peerway.bench.lpm.LpmResult.Piece;
import io.peerway.bench.lpm.LpmResult.Updates;
import io.peerway.bench.report.Machine;
import io.peerway.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LpmReportTest {
  private final List<Lookups> lookups = new ArrayList<>();

  private void add(int family, String how, double... rates) {
    for (AddressPattern pattern : AddressPattern.values()) {
      List<Double> values = new ArrayList<>();
      for (double rate : rates) {
        values.add(rate);
      }
      lookups.add(new Lookups(family, pattern, how, 3 << 20, Samples.of(values)));
    }
  }

  private static Updates updates(String form) {
    return new Updates(
        form,
        Samples.of(List.of(0.7)),
        Samples.of(List.of(2.0)),
        1000,
        Samples.of(List.of(200.0)),
        Samples.of(List.of(180.0)),
        Samples.of(List.of(0.5)),
        10_000_000,
        14 << 20,
        15 << 20);
  }

  private String report() {
    return new LpmReport(
            new LpmResult(
                new Machine("AMD EPYC", 2, "6.18", "25"),
                List.of("-Xmx1g"),
                true,
                "gcc 13",
                "mine",
                900_000,
                100_000,
                lookups,
                List.of(new Build(4, 400, Samples.of(List.of(80.0)), 10 << 20)),
                List.of(updates("trie"), updates("direct")),
                List.of(new ManyTables(10_000, 100, 40 << 20)),
                List.of(new Piece(TableForm.SMALL_TRIE, "ipv4Batch", 5.3, 5.1, 5.6, 0))))
        .text();
  }

  @Test
  void shouldCompareEveryLookupWithTheReference() {
    add(4, "Peerway, batch", 100, 150, 160);
    add(4, LpmResult.REFERENCE, 300, 300, 300);
    add(6, "Peerway, batch", 60, 60, 60);
    assertThat(report())
        .containsPattern("Peerway, batch +\\| 150 \\(100-160\\) x0.50 ")
        .containsPattern("Peerway, batch +\\| 60 \\(60-60\\) x0.20 ");
  }

  @Test
  void shouldDoWithoutIpv6() {
    add(4, "Peerway, batch", 100, 150, 160);
    assertThat(report()).contains("IPv4\n").doesNotContain("IPv6\n");
  }

  @Test
  void shouldDoWithoutTheReference() {
    add(4, "Peerway, batch", 100, 150, 160);
    assertThat(report()).containsPattern("Peerway, batch +\\| 150 \\(100-160\\) +\\| 150 ");
  }

  @Test
  void shouldTellWhatUpdatesCost() {
    assertThat(report())
        .containsPattern("changes of the IPv4 table +\\| trie +\\| direct ")
        .containsPattern("lookups beside changes, M/s +\\| 180 \\(180-180\\) x0.90 ")
        .containsPattern("MiB after 10,000,000 changes +\\| 15.0 ")
        .containsPattern("10,000 of 100 routes +\\| 40.0 ");
  }

  @Test
  void shouldTellWhatALookupAllocates() {
    assertThat(report())
        .containsPattern("ipv4Batch +\\| 2,000 +\\| 5.30 \\(5.10-5.60\\) \\| 0.000 ");
  }
}
