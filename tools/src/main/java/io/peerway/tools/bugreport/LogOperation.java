package io.peerway.tools.bugreport;

import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.Operation;
import io.peerway.tools.operator.OperationName;
import java.util.List;

/** Tells what the router logged lately. */
public final class LogOperation implements Operation<NoArguments> {

  private final RecentLog log;

  public LogOperation(RecentLog log) {
    this.log = log;
  }

  @Override
  public String name() {
    return OperationName.LOG;
  }

  @Override
  public Class<NoArguments> argumentsType() {
    return NoArguments.class;
  }

  @Override
  public List<String> run(NoArguments arguments) {
    return log.lines();
  }
}
