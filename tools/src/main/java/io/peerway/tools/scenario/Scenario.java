package io.peerway.tools.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.DropReport;
import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.operator.NoArguments;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.OperatorClient;
import io.peerway.tools.operator.PortReport;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the demo takes place: a router of its own and some network namespaces, all under names that
 * no other demo has. Commands are shown, run, and their output is shown.
 */
public final class Scenario {

  /** Account and key are made up: a 12-digit access key is the account. */
  private static final Sigv4 SIGNER = new Sigv4("111111111111", "secret", "us-east-1", "ec2");

  /** Runs {@code peerway} with arguments to its end. */
  public interface Peerway {
    Programs.Result run(List<String> arguments) throws InterruptedException;
  }

  private final Narrator narrator;
  private final Cleanup cleanup;
  private final Programs programs;
  private final Peerway peerway;
  private final Path directory;
  private final String namespacePrefix = "pw" + ProcessHandle.current().pid() + "-";
  private ChildRouter router;
  private Ec2Client ec2;

  /** One whose peerway commands are processes, as with a person. */
  public static Scenario withProcesses(Narrator narrator, Cleanup cleanup) {
    Programs programs = new Programs();
    return new Scenario(
        narrator, cleanup, programs, arguments -> programs.run(PeerwayJvm.command(arguments)));
  }

  /**
   * One whose peerway commands are run in some way.
   *
   * @param programs of its own
   */
  public Scenario(Narrator narrator, Cleanup cleanup, Programs programs, Peerway peerway) {
    this.narrator = narrator;
    this.cleanup = cleanup;
    this.directory = temporaryDirectory(cleanup);
    this.programs = cleanup.add("programs", programs);
    this.peerway = peerway;
  }

  private static Path temporaryDirectory(Cleanup cleanup) {
    try {
      Path directory = Files.createTempDirectory("peerway-demo-");
      cleanup.onClose(directory.toString(), () -> Files.delete(directory));
      cleanup.onClose("files in " + directory, () -> ChildRouter.removeFiles(directory));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the router.
   *
   * @param options more options of {@code serve}
   */
  public ChildRouter startRouter(String... options) throws InterruptedException {
    narrator.command(
        "./peerway " + String.join(" ", ChildRouter.arguments(directory, options)) + " &");
    router = cleanup.make("router", () -> ChildRouter.start(directory, options));
    URI endpoint = router.awaitReady();
    ec2 = new Ec2Client(endpoint, SIGNER);
    narrator.output("ready " + endpoint);
    return router;
  }

  /** What the router logged so far. */
  public String routerLog() {
    return router == null ? "" : router.readLog().strip();
  }

  /** Makes a namespace; returns its name on this machine. */
  public String addNamespace(String name) throws InterruptedException {
    String full = namespacePrefix + name;
    cleanup.onClose("namespace " + full, () -> deleteNamespace(full));
    shell("ip netns add " + full);
    return full;
  }

  private static void deleteNamespace(String name) {
    if (NamedNamespaces.exists(name)) {
      NamedNamespaces.delete(name);
    }
  }

  /** Runs a command line without quotation marks, shown as it is; its output is shown too. */
  public String shell(String line) throws InterruptedException {
    narrator.command(line);
    Programs.Result result = programs.run(List.of(line.split(" ", -1)));
    narrator.output(result.output());
    return result.output();
  }

  /** The same without showing anything. */
  public String quietly(String line) throws InterruptedException {
    return programs.run(List.of(line.split(" ", -1))).output();
  }

  /** Starts a server, and waits until it prints a line that contains {@code sign}. */
  public Process startServer(String line, String sign) throws InterruptedException {
    narrator.command(line + " &");
    Process server = programs.start(List.of(line.split(" ", -1)));
    try {
      for (String text; (text = server.inputReader().readLine()) != null; ) {
        if (text.contains(sign)) {
          return server;
        }
      }
      throw new StepFailure("a server that says " + sign, "its end");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void end(Process server) {
    programs.end(server);
  }

  /** Runs a peerway command against the scenario's router; it has to succeed. */
  public String peerway(String line) throws InterruptedException {
    Programs.Result result = tryPeerway(line);
    if (result.status() != 0) {
      throw new StepFailure("peerway " + line + " to succeed", result.output());
    }
    return result.output();
  }

  /** The same, whether it succeeds or not. */
  public Programs.Result tryPeerway(String line) throws InterruptedException {
    List<String> arguments = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    arguments.add("--socket");
    arguments.add(router.socket().toString());
    narrator.command("./peerway " + String.join(" ", arguments));
    Programs.Result result = peerway.run(arguments);
    narrator.output(result.output());
    return result;
  }

  /** Calls the API as {@code aws ec2 line} would; returns what its query selects. */
  public JsonNode aws(String line) throws InterruptedException {
    AwsCommand command = AwsCommand.parse(line);
    narrator.command("aws ec2 " + line);
    try {
      JsonNode selected = command.select(ec2.call(command.action(), command.parameters()));
      narrator.output(command.show(selected));
      return selected;
    } catch (Ec2Client.Refused e) {
      throw new StepFailure("aws ec2 " + line + " to succeed", e.getMessage());
    } catch (IOException e) {
      throw new StepFailure("an answer of " + router.endpoint(), e.toString());
    }
  }

  /** The same, for a query that selects one text. */
  public String awsText(String line) throws InterruptedException {
    return aws(line + " --output text").asText();
  }

  /** What was dropped so far. */
  public List<DropReport> drops() {
    return DropReport.of(CounterFile.open(router.socket()).ports());
  }

  public List<PortReport> ports() {
    return operator().list(OperationName.PORTS, new NoArguments(), PortReport.class);
  }

  private OperatorClient operator() {
    return new OperatorClient(router.socket());
  }
}
