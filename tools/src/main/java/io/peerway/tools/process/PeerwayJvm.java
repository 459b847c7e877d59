package io.peerway.tools.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How peerway is started from Java: the launcher's last line, with this process's class path. */
public final class PeerwayJvm {

  /** Set by the launcher and by the build: the directory of the launcher. */
  private static final String HOME = "peerway.home";

  private static final String MAIN = "io.peerway.tools.Main";

  private PeerwayJvm() {}

  /** The program and its arguments for {@code peerway arguments...}. */
  public static List<String> command(List<String> arguments) {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new IllegalStateException("the system property " + HOME + " is not set");
    }
    Path options = Path.of(home, "jvm");
    String kind = arguments.getFirst().equals("serve") ? "router" : "command";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + options.resolve("needed.options"));
    command.add("@" + options.resolve(kind + ".options"));
    command.add("-D" + HOME + "=" + home);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }
}
