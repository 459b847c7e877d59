package io.peerway.control.flowlog;

import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogFormat;
import io.peerway.control.model.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a flow log, called and laid out as in an S3 bucket, but not compressed. Another one
 * begins every five minutes, and when one has 75 MB.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html">Flow log
 *     files</a>
 */
final class FlowLogFiles {
  private static final long SECONDS = 300;
  private static final long BYTES = 75_000_000;

  private static final DateTimeFormatter NAME = form("uuuuMMdd'T'HHmm'Z'");
  private static final DateTimeFormatter DAY = form("uuuu/MM/dd");
  private static final DateTimeFormatter HOUR = form("uuuu/MM/dd/HH");
  private static final DateTimeFormatter HIVE_DAY = form("'year='uuuu/'month='MM/'day='dd");
  private static final DateTimeFormatter HIVE_HOUR =
      form("'year='uuuu/'month='MM/'day='dd/'hour='HH");

  private final Path root;
  private final FlowLog log;
  private final long most;

  /**
   * @param root in which each bucket is a directory
   */
  FlowLogFiles(Path root, FlowLog log) {
    this(root, log, BYTES);
  }

  FlowLogFiles(Path root, FlowLog log, long most) {
    this.root = root;
    this.log = log;
    this.most = most;
  }

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  /**
   * Adds lines to the file of a moment.
   *
   * @throws IOException if they cannot be written; some of them may be
   */
  void append(Instant at, List<String> lines) throws IOException {
    Path directory = directory(at);
    Files.createDirectories(directory);
    Path file = file(directory, at);
    List<String> all = new ArrayList<>();
    if (Files.notExists(file)) {
      all.add(FlowLogFormat.parse(log.format()).header());
    }
    all.addAll(lines);
    Files.write(file, all, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private Path file(Path directory, Instant at) throws IOException {
    Scope scope = log.scope();
    Instant begin = Instant.ofEpochSecond(at.getEpochSecond() / SECONDS * SECONDS);
    for (int part = 0; ; part++) {
      Path file =
          directory.resolve(
              "%s_vpcflowlogs_%s_%s_%s_%08x.log"
                  .formatted(scope.account(), scope.region(), log.id(), NAME.format(begin), part));
      if (Files.notExists(file) || Files.size(file) < most) {
        return file;
      }
    }
  }

  private Path directory(Instant at) {
    FlowLog.Destination to = log.destination();
    boolean hive = to.hiveCompatible();
    DateTimeFormatter day = hive ? HIVE_DAY : DAY;
    DateTimeFormatter hour = hive ? HIVE_HOUR : HOUR;
    return root.resolve(to.bucket())
        .resolve(to.folder())
        .resolve("AWSLogs")
        .resolve((hive ? "aws-account-id=" : "") + log.scope().account())
        .resolve((hive ? "aws-service=" : "") + "vpcflowlogs")
        .resolve((hive ? "aws-region=" : "") + log.scope().region())
        .resolve((to.perHour() ? hour : day).format(at));
  }
}
