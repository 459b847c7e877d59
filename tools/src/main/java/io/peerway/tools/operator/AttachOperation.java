package io.peerway.tools.operator;

import io.peerway.tools.attach.Attachments;
import io.peerway.tools.attach.Attachments.Attachment;
import io.peerway.tools.attach.HostAddress;
import java.util.OptionalInt;

/** Gives a VPC's device to a network namespace. */
public final class AttachOperation implements Operation<AttachArguments> {

  private final Attachments attachments;

  public AttachOperation(Attachments attachments) {
    this.attachments = attachments;
  }

  @Override
  public String name() {
    return OperationName.ATTACH;
  }

  @Override
  public Class<AttachArguments> argumentsType() {
    return AttachArguments.class;
  }

  @Override
  public AttachReport run(AttachArguments arguments) {
    OptionalInt mtu =
        arguments.mtu() == null ? OptionalInt.empty() : OptionalInt.of(arguments.mtu());
    Attachment attachment =
        attachments.attach(
            arguments.vpc(),
            arguments.namespace(),
            arguments.addresses(),
            arguments.dhcp(),
            mtu,
            arguments.groups());
    return new AttachReport(
        arguments.vpc(),
        attachment.port().spec().device(),
        attachment.namespace(),
        attachment.hardwareAddress(),
        attachment.addresses().stream().map(HostAddress::text).toList(),
        attachment.gateways(),
        attachment.mtu(),
        attachment.groups());
  }
}
