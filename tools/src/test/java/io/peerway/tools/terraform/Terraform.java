package io.peerway.tools.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The {@code terraform} command in a directory of its own, with the providers of this machine. */
final class Terraform {
  /** What {@code plan -detailed-exitcode} ends with when there is nothing to change. */
  static final int NO_CHANGES = 0;

  static final int CHANGES = 2;

  /**
   * How a command ended.
   *
   * @param output standard output and standard error, as they came
   */
  record Result(int status, String output) {}

  private static final long PATIENCE_SECONDS = 300;
  private static final Path PROVIDER = Path.of("hashicorp", "aws");
  private static final int DEEPEST_MIRROR = 6;
  private static final List<String> PLACES =
      List.of("/opt", "/usr/local/share", "/usr/share/terraform", "/var/lib");

  private final Path directory;
  private final Path configuration;
  private final URI endpoint;

  private Terraform(Path directory, Path configuration, URI endpoint) {
    this.directory = directory;
    this.configuration = configuration;
    this.endpoint = endpoint;
  }

  /** Whether there is a {@code terraform} command. */
  static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "terraform")));
  }

  /**
   * The directory of a filesystem mirror that has the provider: one that holds, below the name of a
   * registry, a directory {@code hashicorp/aws}.
   */
  static Optional<Path> mirror() {
    List<Path> places = new ArrayList<>(PLACES.stream().map(Path::of).toList());
    places.add(Path.of(System.getProperty("user.home"), ".terraform.d"));
    List<Path> found = new ArrayList<>();
    for (Path place : places) {
      try {
        Files.walkFileTree(
            place,
            EnumSet.noneOf(FileVisitOption.class),
            DEEPEST_MIRROR,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes a) {
                if (visited.endsWith(PROVIDER)) {
                  found.add(visited);
                }
                return found.isEmpty() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path visited, IOException e) {
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found.stream().findFirst().map(provider -> provider.resolve("../../..").normalize());
  }

  /**
   * Prepares a directory.
   *
   * @param directory with the configuration, absolute
   * @param endpoint of the EC2 API
   */
  static Terraform init(Path directory, Path mirror, URI endpoint)
      throws IOException, InterruptedException {
    Path configuration = directory.resolve("terraform.rc");
    Files.writeString(
        configuration,
        """
        disable_checkpoint = true
        provider_installation {
          filesystem_mirror {
            path = "%s"
          }
        }
        """
            .formatted(mirror));
    Terraform terraform = new Terraform(directory, configuration, endpoint);
    terraform.succeed("init", "-input=false", "-no-color");
    return terraform;
  }

  /** Runs a command to its end. */
  Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("terraform"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "terraform", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("TF_CLI_CONFIG_FILE", configuration.toString());
    builder.environment().put("TF_IN_AUTOMATION", "1");
    builder.environment().put("TF_VAR_endpoint", endpoint.toString());
    // Nothing of the machine's own configuration may leak in.
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("NO_PROXY", "127.0.0.1");
    Process process = builder.start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " is still running: " + Files.readString(output));
      }
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** Runs a command that has to succeed; returns what it prints. */
  String succeed(String... arguments) throws IOException, InterruptedException {
    Result result = run(arguments);
    if (result.status() != 0) {
      throw new AssertionError("terraform " + String.join(" ", arguments) + "\n" + result.output());
    }
    return result.output().strip();
  }
}
