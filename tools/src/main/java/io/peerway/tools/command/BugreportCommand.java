package io.peerway.tools.command;

import io.peerway.tools.bugreport.Bugreport;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts what is known of a router into one file. */
@Command(
    name = "bugreport",
    header = "Put what is known of a router into one file, without secrets.",
    description =
        "A ZIP file with versions, counters, ports, the state (see peerway state), what the router"
            + " logged lately, and a short capture of packets' headers. No credentials and no"
            + " payloads are in it; addresses, ids and tags are. Of a router that has died it has"
            + " what is left.",
    footerHeading = "%nExamples:%n",
    footer = {"  peerway bugreport report.zip", "  peerway bugreport report.zip --seconds 30"})
public final class BugreportCommand implements Callable<Integer> {

  private static final int MOST_SECONDS = 600;

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
  private Path file;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "For how long packets are captured. Standard: 3.")
  private int seconds;

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new ParameterException(command.commandLine(), "--seconds is from 1 to " + MOST_SECONDS);
    }
    try {
      new Bugreport(router.path(), versions())
          .write(file, seconds)
          .forEach(command.commandLine().getOut()::println);
      return ExitStatus.DONE;
    } catch (FileAlreadyExistsException e) {
      throw new UserException(ExitStatus.USAGE, file + " exists already");
    } catch (IOException e) {
      throw new UserException(ExitStatus.MACHINE, "cannot write " + file + ": " + e);
    }
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>(Version.parts());
    versions.put("architecture", System.getProperty("os.arch"));
    versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    return versions;
  }
}
