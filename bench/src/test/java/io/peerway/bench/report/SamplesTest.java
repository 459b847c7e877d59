package io.peerway.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void shouldTakeTheMiddleOneOfAnOddNumber() {
    Samples samples = Samples.of(List.of(9.0, 1.0, 4.0));
    assertThat(samples.median()).isEqualTo(4);
    assertThat(samples.min()).isEqualTo(1);
    assertThat(samples.max()).isEqualTo(9);
  }

  @Test
  void shouldTakeTheMeanOfTheTwoInTheMiddleOfAnEvenNumber() {
    assertThat(Samples.of(List.of(8.0, 1.0, 4.0, 100.0)).median()).isEqualTo(6);
  }

  @Property
  void shouldHaveAsManySamplesBelowAsAboveTheMedian(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -9, max = 9) Double> values) {
    Samples samples = Samples.of(values);
    long below = values.stream().filter(v -> v < samples.median()).count();
    long above = values.stream().filter(v -> v > samples.median()).count();
    assertThat(below).isLessThanOrEqualTo(values.size() / 2);
    assertThat(above).isLessThanOrEqualTo(values.size() / 2);
  }

  @Test
  void shouldRefuseToSumUpNothing() {
    assertThatThrownBy(() -> Samples.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
