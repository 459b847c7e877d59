package io.peerway.tools.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.peerway.control.auth.Authenticator;
import io.peerway.control.auth.Credentials;
import io.peerway.control.auth.VerifyingAuthenticator;
import io.peerway.control.flowlog.FlowLogRetention;
import io.peerway.control.flowlog.FlowLogSettings;
import io.peerway.control.store.DataDirectory;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.forward.TtlMode;
import io.peerway.dataplane.io.IoMode;
import io.peerway.dataplane.io.RouterConfig;
import io.peerway.dataplane.io.WorkerScheduling;
import io.peerway.dataplane.port.TapPort;
import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.serve.ListenAddress;
import io.peerway.tools.serve.Privileges;
import io.peerway.tools.serve.RouterProcess;
import io.peerway.tools.serve.ServeSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the router in the foreground until it is told to stop. */
@Command(
    name = "serve",
    header = "Run the router in the foreground.",
    description =
        "When it is ready it prints one line, 'ready' and the endpoint of its EC2 API; its log goes to standard error. SIGTERM or Ctrl-C stops it, and its devices are removed.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway serve",
      "  peerway serve --workers 2 --listen 127.0.0.1:0 --socket /tmp/second.sock --data /tmp/second",
      "  peerway serve --listen 0.0.0.0:4566 --credentials /etc/peerway/keys.json",
      "  aws --endpoint-url http://127.0.0.1:4566 ec2 create-vpc --cidr-block 10.1.0.0/16"
    })
