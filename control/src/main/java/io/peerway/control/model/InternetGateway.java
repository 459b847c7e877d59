package io.peerway.control.model;

import java.util.List;
import java.util.Optional;

/**
 * An internet gateway. There is no internet here: packets that a route leads to it are dropped, and
 * a peer's routes cannot lead to it at all.
 *
 * @param vpcId the VPC that it is attached to
 */
public record InternetGateway(String id, Scope scope, Optional<String> vpcId) implements Entity {
  public static final Index<InternetGateway, Scope> BY_SCOPE = Index.on(InternetGateway::scope);
  public static final Index<InternetGateway, String> BY_VPC =
      Index.onEach(gateway -> gateway.vpcId().stream().toList());
  public static final Kind<InternetGateway> KIND =
      new Kind<>("internet-gateway", InternetGateway.class, List.of(BY_SCOPE, BY_VPC));

  @Override
  public Kind<InternetGateway> kind() {
    return KIND;
  }

  public boolean isAttachedTo(String vpc) {
    return vpcId.filter(vpc::equals).isPresent();
  }

  public InternetGateway attachedTo(Optional<String> vpc) {
    return new InternetGateway(id, scope, vpc);
  }
}
