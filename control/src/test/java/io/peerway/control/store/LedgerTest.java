package io.peerway.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Change;
import io.peerway.control.model.Entity;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final MemoryStore store = new MemoryStore();
  private final Ledger ledger = new Ledger(store);

  private static RouteTable table(int number, String vpc) {
    return StoreContract.table("rtb-" + number, vpc);
  }

  @Test
  void shouldShowAChangeOnceItIsCommitted() {
    Inventory before = ledger.inventory();

    String result =
        ledger.change(
            draft -> {
              draft.put(table(1, "vpc-1"));
              assertThat(ledger.inventory().count(RouteTable.KIND)).isZero();
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(ledger.inventory().find(RouteTable.KIND, "rtb-1")).contains(table(1, "vpc-1"));
    assertThat(before.count(RouteTable.KIND)).isZero();
  }

  @Test
  void shouldChangeNothingWhenTheWorkFails() {
    assertThatThrownBy(
            () ->
                ledger.change(
                    draft -> {
                      draft.put(table(1, "vpc-1"));
                      throw new IllegalArgumentException("no");
                    }))
        .hasMessage("no");

    assertThat(ledger.inventory().count(RouteTable.KIND)).isZero();
    assertThat(ledger.<Integer>change(draft -> draft.inventory().count(RouteTable.KIND))).isZero();
  }

  @Test
  void shouldChangeNothingWhenTheStoreFails() {
    Ledger onBroken = new Ledger(new BrokenStore());

    assertThatThrownBy(
            () ->
                onBroken.change(
                    draft -> {
                      draft.put(table(1, "vpc-1"));
                      return 0;
                    }))
        .isInstanceOf(StoreException.class);

    assertThat(onBroken.inventory().count(RouteTable.KIND)).isZero();
  }

  @Test
  void shouldStartWithWhatTheStoreHas() {
    store.commit(List.of(StoreContract.put(table(1, "vpc-1"), 0)));

    Ledger next = new Ledger(store);
    next.change(
        draft -> {
          draft.put(table(1, "vpc-2"));
          return 0;
        });

    assertThat(ledger.inventory().find(RouteTable.KIND, "rtb-1")).contains(table(1, "vpc-2"));
  }

  @Test
  void shouldTryAgainWhenAnotherWriterCameFirst() {
    AtomicInteger runs = new AtomicInteger();

    ledger.change(
        draft -> {
          int others = draft.inventory().count(RouteTable.KIND);
          if (runs.incrementAndGet() == 1) {
            store.commit(List.of(StoreContract.put(table(1, "vpc-9"), 0)));
          }
          draft.put(table(1, "vpc-" + others));
          return 0;
        });

    assertThat(runs).hasValue(2);
    assertThat(ledger.inventory().find(RouteTable.KIND, "rtb-1")).contains(table(1, "vpc-1"));
  }

  @Test
  void shouldMakeOneChangeAtATime() throws Exception {
    ledger.change(
        draft -> {
          draft.put(table(0, "0"));
          return 0;
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        var _ =
            threads.submit(
                () -> {
                  for (int n = 0; n < 250; n++) {
                    ledger.change(
                        draft -> {
                          RouteTable old =
                              draft.inventory().find(RouteTable.KIND, "rtb-0").orElseThrow();
                          int next = Integer.parseInt(old.vpcId()) + 1;
                          draft.put(table(0, Integer.toString(next)));
                          return next;
                        });
                  }
                });
      }
    }

    assertThat(ledger.inventory().find(RouteTable.KIND, "rtb-0")).contains(table(0, "1000"));
  }

  @Test
  void shouldTellListenersWhatWasAndWhatIs() {
    List<String> heard = new ArrayList<>();
    ledger.listen(
        (before, after, commit, at) ->
            heard.add(
                commit.changes().size()
                    + ": "
                    + before.count(RouteTable.KIND)
                    + " -> "
                    + after.count(RouteTable.KIND)));

    ledger.change(
        draft -> {
          draft.put(table(1, "vpc-1"));
          draft.put(table(2, "vpc-1"));
          return 0;
        });
    ledger.change(draft -> 0);
    ledger.change(
        draft -> {
          draft.delete(table(1, "vpc-1"));
          return 0;
        });

    assertThat(heard).containsExactly("2: 0 -> 2", "1: 2 -> 1");
  }

  private static final class BrokenStore implements Store {
    @Override
    public long load(BiConsumer<Entity, Long> each) {
      return 0;
    }

    @Override
    public long commit(List<Change> changes) {
      throw new StoreException("the disk is full");
    }

    @Override
    public void watch(Consumer<Commit> watcher) {}

    @Override
    public void close() {}
  }
}
