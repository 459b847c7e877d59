package io.peerway.tools.instance;

import io.peerway.control.model.ConsoleOutput;
import io.peerway.dataplane.linux.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The script of an instance, and the file of what it prints. */
final class UserData {

  private static final Logger LOG = LoggerFactory.getLogger(UserData.class);
  private static final Path NOTHING = Path.of("/dev/null");

  // What the router's own environment has is nobody else's business.
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOME", "/root",
          "LANG", "C.UTF-8",
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private final String instanceId;
  private final Path script;
  private final Path output;

  UserData(Path directory, String instanceId) {
    this.instanceId = instanceId;
    this.script = directory.resolve(instanceId + ".user-data");
    this.output = directory.resolve(instanceId + ".log");
  }

  /** Begins to run the script. One that cannot be run is logged: the host is there without it. */
  void run(String base64, NetworkNamespace namespace) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    List<String> command = interpreter(new String(bytes, StandardCharsets.UTF_8));
    command.add(script.toString());
    try {
      Files.write(script, bytes);
      Process process = namespace.call(() -> start(command));
      var _ =
          process
              .onExit()
              .thenAccept(
                  ended ->
                      LOG.info(
                          "the user data of {} ended with status {}; it printed {}",
                          instanceId,
                          ended.exitValue(),
                          output));
    } catch (IOException e) {
      LOG.warn("the user data of {} cannot be run: {}", instanceId, e.getMessage());
    }
  }

  /** What the script's first line names: execve(2), "Interpreter scripts": a path, an argument. */
  static List<String> interpreter(String script) {
    String line = script.lines().findFirst().orElseThrow().substring("#!".length()).strip();
    return new ArrayList<>(List.of(line.split("\\s+", 2)));
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectInput(NOTHING.toFile())
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    return builder.start();
  }

  /** The last of what the script printed, if it was run. */
  Optional<ConsoleOutput> printed() {
    try (InputStream in = Files.newInputStream(output)) {
      in.skipNBytes(Math.max(0, Files.size(output) - ConsoleOutput.MOST_BYTES));
      byte[] last = in.readNBytes(ConsoleOutput.MOST_BYTES);
      return Optional.of(
          new ConsoleOutput(
              Base64.getEncoder().encodeToString(last),
              Files.getLastModifiedTime(output).toInstant()));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes both files. */
  void delete() {
    try {
      Files.deleteIfExists(script);
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
