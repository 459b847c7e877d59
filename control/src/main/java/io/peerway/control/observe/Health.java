package io.peerway.control.observe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.peerway.control.compile.Publisher;
import io.peerway.control.store.Ledger;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the router is well: its store took the last change, and its workers forward by what was
 * published.
 */
public final class Health {
  // A worker that is only busy takes a new state within milliseconds.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Publisher publisher;

  public Health(Ledger ledger, Publisher publisher) {
    this.ledger = ledger;
    this.publisher = publisher;
  }

  /** What is wrong, for people; empty if nothing is. */
  public Optional<String> trouble() {
    return ledger.trouble().or(this::lag);
  }

  private Optional<String> lag() {
    Duration behind = publisher.behind();
    return behind.compareTo(PATIENCE) > 0
        ? Optional.of(
            "A worker has not forwarded by what was published for " + behind.toMillis() + " ms.")
        : Optional.empty();
  }

  /**
   * A JSON object: {@code status} ({@code ok} or {@code trouble}), {@code trouble} if there is any,
   * the store's {@code revision}, the {@code generation} that was published last, and the one that
   * was {@code reached} by every worker.
   */
  public String json(Optional<String> trouble) {
    ObjectNode health = JsonNodeFactory.instance.objectNode();
    health.put("status", trouble.isEmpty() ? "ok" : "trouble");
    trouble.ifPresent(why -> health.put("trouble", why));
    health.put("revision", ledger.revision());
    health.put("generation", publisher.generation());
    health.put("reached", publisher.reached());
    return health.toString();
  }
}
