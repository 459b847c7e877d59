package io.peerway.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.replay.PacketFile.Packet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckTest {

  private static final Packet ONE = new Packet(1, new byte[] {1, 2, 3});
  private static final Packet TWO = new Packet(2, new byte[] {4, 5, 6});

  private final Check check =
      new Check(List.of(ONE, TWO), Map.of("vpc-a", Map.of("rx_packets", 3L, "no_route", 1L)));

  @Test
  void shouldFindNoDifferenceWhereOnlyTheTimesDiffer() {
    assertThat(check.differsFrom(List.of(ONE, new Packet(9, new byte[] {4, 5, 6})))).isEmpty();
  }

  @Test
  void shouldNameTheFirstByteThatDiffers() {
    assertThat(check.differsFrom(List.of(ONE, new Packet(2, new byte[] {4, 5, 7}))))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("frame 2 is ").endsWith("from byte 2 on"));
  }

  @Test
  void shouldNameTheFrameThatIsMissingOrTooMany() {
    assertThat(check.differsFrom(List.of(ONE)))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith("2 frames left, expected were 1: frame 2,")
                    .endsWith("was not expected"));
    assertThat(check.differsFrom(List.of(ONE, TWO, ONE)))
        .hasValueSatisfying(text -> assertThat(text).endsWith("is missing"));
  }

  @Test
  void shouldCompareEveryCounterOfEitherSide() {
    assertThat(check.differsFrom(Map.of("vpc-a", Map.of("rx_packets", 3L, "no_route", 1L))))
        .isEmpty();
    assertThat(
            check.differsFrom(
                Map.of("vpc-a", Map.of("rx_packets", 4L), "vpc-b", Map.of("tx_packets", 1L))))
        .containsExactly(
            "no_route of vpc-a is 1, expected was 0",
            "rx_packets of vpc-a is 3, expected was 4",
            "tx_packets of vpc-b is 0, expected was 1");
  }
}
