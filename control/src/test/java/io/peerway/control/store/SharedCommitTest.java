package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SharedCommitTest {
  private final ScriptedStore store = new ScriptedStore();
  private final Ledger ledger = new Ledger(store);
  private final ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void end() {
    writers.shutdownNow();
  }

  private static AccountRegion region(int number) {
    return Regions.region("region-" + number, "dopt");
  }

  private int put(int number) {
    return ledger.change(
        draft -> {
          draft.put(region(number));
          return number;
        });
  }

  private boolean has(int number) {
    return ledger.inventory().find(AccountRegion.KIND, region(number).id()).isPresent();
  }

  @Test
  void shouldCommitTogetherWhatCameWhileACommitWasUnderWay() throws Exception {
    List<Future<Integer>> changes = putWhileTheStoreIsBusy(1, 2, 3, 4, 5);

    for (int i = 0; i < changes.size(); i++) {
      assertThat(changes.get(i).get()).isEqualTo(i + 1);
      assertThat(has(i + 1)).isTrue();
    }
    assertThat(store.sizes).containsExactly(1, 4);
  }

  @Test
  void shouldRefuseOnlyTheChangeThatTheStoreCannotTake() throws Exception {
    store.refused = region(3).id();

    List<Future<Integer>> changes = putWhileTheStoreIsBusy(1, 2, 3, 4);

    assertThatThrownBy(() -> changes.get(2).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(StoreException.class);
    assertThat(changes.get(3).get()).isEqualTo(4);
    assertThat(List.of(has(1), has(2), has(3), has(4))).containsExactly(true, true, false, true);
  }

  @Test
  void shouldShowEachChangeWhatTheOnesBeforeItWrote() throws Exception {
    CountDownLatch open = store.hold();
    Future<Integer> first = writers.submit(() -> put(1));
    store.awaitBusy();
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 2; i < 6; i++) {
      counts.add(
          writers.submit(
              () ->
                  ledger.change(
                      draft -> {
                        int count = draft.inventory().count(AccountRegion.KIND);
                        draft.put(region(100 + count));
                        return count;
                      })));
    }
    open.countDown();
    first.get();

    List<Integer> seen = new ArrayList<>();
    for (Future<Integer> count : counts) {
      seen.add(count.get());
    }
    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @Test
  void shouldDropWhatAChangeWroteBeforeItThrew() throws Exception {
    CountDownLatch open = store.hold();
    Future<Integer> first = writers.submit(() -> put(1));
    store.awaitBusy();
    Future<Object> failing =
        writers.submit(
            () ->
                ledger.change(
                    draft -> {
                      draft.put(region(2));
                      throw new IllegalArgumentException("no");
                    }));
    Future<Integer> last = writers.submit(() -> put(3));
    open.countDown();

    first.get();
    last.get();
    assertThatThrownBy(failing::get).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(has(2)).isFalse();
    assertThat(has(3)).isTrue();
  }

  @Test
  void shouldTryAgainAfterAConflict() {
    store.conflicts = 3;

    assertThat(put(1)).isEqualTo(1);

    assertThat(has(1)).isTrue();
  }

  @Test
  void shouldTellTheOtherListenersWhereOneFails() {
    List<Long> seen = new ArrayList<>();
    ledger.listen(
        (before, after, commit, at) -> {
          throw new IllegalStateException("broken");
        });
    ledger.listen((before, after, commit, at) -> seen.add(commit.revision()));

    assertThat(put(1)).isEqualTo(1);

    assertThat(seen).containsExactly(1L);
  }

  @Test
  void shouldCommitNothingForAChangeThatWritesNothing() {
    Inventory before = ledger.inventory();

    assertThat(ledger.<String>change(draft -> "read")).isEqualTo("read");

    assertThat(store.sizes).isEmpty();
    assertThat(ledger.inventory()).isSameAs(before);
  }

  /** The first one is being committed while the others come. */
  private List<Future<Integer>> putWhileTheStoreIsBusy(int... numbers) throws InterruptedException {
    CountDownLatch open = store.hold();
    List<Future<Integer>> changes = new ArrayList<>();
    for (int number : numbers) {
      changes.add(writers.submit(() -> put(number)));
      store.awaitBusy();
      while (ledger.waiting() < changes.size() - 1) {
        Thread.onSpinWait();
      }
    }
    open.countDown();
    return changes;
  }

  /** A store in memory that can be made slow, busy and unwilling. */
  private static final class ScriptedStore implements Store {
    private final MemoryStore memory = new MemoryStore();
    private final List<Integer> sizes = new ArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch busy = new CountDownLatch(0);
    private String refused = "";
    private int conflicts;

    CountDownLatch hold() {
      busy = new CountDownLatch(1);
      gate = new CountDownLatch(1);
      return gate;
    }

    void awaitBusy() throws InterruptedException {
      busy.await();
    }

    @Override
    public long commit(List<Change> changes) {
      busy.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new StoreException("interrupted", e);
      }
      if (changes.stream().anyMatch(change -> change.id().equals(refused))) {
        throw new StoreException("not this one");
      }
      if (conflicts > 0) {
        conflicts--;
        throw new ConflictException("somebody was faster");
      }
      sizes.add(changes.size());
      return memory.commit(changes);
    }

    @Override
    public long load(BiConsumer<Entity, Long> each) {
      return memory.load(each);
    }

    @Override
    public void watch(Consumer<Commit> watcher) {
      memory.watch(watcher);
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
