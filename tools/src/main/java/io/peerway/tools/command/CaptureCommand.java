package io.peerway.tools.command;

import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.tools.capture.CaptureArguments;
import io.peerway.tools.capture.CaptureSink;
import io.peerway.tools.capture.CaptureStream;
import io.peerway.tools.operator.OperationName;
import io.peerway.tools.operator.OperatorFeed;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Captures live packets, the dropped ones with the reason. */
@Command(
    name = "capture",
    header = "Capture live packets, dropped ones included with the reason.",
    description =
        "Every packet is captured where it comes in, and what leaves where it leaves. The pcapng format has an interface for each port, and a comment on each packet that was dropped: the stage, the reason and the object to look at. Without -w a line is printed for each packet. Ctrl-C ends the capture, and says how many packets were missed because they came faster than they could be taken.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  peerway capture",
      "  peerway capture --drops-only",
      "  peerway capture -w - tcp port 22 | wireshark -k -i -",
      "  peerway capture --vpc vpc-0a1b2c3d4e5f67890 -c 100 -w lab.pcapng icmp",
      "  peerway capture -w lab.pcapng --rotate-size 100 --snaplen 128",
      "",
      "FILTER has the syntax of pcap-filter(7)."
    })
public final class CaptureCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 15;
  private static final long MEGABYTE = 1_000_000;

  @Mixin private RouterOption router;
  @Spec private CommandSpec command;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Only at this port: its number or device, as peerway ports shows them.")
  private String port;

  @Option(
      names = "--vpc",
      paramLabel = "ID",
      description = "Only at the ports of this VPC, or of this network interface.")
  private String vpc;

  @Option(
      names = "--peering",
      paramLabel = "PCX-ID",
      description =
          "Only packets that are routed through this peering connection, where they come in.")
  private String peering;

  @Option(names = "--drops-only", description = "Only packets that are dropped.")
  private boolean dropsOnly;

  @Option(
      names = "-w",
      paramLabel = "FILE",
      description = "Write pcapng to this file; - is standard output.")
  private String file;

  @Option(names = "-c", paramLabel = "N", description = "Stop after so many packets.")
  private Long count;

  @Option(
      names = "--snaplen",
      paramLabel = "BYTES",
      description = "Most bytes of a packet. Standard: all, up to 65550.")
  private Integer snaplen;

  @Option(
      names = "--segment",
      description =
          "Cut super-packets into the packets that they stand for, and complete checksums.")
  private boolean segment;

  @Option(
      names = "--rotate-size",
      paramLabel = "MB",
      description = "Begin another file before one has more than so many million bytes.")
  private Long rotateSize;

  @Option(
      names = "--rotate-time",
      paramLabel = "SECONDS",
      description = "Begin another file after so many seconds, when a packet comes.")
  private Long rotateTime;

  @Parameters(paramLabel = "FILTER", arity = "0..*", description = "Which packets.")
  private List<String> filter = List.of();

  private final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public Integer call() throws IOException {
    if ((rotateSize != null || rotateTime != null) && (file == null || file.equals("-"))) {
      throw new ParameterException(command.commandLine(), "which file shall rotate? -w FILE");
    }
    if (count != null && count < 1) {
      throw new ParameterException(command.commandLine(), "-c " + count + " packets");
    }
    int bytes = snaplen == null ? CaptureSpec.MAX_SNAPLEN : snaplen;
    CaptureArguments arguments =
        new CaptureArguments(
            port,
            vpc,
            peering,
            dropsOnly,
            FilterExpression.compile(filter, command),
            bytes,
            segment,
            false);
    try (OperatorFeed feed = router.client().feed(OperationName.CAPTURE, arguments)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(feed), "stop"));
      long most = count == null ? Long.MAX_VALUE : count;
      CaptureStream.Totals totals = new CaptureStream(feed, sink(), most).run();
      command
          .commandLine()
          .getErr()
          .println("%d packets, %d missed".formatted(totals.packets(), totals.missed()));
      command.commandLine().getErr().flush();
      return ExitStatus.DONE;
    } finally {
      ended.countDown();
    }
  }

  private CaptureSink sink() throws IOException {
    if (file == null) {
      return CaptureStream.lines(command.commandLine().getOut());
    }
    if (file.equals("-")) {
      return CaptureStream.pipe(new FileOutputStream(FileDescriptor.out));
    }
    try {
      return CaptureStream.files(
          Path.of(file),
          rotateSize == null ? Long.MAX_VALUE : rotateSize * MEGABYTE,
          rotateTime == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(rotateTime));
    } catch (IOException e) {
      throw new UserException(ExitStatus.MACHINE, "cannot write " + file + ": " + e.getMessage());
    }
  }

  /** On Ctrl-C: takes what is under way, so that the file is whole. */
  private void stop(OperatorFeed feed) {
    if (ended.getCount() == 0) {
      return;
    }
    try {
      feed.finish();
      if (ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(ExitStatus.DONE);
      }
    } catch (IOException e) {
      // The router is gone; the capture ends without it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
