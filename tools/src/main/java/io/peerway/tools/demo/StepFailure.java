package io.peerway.tools.demo;

/** A step did not come out as it should. */
final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailure(String expected, String seen) {
    super("expected %s, but saw %s".formatted(expected, seen));
  }
}
