package io.peerway.bench.forward.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.peerway.bench.forward.measure.SpeedUp.Sample;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedUpTest {
  private final List<Sample> samples = new ArrayList<>();
  private double datagrams;

  private void at(double seconds, double rate) {
    double since = samples.isEmpty() ? 0 : samples.getLast().seconds();
    datagrams += rate * (seconds - since);
    samples.add(new Sample(seconds, datagrams));
  }

  @Test
  void shouldFindWhenTheRateFirstWasWhatItIsInTheEnd() {
    for (double seconds = 1; seconds < 10; seconds += 0.1) {
      at(seconds, seconds < 3 ? 1000 : 5000);
    }
    assertThat(SpeedUp.fullSpeedAfter(samples)).isCloseTo(3.4, within(0.2));
  }

  @Test
  void shouldTakeWhatIsFastFromTheBeginningAsSuch() {
    for (double seconds = 1; seconds < 5; seconds += 0.1) {
      at(seconds, 1000);
    }
    assertThat(SpeedUp.fullSpeedAfter(samples)).isLessThan(1.6);
  }
}
