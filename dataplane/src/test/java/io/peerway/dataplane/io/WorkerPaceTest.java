package io.peerway.dataplane.io;

import static io.peerway.dataplane.io.WorkerScheduling.AUTO;
import static io.peerway.dataplane.io.WorkerScheduling.FIFO;
import static io.peerway.dataplane.io.WorkerScheduling.NICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerPaceTest {

  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private long now;
  private final List<WorkerScheduling> changes = new ArrayList<>();

  private WorkerPace pace(OptionalInt busyPollMicros, WorkerScheduling scheduling) {
    WorkerPace pace = new WorkerPace(busyPollMicros, () -> now, changes::add);
    pace.begin(scheduling);
    return pace;
  }

  private void alternate(WorkerPace pace, long works, long rests, int times) {
    for (int i = 0; i < times; i++) {
      now += rests * MICRO;
      long from = now;
      now += works * MICRO;
      pace.worked(from, now);
    }
  }

  @Test
  void shouldBeRealTimeWhileItIsBusyAndOrdinaryWhenItIsNot() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);

    alternate(pace, 90, 10, 1000);
    assertThat(changes).containsExactly(FIFO);
    alternate(pace, 4, 16, 5000);
    assertThat(changes).containsExactly(FIFO, NICE);
  }

  @ParameterizedTest
  @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void shouldStayAsItWasAskedToBe(WorkerScheduling scheduling) {
    WorkerPace pace = pace(OptionalInt.empty(), scheduling);

    alternate(pace, 90, 10, 1000);
    alternate(pace, 4, 16, 5000);

    assertThat(changes).isEmpty();
    assertThat(pace.looksOn()).isFalse();
  }

  @Test
  void shouldLookForTheNextPacketWhenTheLastOnesCameSoon() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);
    assertThat(pace.looksOn()).as("before the first packet").isFalse();

    alternate(pace, 5, 20, 50);

    assertThat(pace.looksOn()).isTrue();
    now += 49 * MICRO;
    assertThat(pace.looksOn()).isTrue();
    now += MICRO;
    assertThat(pace.looksOn()).isFalse();
  }

  @Test
  void shouldNotLookForPacketsThatComeTooLateToBeFound() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);

    alternate(pace, 5, 100, 50);

    assertThat(pace.looksOn()).isFalse();
  }

  @Test
  void shouldLookAgainAfterALongSleepOnceAFewPacketsCameSoon() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);
    alternate(pace, 5, 20, 50);
    now += TimeUnit.SECONDS.toNanos(1);

    alternate(pace, 5, 20, 20);

    assertThat(pace.looksOn()).isTrue();
  }

  @Test
  void shouldSleepAtOnceWhileItIsBusy() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);

    alternate(pace, 90, 10, 1000);

    assertThat(pace.looksOn()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldLookForAsLongAsItWasAskedToBusyOrNot(WorkerScheduling scheduling) {
    WorkerPace pace = pace(OptionalInt.of(200), scheduling);

    alternate(pace, 90, 10, 1000);
    assertThat(pace.looksOn()).isTrue();
    alternate(pace, 1, 1000, 100);
    now += 199 * MICRO;
    assertThat(pace.looksOn()).isTrue();
    now += MICRO;
    assertThat(pace.looksOn()).isFalse();
  }

  @Test
  void shouldNotLookAtAllWhenItWasAskedNotTo() {
    WorkerPace pace = pace(OptionalInt.of(0), AUTO);

    alternate(pace, 5, 20, 50);

    assertThat(pace.looksOn()).isFalse();
  }

  @Test
  void shouldCountReadsThatAreUnderWayAtTheSameTimeOnce() {
    WorkerPace pace = pace(OptionalInt.empty(), AUTO);

    for (int i = 0; i < 1000; i++) { // each of 40 us, two at a time, then 80 us of rest
      pace.worked(now, now + 40 * MICRO);
      pace.worked(now, now + 40 * MICRO);
      now += 120 * MICRO;
    }

    assertThat(changes).isEmpty();
  }
}
