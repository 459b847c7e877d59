package io.peerway.control.auth;

import io.peerway.control.model.Scope;

/** Decides who makes a call, and whether they may. */
@FunctionalInterface
public interface Authenticator {
  /**
   * The account and region that a call is made in.
   *
   * @param scope what the request says of itself
   * @param action of the API that it asks for, perhaps one that does not exist
   * @throws AuthException if the request does not prove what it says, or its key may not do this
   */
  Scope authenticate(SignedRequest request, CredentialScope scope, String action);

  /** Whether a request has to prove what it says. */
  default boolean verifies() {
    return true;
  }

  /** Believes every request; fit only for an endpoint that nobody else can reach. */
  static Authenticator believing() {
    return new Authenticator() {
      @Override
      public Scope authenticate(SignedRequest request, CredentialScope scope, String action) {
        return scope.caller();
      }

      @Override
      public boolean verifies() {
        return false;
      }
    };
  }
}
