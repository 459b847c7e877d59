package io.peerway.control.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.rule.PeeringRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeeringVisibilityTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Scope REQUESTER = new Scope("111111111111", "eu-west-1");
  private static final Scope ACCEPTER = new Scope("222222222222", "us-west-1");

  private static PeeringConnection pending(Scope requester, Scope accepter) {
    return PeeringRules.submit(
            PeeringConnection.request(
                "pcx-1",
                new PeeringSide(requester, "vpc-1", false),
                new PeeringSide(accepter, "vpc-2", false),
                NOW))
        .last();
  }

  private static PeeringConnection ended(Scope requester, Scope accepter, String state, String by) {
    PeeringConnection pending = pending(requester, accepter);
    PeeringConnection active = pending.in(PeeringState.PROVISIONING).in(PeeringState.ACTIVE);
    Optional<String> account =
        switch (by) {
          case "requester" -> Optional.of(requester.account());
          case "accepter" -> Optional.of(accepter.account());
          default -> Optional.empty();
        };
    return switch (state) {
      case "failed" -> pending.ended(PeeringState.FAILED, NOW, account);
      case "expired" -> pending.ended(PeeringState.EXPIRED, NOW, account);
      case "rejected" -> pending.ended(PeeringState.REJECTED, NOW, account);
      default -> active.ended(PeeringState.DELETED, NOW, account);
    };
  }

  @ParameterizedTest(name = "{0} by {1}: requester {2} h, accepter {3} h")
  @CsvSource({
    "failed, nobody, 2, 0",
    "expired, nobody, 48, 48",
    "rejected, accepter, 48, 2",
    "deleted, requester, 2, 48",
    "deleted, accepter, 48, 2",
  })
  void shouldStayVisibleToEachSideForItsTime(
      String state, String by, int requesterHours, int accepterHours) {
    PeeringConnection pcx = ended(REQUESTER, ACCEPTER, state, by);

    assertVisibleFor(pcx, REQUESTER, requesterHours);
    assertVisibleFor(pcx, ACCEPTER, accepterHours);
    int longest = Math.max(requesterHours, accepterHours);
    assertThat(pcx.isForgotten(NOW.plus(Duration.ofHours(longest)).minusMillis(1))).isFalse();
    assertThat(pcx.isForgotten(NOW.plus(Duration.ofHours(longest)))).isTrue();
  }

  @ParameterizedTest(name = "{0} by {1}: {2} h")
  @CsvSource({
    "failed, nobody, 2",
    "expired, nobody, 48",
    "rejected, accepter, 2",
    "deleted, requester, 2",
  })
  void shouldStayVisibleWithinAnAccountForItsTime(String state, String by, int hours) {
    Scope elsewhere = new Scope(REQUESTER.account(), "us-west-1");

    assertVisibleFor(ended(REQUESTER, REQUESTER, state, by), REQUESTER, hours);
    assertVisibleFor(ended(REQUESTER, elsewhere, state, by), REQUESTER, hours);
    int accepterHours = state.equals("failed") ? 0 : hours;
    assertVisibleFor(ended(REQUESTER, elsewhere, state, by), elsewhere, accepterHours);
  }

  @Test
  void shouldNeverBeVisibleToOthersNorElsewhere() {
    PeeringConnection pcx = pending(REQUESTER, ACCEPTER);

    assertThat(pcx.isVisibleTo(REQUESTER, NOW)).isTrue();
    assertThat(pcx.isVisibleTo(ACCEPTER, NOW)).isTrue();
    assertThat(pcx.isVisibleTo(new Scope("333333333333", REQUESTER.region()), NOW)).isFalse();
    assertThat(pcx.isVisibleTo(new Scope(REQUESTER.account(), ACCEPTER.region()), NOW)).isFalse();
  }

  @Test
  void shouldExpireAfterAWeekAndBeForgottenTwoDaysLater() {
    PeeringConnection pcx = pending(REQUESTER, ACCEPTER);
    Instant deadline = NOW.plus(Duration.ofDays(7));

    assertThat(pcx.at(deadline.minusMillis(1)).state()).isEqualTo(PeeringState.PENDING_ACCEPTANCE);
    assertThat(pcx.at(deadline).state()).isEqualTo(PeeringState.EXPIRED);
    assertThat(pcx.isVisibleTo(ACCEPTER, deadline.plus(Duration.ofDays(2)).minusMillis(1)))
        .isTrue();
    assertThat(pcx.isForgotten(deadline.plus(Duration.ofDays(2)))).isTrue();
  }

  @Test
  void shouldOnlyEverFollowTheLifecycle() {
    for (PeeringState from : PeeringState.values()) {
      assertThat(from.isFinal()).isEqualTo(from.next().isEmpty());
      assertThat(from.next()).doesNotContain(from, PeeringState.INITIATING_REQUEST);
    }
  }

  private static void assertVisibleFor(PeeringConnection pcx, Scope scope, int hours) {
    Instant end = NOW.plus(Duration.ofHours(hours));
    assertThat(pcx.isVisibleTo(scope, end)).as("%s at the end", pcx.state()).isFalse();
    assertThat(pcx.isVisibleTo(scope, end.minusMillis(1)))
        .as("%s just before the end", pcx.state())
        .isEqualTo(hours > 0);
  }
}
