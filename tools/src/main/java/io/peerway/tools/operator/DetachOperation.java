package io.peerway.tools.operator;

import io.peerway.dataplane.io.Router;
import io.peerway.tools.attach.Attachments;

/** Takes a VPC's device out of its network namespace. */
public final class DetachOperation implements Operation<DetachArguments> {

  private final Attachments attachments;
  private final Router router;

  public DetachOperation(Attachments attachments, Router router) {
    this.attachments = attachments;
    this.router = router;
  }

  @Override
  public String name() {
    return OperationName.DETACH;
  }

  @Override
  public Class<DetachArguments> argumentsType() {
    return DetachArguments.class;
  }

  @Override
  public PortReport run(DetachArguments arguments) {
    return PortsOperation.report(attachments.detach(arguments.vpc()), router.state());
  }
}
