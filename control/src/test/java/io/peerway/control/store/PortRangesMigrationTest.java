package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.InsightsAnalysis;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Network insights as they were written before filters had ranges. */
class PortRangesMigrationTest {
  private static final String PATH =
      """
      {"id":"nip-1","scope":{"account":"111111111111","region":"eu-west-1"},"source":"eni-1",
       "destination":"eni-2","sourceIp":null,"destinationIp":null,"protocol":"tcp",
       "destinationPort":null,"filterAtSource":{"sourceAddress":"10.1.1.4","sourcePort":null,
       "destinationAddress":null,"destinationPort":22},"filterAtDestination":null,
       "createdAt":"2026-01-01T00:00:00Z"}\
      """;
  private static final String ANALYSIS =
      """
      {"id":"nia-1","scope":{"account":"111111111111","region":"eu-west-1"},"pathId":"nip-1",
       "startedAt":"2026-01-01T00:00:00Z","found":true,"forward":[{"component":"eni-1",
       "context":{},"inbound":null,"outbound":{"source":"10.1.1.4","destination":"10.1.1.5",
       "protocol":"udp","sourcePort":49152,"destinationPort":22},"route":null,"aclRule":null,
       "groupRuleId":null}],"back":[],"explanations":[]}\
      """;

  private final RecordCodec codec = new RecordCodec();

  private static String migrated(String kind, String json) {
    return PortRangesMigration.migration()
        .migrate(List.of(new StoredRecord(kind, "one", 7, json)))
        .getFirst()
        .json();
  }

  @Test
  void shouldMakeRangesOfPorts() {
    InsightsPath path =
        (InsightsPath) codec.decode(InsightsPath.KIND, migrated("network-insights-path", PATH));

    InsightsPath.Filter filter = path.filterAtSource().orElseThrow();
    assertThat(filter.destinationPorts()).contains(PortRange.of(22));
    assertThat(filter.sourcePorts()).isEmpty();
    assertThat(path.filterAtDestination()).isEmpty();
  }

  @Test
  void shouldSayThatEveryWayCounted() {
    InsightsAnalysis analysis =
        (InsightsAnalysis)
            codec.decode(InsightsAnalysis.KIND, migrated("network-insights-analysis", ANALYSIS));

    assertThat(analysis.through().in()).isEmpty();
    assertThat(analysis.hints()).isEmpty();
    assertThat(analysis.forward().getFirst().outbound().orElseThrow().protocol()).isEqualTo(17);
  }

  @Test
  void shouldRefuseWhatWasNeverWritten() {
    assertThat(migrated("vpc", "{}")).isEqualTo("{}");
    assertThatThrownBy(() -> migrated("network-insights-path", "[]"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("network-insights-path one");
  }
}
