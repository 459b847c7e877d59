package io.peerway.tools.operator;

/** The names by which requests ask for operations. */
public final class OperationName {

  public static final String ATTACH = "attach";
  public static final String CAPTURE = "capture";
  public static final String DETACH = "detach";
  public static final String EXPLAIN = "explain";
  public static final String FLOWS = "flows";
  public static final String LOG = "log";
  public static final String METERING = "metering";
  public static final String PORTS = "ports";
  public static final String STATE = "state";
  public static final String TRACE = "trace";
  public static final String WAIT = "wait";

  private OperationName() {}
}
