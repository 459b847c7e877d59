package io.peerway.dataplane.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpeningBudgetTest {
  private static final int PER_SECOND = 1000;
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final OpeningBudget budget = new OpeningBudget(PER_SECOND);
  private long now = -5;

  private int spendAll() {
    budget.setTime(now);
    budget.noteKnown();
    int spent = 0;
    while (!budget.isSpent()) {
      budget.spend();
      spent++;
    }
    return spent;
  }

  @Test
  void shouldBeginWithWhatATenthOfASecondHas() {
    assertThat(spendAll()).isEqualTo(PER_SECOND / 10);
  }

  @Test
  void shouldGainWithTime() {
    spendAll();
    now += MILLISECOND - 1;
    assertThat(spendAll()).isZero();
    now += 1;
    assertThat(spendAll()).isEqualTo(1);
    now += 7 * MILLISECOND;
    assertThat(spendAll()).isEqualTo(7);
  }

  @Test
  void shouldSaveNoMoreThanATenthOfASecond() {
    spendAll();
    now += TimeUnit.HOURS.toNanos(1);
    assertThat(spendAll()).isEqualTo(PER_SECOND / 10);
  }

  @Test
  void shouldGiveASecondItsNumberInSmallSteps() {
    spendAll();
    int spent = 0;
    for (int step = 0; step < 10_000; step++) {
      now += MILLISECOND / 10;
      spent += spendAll();
    }
    assertThat(spent).isEqualTo(PER_SECOND);
  }

  @Test
  void shouldGainNothingWhenTimeGoesBack() {
    spendAll();
    now -= MILLISECOND;
    assertThat(spendAll()).isZero();
  }

  @Test
  void shouldAllowAtLeastOneHoweverFewAreAllowedASecond() {
    OpeningBudget slow = new OpeningBudget(1);
    slow.setTime(now);
    slow.noteKnown();
    assertThat(slow.isSpent()).isFalse();
  }

  @Test
  void shouldNotLimitWhereNoPacketOfAKnownFlowCame() {
    budget.setTime(now);
    for (int i = 0; i < 2 * PER_SECOND; i++) {
      assertThat(budget.isSpent()).isFalse();
      budget.spend();
    }
    budget.noteKnown();
    assertThat(budget.isSpent()).isTrue();
  }

  @Test
  void shouldLimitForTenMillisecondsAfterAPacketOfAKnownFlow() {
    OpeningBudget slow = new OpeningBudget(1);
    slow.setTime(now);
    slow.noteKnown();
    slow.spend();
    slow.setTime(now + 10 * MILLISECOND - 1);
    assertThat(slow.isSpent()).isTrue();
    slow.setTime(now + 10 * MILLISECOND);
    assertThat(slow.isSpent()).isFalse();
  }

  @Test
  void shouldOweNothingForWhatWasSpentWithoutLimit() {
    budget.setTime(now);
    for (int i = 0; i < 2 * PER_SECOND; i++) {
      budget.spend();
    }
    now += MILLISECOND;
    assertThat(spendAll()).isEqualTo(1);
  }
}
