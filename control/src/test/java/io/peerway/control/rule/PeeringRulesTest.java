package io.peerway.control.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.model.PeeringConnection;
import io.peerway.control.model.PeeringSide;
import io.peerway.control.model.PeeringState;
import io.peerway.control.model.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state, every action, every actor, against the table in {@code peering-actions.txt}. */
class PeeringRulesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Map<String, String> REGIONS =
      Map.of("R", "eu-west-1", "A", "us-west-1", "X", "ap-south-1");

  record Case(
      boolean twoAccounts,
      boolean twoRegions,
      String state,
      String action,
      String actor,
      String outcome) {
    String account(String role) {
      return switch (role) {
        case "req" -> "111111111111";
        case "acc" -> twoAccounts ? "222222222222" : "111111111111";
        case "own" -> "111111111111";
        default -> "333333333333";
      };
    }

    PeeringConnection connection() {
      String accepterRegion = REGIONS.get(twoRegions ? "A" : "R");
      PeeringConnection request =
          PeeringConnection.request(
              "pcx-1",
              new PeeringSide(new Scope(account("req"), REGIONS.get("R")), "vpc-1", false),
              new PeeringSide(new Scope(account("acc"), accepterRegion), "vpc-2", false),
              NOW);
      return inState(request, state);
    }

    Scope scope() {
      String[] parts = actor.split("@", -1);
      return new Scope(account(parts[0]), REGIONS.get(parts[1]));
    }
  }

  static PeeringConnection inState(PeeringConnection request, String state) {
    Optional<String> somebody = Optional.of(request.requester().scope().account());
    return switch (state) {
      case "initiating-request" -> request;
      case "failed" -> request.ended(PeeringState.FAILED, NOW, Optional.empty());
      case "pending-acceptance" -> request.in(PeeringState.PENDING_ACCEPTANCE);
      case "expired" ->
          inState(request, "pending-acceptance").ended(PeeringState.EXPIRED, NOW, Optional.empty());
      case "rejected" ->
          inState(request, "pending-acceptance").ended(PeeringState.REJECTED, NOW, somebody);
      case "provisioning" -> inState(request, "pending-acceptance").in(PeeringState.PROVISIONING);
      case "active" -> inState(request, "provisioning").in(PeeringState.ACTIVE);
      case "deleting" -> inState(request, "active").in(PeeringState.DELETING);
      case "deleted" -> inState(request, "active").ended(PeeringState.DELETED, NOW, somebody);
      default -> throw new IllegalArgumentException(state);
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldFollowTheTable(Case given) {
    PeeringAction action = PeeringAction.valueOf(given.action().toUpperCase(Locale.ROOT));

    PeeringOutcome outcome =
        PeeringRules.act(action, given.connection(), given.scope(), NOW.plusSeconds(1));

    assertThat(describe(outcome)).isEqualTo(given.outcome());
  }

  @Test
  void shouldCoverEveryStateAndAction() throws IOException {
    List<Case> cases = cases();

    for (PeeringState state : PeeringState.values()) {
      for (PeeringAction action : PeeringAction.values()) {
        assertThat(cases)
            .filteredOn(c -> c.state().equals(state.code()) && c.action().equals(action.verb()))
            .as("%s %s", state.code(), action.verb())
            .hasSize(8 + 5 + 5 + 3);
      }
    }
  }

  @Test
  void shouldPassThroughTheStatesInBetween() {
    PeeringConnection pending =
        new Case(true, true, "pending-acceptance", "accept", "acc@A", "").connection();
    Scope accepter = pending.accepter().scope();

    PeeringOutcome accepted = PeeringRules.act(PeeringAction.ACCEPT, pending, accepter, NOW);
    assertThat(states(accepted)).containsExactly(PeeringState.PROVISIONING, PeeringState.ACTIVE);

    PeeringConnection active = ((PeeringOutcome.Done) accepted).last();
    assertThat(states(PeeringRules.act(PeeringAction.DELETE, active, accepter, NOW)))
        .containsExactly(PeeringState.DELETING, PeeringState.DELETED);
  }

  @Test
  void shouldNotPassThroughDeletingWithinARegion() {
    PeeringConnection active = new Case(true, false, "active", "delete", "acc@R", "").connection();

    assertThat(
            states(PeeringRules.act(PeeringAction.DELETE, active, active.requester().scope(), NOW)))
        .containsExactly(PeeringState.DELETED);
  }

  @Test
  void shouldRefuseToAcceptOnceTheRequestExpired() {
    PeeringConnection pending =
        new Case(true, true, "pending-acceptance", "accept", "acc@A", "").connection();
    Scope accepter = pending.accepter().scope();
    Instant deadline = NOW.plus(Duration.ofDays(7));

    assertThat(
            describe(
                PeeringRules.act(PeeringAction.ACCEPT, pending, accepter, deadline.minusMillis(1))))
        .isEqualTo("-> active");
    assertThat(describe(PeeringRules.act(PeeringAction.ACCEPT, pending, accepter, deadline)))
        .isEqualTo("state");
  }

  private static List<PeeringState> states(PeeringOutcome outcome) {
    return ((PeeringOutcome.Done) outcome).steps().stream().map(PeeringConnection::state).toList();
  }

  private static String describe(PeeringOutcome outcome) {
    return switch (outcome) {
      case PeeringOutcome.Done done -> "-> " + done.last().state().code();
      case PeeringOutcome.Refused(PeeringOutcome.Reason reason) ->
          switch (reason) {
            case NOT_FOUND -> "not-found";
            case WRONG_REGION -> "region";
            case NOT_PERMITTED -> "permit";
            case WRONG_STATE -> "state";
          };
    };
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                PeeringRulesTest.class.getResourceAsStream("peering-actions.txt"),
                StandardCharsets.UTF_8))) {
      String title = "";
      List<String> actors = List.of();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (line.contains(" account")) {
          title = line;
        } else if (line.startsWith("state ")) {
          actors = cells.subList(2, cells.size());
        } else if (!line.isBlank() && !line.startsWith("#")) {
          for (int i = 0; i < actors.size(); i++) {
            cases.add(
                new Case(
                    title.startsWith("two accounts"),
                    title.endsWith("two regions"),
                    cells.get(0),
                    cells.get(1),
                    actors.get(i),
                    cells.get(i + 2)));
          }
        }
      }
    }
    return cases;
  }
}
