package io.peerway.tools.command;

import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs a command in the namespace of an instance. */
@Command(
    name = "exec",
    header = "Run a command in the network namespace of an instance.",
    description =
        "The namespace has the instance's id for a name, so 'ip netns exec' does the same. The exit status is the command's.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway exec i-0a1b2c3d4e5f67890 -- ping -c 3 10.2.1.139",
      "  peerway exec i-0a1b2c3d4e5f67890 -- bash"
    })
public final class ExecCommand implements Callable<Integer> {

  private static final String INSTANCE = "i-[0-9a-f]{8,17}";

  @Parameters(index = "0", paramLabel = "INSTANCE-ID", description = "The instance; it has to run.")
  private String instance;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "After '--': the command and its arguments.")
  private List<String> command;

  @Override
  public Integer call() throws InterruptedException {
    if (!instance.matches(INSTANCE)) {
      throw new UserException(
          ExitStatus.USAGE,
          "%s is not an instance's id like i-0a1b2c3d4e5f67890".formatted(instance));
    }
    if (!NamedNamespaces.exists(instance)) {
      throw new UserException(
          ExitStatus.FAILED,
          "no instance %s runs here; aws ec2 describe-instances lists them".formatted(instance));
    }
    Process process = start();
    // Ctrl-C is the command's business, which may have something to say before it ends.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(process), "await-command"));
    return process.waitFor();
  }

  private Process start() {
    try (NetworkNamespace namespace = NetworkNamespace.named(instance)) {
      return namespace.call(() -> new ProcessBuilder(command).inheritIO().start());
    } catch (LinuxException | IOException e) {
      throw new UserException(
          ExitStatus.FAILED,
          "cannot run %s in %s: %s".formatted(command.getFirst(), instance, e.getMessage()));
    }
  }

  private static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
