package io.peerway.tools.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How peerway is started from Java: the launcher's last line, with this process's class path. */
public final class PeerwayJvm {

  /** Set by the launcher and by the build: the directory of the launcher. */
  private static final String HOME = "peerway.home";

  /** Set by the launcher and by the build: the directory into which tools/jvm/train wrote. */
  private static final String CACHES = "peerway.jvm.caches";

  /** Set by the build: the jars, where the class path has more than these. */
  private static final String CLASS_PATH = "peerway.class.path";

  private static final String MAIN = "io.peerway.tools.Main";

  private PeerwayJvm() {}

  /** The options of the JVM that runs {@code peerway serve}, without the comments on them. */
  public static List<String> routerOptions() {
    Stream<String> options =
        Stream.of("needed.options", "router.options")
            .map(name -> Path.of(home(), "tools", "jvm", name))
            .flatMap(file -> read(file).stream())
            .filter(line -> line.startsWith("-"));
    return Stream.concat(options, cache("router").stream()).toList();
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

  /** The option with which a JVM of the kind starts sooner, if there is a cache for it. */
  private static Optional<String> cache(String kind) {
    return Optional.ofNullable(System.getProperty(CACHES))
        .map(directory -> Path.of(directory, kind + ".aot"))
        .filter(Files::exists)
        .map(file -> "-XX:AOTCache=" + file);
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
    cache(kind).ifPresent(command::add);
    command.add("-D" + HOME + "=" + home);
    command.add("-cp");
    command.add(System.getProperty(CLASS_PATH, System.getProperty("java.class.path")));
    command.add(MAIN);
    command.addAll(arguments);
    return command;
  }
}
