package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.RouteTable;
import io.peerway.control.model.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must do. */
abstract class StoreContract {
  private static final Scope SCOPE = new Scope("111111111111", "eu-west-1");

  private Store store;

  /** An empty store. */
  abstract Store open();

  @BeforeEach
  void start() {
    store = open();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  static RouteTable table(String id, String vpc) {
    return new RouteTable(id, SCOPE, vpc);
  }

  static Change put(RouteTable table, long expected) {
    return new Change(RouteTable.KIND, table.id(), expected, Optional.of(table));
  }

  static Change delete(String id, long expected) {
    return new Change(RouteTable.KIND, id, expected, Optional.empty());
  }

  private Map<Entity, Long> load() {
    Map<Entity, Long> all = new HashMap<>();
    store.load(all::put);
    return all;
  }

  @Test
  void shouldStartEmptyAtRevisionZero() {
    assertThat(store.load((entity, revision) -> {})).isZero();
    assertThat(load()).isEmpty();
  }

  @Test
  void shouldGiveEachEntityTheRevisionOfItsLastCommit() {
    RouteTable one = table("rtb-1", "vpc-1");
    RouteTable two = table("rtb-2", "vpc-1");

    long first = store.commit(List.of(put(one, 0), put(two, 0)));
    RouteTable changed = table("rtb-2", "vpc-2");
    long second = store.commit(List.of(put(changed, first)));

    assertThat(second).isGreaterThan(first);
    assertThat(load()).isEqualTo(Map.of(one, first, changed, second));
    assertThat(store.load((entity, revision) -> {})).isEqualTo(second);
  }

  @Test
  void shouldForgetWhatIsDeleted() {
    long first = store.commit(List.of(put(table("rtb-1", "vpc-1"), 0)));
    store.commit(List.of(delete("rtb-1", first)));

    assertThat(load()).isEmpty();
    // It can come again.
    store.commit(List.of(put(table("rtb-1", "vpc-1"), 0)));
    assertThat(load()).hasSize(1);
  }

  @Test
  void shouldChangeNothingWhenOneEntityIsNotAtItsExpectedRevision() {
    long first = store.commit(List.of(put(table("rtb-1", "vpc-1"), 0)));
    List<Commit> seen = new ArrayList<>();
    store.watch(seen::add);

    List<List<Change>> conflicts =
        List.of(
            List.of(put(table("rtb-2", "vpc-1"), 0), put(table("rtb-1", "vpc-2"), 0)),
            List.of(put(table("rtb-2", "vpc-1"), 0), put(table("rtb-1", "vpc-2"), first + 1)),
            List.of(put(table("rtb-2", "vpc-1"), 0), delete("rtb-1", first + 1)),
            List.of(put(table("rtb-2", "vpc-1"), 0), delete("rtb-3", first)));
    for (List<Change> changes : conflicts) {
      assertThatThrownBy(() -> store.commit(changes)).isInstanceOf(ConflictException.class);
    }

    assertThat(load()).isEqualTo(Map.of(table("rtb-1", "vpc-1"), first));
    assertThat(seen).isEmpty();
  }

  @Test
  void shouldTellEveryWatcherOfEveryCommitBeforeItReturns() {
    List<Commit> one = new ArrayList<>();
    List<Commit> other = new ArrayList<>();
    store.watch(one::add);
    List<Change> first = List.of(put(table("rtb-1", "vpc-1"), 0));
    long firstRevision = store.commit(first);
    store.watch(other::add);
    List<Change> second = List.of(delete("rtb-1", firstRevision));
    long secondRevision = store.commit(second);

    assertThat(one)
        .containsExactly(new Commit(firstRevision, first), new Commit(secondRevision, second));
    assertThat(other).containsExactly(new Commit(secondRevision, second));
  }
}
