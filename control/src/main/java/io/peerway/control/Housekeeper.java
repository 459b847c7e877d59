package io.peerway.control;

import io.peerway.control.rule.Retention;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.StoreException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears away, every minute, what time has ended. */
final class Housekeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

  private final Ledger ledger;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("peerway-housekeeper").factory());

  private Housekeeper(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  static Housekeeper start(Ledger ledger, InstantSource clock) {
    Housekeeper housekeeper = new Housekeeper(ledger, clock);
    var _ = housekeeper.timer.scheduleWithFixedDelay(housekeeper::run, 1, 1, TimeUnit.MINUTES);
    return housekeeper;
  }

  private void run() {
    try {
      ledger.change(
          draft -> {
            Retention.apply(draft, clock.instant());
            return draft;
          });
    } catch (StoreException failed) {
      LOG.warn("Housekeeping has to wait", failed);
    } catch (RuntimeException bug) {
      // Thrown on, it would end the timer without a word.
      LOG.error("Housekeeping failed", bug);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
