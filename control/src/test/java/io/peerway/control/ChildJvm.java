package io.peerway.control;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** Runs a class of the tests in a process of its own, which can be killed. */
public final class ChildJvm {
  /** The exit status of a process that SIGKILL ended: 128 and the signal's number. */
  public static final int KILLED = 128 + 9;

  private ChildJvm() {}

  /** Starts the class's main method; its standard error is the tests'. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // It lives for a moment only.
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(Redirect.INHERIT).start();
  }
}
