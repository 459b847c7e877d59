package io.peerway.tools;

import io.peerway.tools.command.AttachCommand;
import io.peerway.tools.command.BenchCommand;
import io.peerway.tools.command.BugreportCommand;
import io.peerway.tools.command.CaptureCommand;
import io.peerway.tools.command.CheckCommand;
import io.peerway.tools.command.CountersCommand;
import io.peerway.tools.command.DemoCommand;
import io.peerway.tools.command.DetachCommand;
import io.peerway.tools.command.DropsCommand;
import io.peerway.tools.command.ExecCommand;
import io.peerway.tools.command.ExplainCommand;
import io.peerway.tools.command.FlowsCommand;
import io.peerway.tools.command.MeteringCommand;
import io.peerway.tools.command.PortsCommand;
import io.peerway.tools.command.ReplayCommand;
import io.peerway.tools.command.ServeCommand;
import io.peerway.tools.command.StateCommand;
import io.peerway.tools.command.TopCommand;
import io.peerway.tools.command.TraceCommand;
import io.peerway.tools.command.Version;
import io.peerway.tools.command.VersionCommand;
import io.peerway.tools.command.WaitCommand;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code peerway} command line: one class per command, in {@code command}. */
@Command(
    name = "peerway",
    description =
        "Routes real packets between peered VPCs on this machine. The VPCs, peerings and routes are made with the aws command or any other EC2 client.%n",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nHelp on a command: peerway COMMAND --help%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      ExitStatus.DONE + ":done",
      ExitStatus.FAILED + ":refused, or not as expected",
      ExitStatus.USAGE + ":wrong usage; nothing was tried",
      ExitStatus.NO_ROUTER + ":no router answers",
      ExitStatus.MACHINE
          + ":this machine lacks something: a permission, a device, a program, a port",
      ExitStatus.UNDECIDED + ":the router cannot know the answer yet",
      ExitStatus.INTERRUPTED + ":ended by Ctrl-C before it was done"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT)
public final class Main implements Runnable {

  /** In the order of the help. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          ServeCommand.class,
          AttachCommand.class,
          DetachCommand.class,
          ExecCommand.class,
          PortsCommand.class,
          DropsCommand.class,
          CountersCommand.class,
          ExplainCommand.class,
          FlowsCommand.class,
          WaitCommand.class,
          CaptureCommand.class,
          TraceCommand.class,
          TopCommand.class,
          StateCommand.class,
          CheckCommand.class,
          ReplayCommand.class,
          BugreportCommand.class,
          MeteringCommand.class,
          BenchCommand.class,
          VersionCommand.class);

  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command; the exit status is one of {@link ExitStatus}. */
  public static void main(String[] arguments) {
    int status = commandLine(named(arguments)).execute(arguments);
    System.out.flush();
    System.exit(status);
  }

  /** The whole command line, ready to execute. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** The command that the arguments begin with; reading the annotations of all takes 0.1 s. */
  private static List<Class<?>> named(String[] arguments) {
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(type -> arguments.length > 0 && name(type).equals(arguments[0]))
            .toList();
    return named.isEmpty() ? COMMANDS : named;
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(Command.class).name();
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    return line.setParameterExceptionHandler(Main::explainUsage)
        .setExecutionExceptionHandler(Main::explainFailure)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  private static int explainUsage(ParameterException e, String[] arguments) {
    PrintWriter out = e.getCommandLine().getErr();
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    out.println(name + ": " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, out)) {
      out.println("Try: " + name + " --help");
    }
    return ExitStatus.USAGE;
  }

  private static int explainFailure(Exception e, CommandLine command, ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    if (e instanceof UserException problem) {
      command.getErr().println(name + ": " + problem.getMessage());
      return problem.exitStatus();
    }
    command.getErr().println(name + ": this is a defect of peerway; please report it with:");
    e.printStackTrace(command.getErr());
    return ExitStatus.FAILED;
  }
}