public final class ServeCommand implements Callable<Integer> {

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:4566",
      description =
          "Where the API is served: a loopback address, or with --credentials any. Port 0 takes a free one. Standard: 127.0.0.1:4566.")
  private String listen;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where VPCs, peerings and routes are kept; one router has it at a time. Standard: peerway in $XDG_STATE_HOME or ~/.local/state.")
  private Path data;

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "The keys that may sign calls, as JSON. Every signature is verified then; without it everybody is believed.")
  private Path credentials;

  @Option(
      names = "--io",
      paramLabel = "MODE",
      defaultValue = "auto",
      description = "How packets are read and written: auto, epoll, io_uring. Standard: auto.")
  private IoMode io;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that forward, each with its queue of every device. Standard: 1.")
  private int workers;

  @Option(
      names = "--scheduling",
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "How the kernel schedules workers: fifo (real-time, for throughput), nice (more weight, for latency), normal (as any thread); refused where it is not permitted. auto: a worker is fifo while it is busy and otherwise nice, and then looks for packets for up to 50 us before it sleeps; where fifo is not permitted, nice; where there are no more processors than workers, or nothing is permitted, normal. Standard: auto.")
  private WorkerScheduling scheduling;

  @Option(
      names = "--busy-poll-us",
      paramLabel = "N",
      description =
          "Microseconds for which a worker, busy or not, looks for the next packet before it sleeps; it costs a processor and gains latency. Standard: what --scheduling auto says; with the others 0.")
  private Integer busyPollMicros;

  @Option(
      names = "--no-coalesce",
      description = "Write packets one by one, not joined with others of their flow.")
  private boolean single;

  @Option(
      names = "--no-offloads",
      description =
          "Let hosts and router exchange packets as they would be on a wire: no super-packets, every checksum complete. For captures; slow.")
  private boolean plain;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "How many connections are tracked at once for security groups; each takes 131 bytes. Standard: 1000000.")
  private int maxConnections;

  @Option(
      names = "--max-new-connections",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "How many new connections a second each worker tracks for security groups while it forwards packets of others, so that a flood leaves those their share. Standard: 200000.")
  private int maxNewConnections;

  @Option(
      names = "--connection-timeout",
      paramLabel = "NAME=SECONDS",
      description =
          "How long a tracked connection may be idle, such as tcp-established=3600; repeat it for more. Standard: EC2's.")
  private List<String> timeouts = List.of();

  @Option(
      names = "--ttl",
      paramLabel = "MODE",
      defaultValue = "decrement",
      description =
          "Between VPCs, TTL and hop limit go down by one (decrement, RFC 1812) or stay as they are (transparent, as with AWS's router). Standard: decrement.")
  private TtlMode ttl;

  @Option(
      names = "--quota",
      paramLabel = "NAME=N",
      description =
          "How much of something there may be, such as routes-per-table=1000; repeat it for more. Standard: EC2's.")
  private List<String> quotas = List.of();

  @Option(
      names = "--flow-logs",
      paramLabel = "DIR",
      description =
          "Where VPC flow logs are written: each S3 bucket that one names is a directory in it. Standard: flow-logs in the data directory.")
  private Path flowLogs;

  @Option(
      names = "--flow-log-interval",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "After how long at most a flow has its record, if the flow log does not demand it sooner: 1 to 600. Standard: 600.")
  private int flowLogSeconds;

  @Option(
      names = "--flow-log-size",
      paramLabel = "MB",
      defaultValue = "10000",
      description =
          "How much all files of flow logs take; when it is more, the oldest are deleted. 0: no limit. Standard: 10000.")
  private int flowLogMegabytes;

  @Option(
      names = "--flow-log-files",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many files of flow logs there are; when there are more, the oldest are deleted. 0: no limit. Standard: 0.")
  private int flowLogFiles;

  @Option(
      names = "--flow-log-plain",
      description = "Do not compress files of flow logs when they are complete.")
  private boolean flowLogPlain;

  @Option(names = "--verbose", description = "Log more.")
  private boolean verbose;

  private volatile boolean ended;

  @Override
  public Integer call() throws InterruptedException {
    if (verbose) {
      ((Logger) LoggerFactory.getLogger("io.peerway")).setLevel(Level.DEBUG);
    }
    ServeSettings settings = settings();
    Privileges.check();
    org.slf4j.Logger log = LoggerFactory.getLogger(ServeCommand.class);
    Cleanup cleanup =
        new Cleanup((what, why) -> log.warn("stopping the {}: {}", what, why.toString()));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(cleanup, log), "stop"));
    try {
      InetSocketAddress endpoint = RouterProcess.start(settings, cleanup);
      command.commandLine().getOut().println("ready " + ListenAddress.url(endpoint));
      command.commandLine().getOut().flush();
      new CountDownLatch(1).await(); // until the shutdown hook ends the process
      return ExitStatus.DONE;
    } finally {
      ended = true;
      cleanup.close();
    }
  }

  /** The JVM would end with 128 + the signal's number; being told to stop is no failure. */
  private void stop(Cleanup cleanup, org.slf4j.Logger log) {
    if (!ended) {
      cleanup.close();
      log.info("stopped");
      Runtime.getRuntime().halt(ExitStatus.DONE);
    }
  }

  private ServeSettings settings() {
    Path records = data == null ? DataDirectory.standard(System.getenv()) : data;
    return new ServeSettings(
        ListenAddress.parse(listen, credentials != null),
        credentials == null
            ? Authenticator.believing()
            : new VerifyingAuthenticator(readCredentials(), InstantSource.system()),
        records,
        QuotaOption.read(quotas),
        flowLogs(records),
        router.path(),
        config());
  }

  private FlowLogSettings flowLogs(Path records) {
    try {
      return new FlowLogSettings(
          flowLogs == null ? records.resolve("flow-logs") : flowLogs,
          Duration.ofSeconds(flowLogSeconds),
          new FlowLogRetention(
              flowLogMegabytes * FlowLogRetention.MEGABYTE, flowLogFiles, !flowLogPlain));
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.USAGE, "flow logs: " + e.getMessage());
    }
  }

  private Credentials readCredentials() {
    try {
      return Credentials.read(credentials);
    } catch (NoSuchFileException e) {
      throw new UserException(ExitStatus.USAGE, "--credentials: there is no file " + credentials);
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.USAGE,
          "--credentials: %s cannot be read: %s".formatted(credentials, e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.USAGE, "--credentials " + e.getMessage());
    }
  }

  private FlowLimits flows() {
    return FlowLimits.DEFAULTS
        .withCapacity(maxConnections)
        .withNewPerSecond(maxNewConnections)
        .withTimeouts(TimeoutOption.read(timeouts));
  }

  private RouterConfig config() {
    try {
      RouterConfig config =
          RouterConfig.defaults()
              .withWorkers(workers)
              .withIo(io)
              .withScheduling(scheduling)
              .withCoalescing(!single)
              .withFlows(flows())
              .withTtlMode(ttl);
      if (busyPollMicros != null) {
        config = config.withBusyPollMicros(busyPollMicros);
      }
      return plain
          ? config.withPortFactory((spec, queues) -> TapPort.open(spec, queues, Set.of()))
          : config;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
