package io.peerway.tools.scenario;

/** A step did not come out as it should. */
public final class StepFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StepFailure(String expected, String seen) {
    super("expected %s, but saw %s".formatted(expected, seen));
  }
}
