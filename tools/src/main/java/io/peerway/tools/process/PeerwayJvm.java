package io.peerway.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How peerway is started from Java: the launcher's last line, with this process's class path. */
public final class PeerwayJvm {

  /** Set by the launcher and by the build: the directory of the launcher. */
  private static final String HOME = "peerway.home";

  private static final String MAIN = "io.peerway.tools.Main";

  private PeerwayJvm() {}

  /** The options of the JVM that runs {@code peerway serve}, without the comments on them. */
  public static List<String> routerOptions() {
    return Stream.of("needed.options", "router.options")
        .map(name -> Path.of(home(), "tools", "jvm", name))
        .flatMap(file -> read(file).stream())
        .filter(line -> line.startsWith("-"))
        .toList();
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String home() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new IllegalStateException("the system property " + HOME + " is not set");
    }
    return home;
  }

  /** The program and its arguments for {@code peerway arguments...}. */
  public static List<String> command(List<String> arguments) {
    String home = home();
    Path options = Path.of(home, "tools", "jvm");
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
