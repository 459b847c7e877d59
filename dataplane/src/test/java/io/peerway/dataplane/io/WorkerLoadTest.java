package io.peerway.dataplane.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerLoadTest {

  private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private long now = -MICRO; // the clock may be negative, and wrap
  private final WorkerLoad load = new WorkerLoad(now);

  /** Works for some and rests for some microseconds, again and again; counts the changes. */
  private int alternate(long works, long rests, long millis) {
    int changes = 0;
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (now < end) {
      long from = now;
      now += works * MICRO;
      changes += load.add(from, now) ? 1 : 0;
      now += rests * MICRO;
    }
    return changes;
  }

  @Test
  void shouldBeAtRestAtFirst() {
    assertThat(load.isBusy()).isFalse();
  }

  @Test
  void shouldBeBusyWithinMillisecondsOnceItWorksMostOfTheTime() {
    assertThat(alternate(60, 40, 5)).isEqualTo(1);
    assertThat(load.isBusy()).isTrue();
  }

  @Test
  void shouldBeAtRestWhileItAnswersPacketsOneByOne() {
    assertThat(alternate(6, 14, 1000)).isZero();
    assertThat(load.isBusy()).isFalse();
  }

  @Test
  void shouldStayBusyThroughAPause() {
    alternate(90, 10, 30);
    assertThat(alternate(10, 90, 5)).isZero();
    assertThat(alternate(90, 10, 30)).isZero();
    assertThat(load.isBusy()).isTrue();
  }

  @Test
  void shouldComeToRestWhenThereIsLittleToDo() {
    alternate(90, 10, 30);
    assertThat(alternate(10, 90, 60)).isEqualTo(1);
    assertThat(load.isBusy()).isFalse();
  }

  @Test
  void shouldComeToRestWithTheFirstPacketAfterASleep() {
    alternate(90, 10, 30);
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(load.add(now, now + MICRO)).isTrue();
    assertThat(load.isBusy()).isFalse();
  }

  @Test
  void shouldNotSwingWhenItWorksMoreThanLittleAndLessThanMuch() {
    assertThat(alternate(40, 60, 200)).isZero();
    alternate(60, 40, 30);
    assertThat(alternate(40, 60, 200)).isZero();
    assertThat(load.isBusy()).isTrue();
  }
}
