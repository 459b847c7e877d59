package io.peerway.tools.outcome;

/** What the exit status of {@code peerway} means to a script. */
public final class ExitStatus {

  /** Done, or the answer is yes. */
  public static final int DONE = 0;

  /** It was refused, or did not come out as expected. */
  public static final int FAILED = 1;

  /** The command line is wrong; nothing was tried. */
  public static final int USAGE = 2;

  /** No router answers on the socket. */
  public static final int NO_ROUTER = 3;

  /** The machine lacks something: a permission, a device, a program, a free port. */
  public static final int MACHINE = 4;

  /** The router cannot know the answer yet. */
  public static final int UNDECIDED = 5;

  /** Ctrl-C ended it before it was done: 128 and the number of SIGINT, as the JVM has it. */
  public static final int INTERRUPTED = 130;

  private ExitStatus() {}
}
