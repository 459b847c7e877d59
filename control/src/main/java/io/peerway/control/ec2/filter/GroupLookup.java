package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.Vpc;
import io.peerway.control.rule.VpcSetup;
import java.util.Optional;

/** Finds the security groups that calls name, by id or, in the default VPC, by name. */
final class GroupLookup {
  private GroupLookup() {}

  /** The group that {@code GroupId} or {@code GroupName} names. */
  static SecurityGroup required(Call call) {
    Optional<String> id = call.parameters().text("GroupId");
    Optional<String> name = call.parameters().text("GroupName");
    if (id.isPresent() && name.isPresent()) {
      throw Errors.invalidCombination(
          "The parameter 'groupName' may not be used in combination with 'groupId'");
    }
    return id.map(given -> Lookup.SECURITY_GROUP.find(call, given))
        .or(() -> name.map(given -> named(call, given)))
        .orElseThrow(
            () ->
                new Ec2Exception(
                    "MissingParameter",
                    "The request must contain the parameter groupName or groupId"));
  }

  /** The group of the default VPC with this name. */
  static SecurityGroup named(Call call, String name) {
    Optional<Vpc> vpc = VpcSetup.findDefault(call.inventory(), call.caller());
    Optional<SecurityGroup> found =
        vpc.flatMap(
            v ->
                call.inventory().by(SecurityGroup.BY_VPC, v.id()).stream()
                    .filter(group -> group.name().equals(name))
                    .findFirst());
    if (found.isPresent()) {
      return found.get();
    }
    boolean elsewhere =
        call.inventory().by(SecurityGroup.BY_SCOPE, call.caller()).stream()
            .anyMatch(group -> group.name().equals(name));
    if (elsewhere) {
      throw Errors.invalidValue(
          "Invalid value '"
              + name
              + "' for groupName. You may not reference Amazon VPC security groups by name."
              + " Please use the corresponding id for this operation.");
    }
    throw new Ec2Exception(
        "InvalidGroup.NotFound",
        "The security group '"
            + name
            + "' does not exist"
            + vpc.map(v -> " in default VPC '" + v.id() + "'").orElse(""));
  }

  /** The group with this id, of the given account or of the caller's, in the caller's region. */
  static SecurityGroup ofAnybody(Call call, Optional<String> account, String id) {
    String owner = account.orElse(call.caller().account());
    return call.inventory()
        .find(SecurityGroup.KIND, id)
        .filter(group -> group.scope().account().equals(owner))
        .filter(group -> group.scope().region().equals(call.caller().region()))
        .orElseThrow(() -> Lookup.SECURITY_GROUP.notFound(id));
  }
}
