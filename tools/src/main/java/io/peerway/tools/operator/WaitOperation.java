package io.peerway.tools.operator;

import io.peerway.control.compile.Publisher;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.Duration;

/** Waits until every worker forwards by a generation. */
public final class WaitOperation implements Operation<WaitArguments> {

  private final Publisher publisher;

  public WaitOperation(Publisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public String name() {
    return OperationName.WAIT;
  }

  @Override
  public Class<WaitArguments> argumentsType() {
    return WaitArguments.class;
  }

  @Override
  public WaitReport run(WaitArguments arguments) {
    long wanted = arguments.generation();
    Duration patience = Duration.ofMillis(arguments.timeoutMillis());
    try {
      if (publisher.awaitReached(wanted, patience)) {
        return new WaitReport(wanted, publisher.reached());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UserException(
        ExitStatus.FAILED,
        "generation %d was not reached within %s s: the last one published is %d, and every worker forwards by %d"
            .formatted(
                wanted, patience.toMillis() / 1e3, publisher.generation(), publisher.reached()));
  }
}
