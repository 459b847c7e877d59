package io.peerway.control.flowlog;

import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogFormat;
import io.peerway.control.model.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a flow log, called and laid out as in an S3 bucket. Another one begins every five
 * minutes, and when one has 75 MB. They are compressed later: {@link FlowLogKeeper}.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html">Flow log
 *     files</a>
 */
final class FlowLogFiles {
  /** For how long one is written. */
  static final long SECONDS = 300;

  /** With how much nothing is added to one any more. */
  static final long BYTES = 75_000_000;

  static final String GZ = ".gz";

  /** How the name of a compressed one ends. */
  static final String COMPRESSED = ".log" + GZ;

  private static final Pattern CALLED =
      Pattern.compile(
          "\\d{12}_vpcflowlogs_[a-z0-9-]+_fl-[0-9a-f]+_(\\d{8}T\\d{4}Z)_[0-9a-f]{8}\\.log(?:\\.gz)?");

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

  /** When the period of a file began, by its name; null if it is no flow log's file. */
  static Instant begin(String name) {
    Matcher matcher = CALLED.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    try {
      return NAME.parse(matcher.group(1), Instant::from);
    } catch (DateTimeParseException e) {
      return null; // looks like a date and is none
    }
  }

  /**
   * Adds lines to the file of a moment: all of them or none.
   *
   * @throws IOException if they cannot be written
   */
  void append(Instant at, List<String> lines) throws IOException {
    Path directory = directory(at);
    Files.createDirectories(directory);
    Path file = file(directory, at);
    List<String> all = new ArrayList<>();
    if (Files.notExists(file) || Files.size(file) == 0) {
      all.add(FlowLogFormat.parse(log.format()).header());
    }
    all.addAll(lines);
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", all) + "\n");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = channel.size();
      channel.position(end);
      try {
        while (bytes.hasRemaining()) {
          int _ = channel.write(bytes);
        }
      } catch (IOException e) {
        channel.truncate(end); // the disk is full: half a line would spoil the next
        throw e;
      }
    }
  }

  private Path file(Path directory, Instant at) throws IOException {
    Scope scope = log.scope();
    Instant begin = Instant.ofEpochSecond(at.getEpochSecond() / SECONDS * SECONDS);
    for (int part = 0; ; part++) {
      Path file =
          directory.resolve(
              "%s_vpcflowlogs_%s_%s_%s_%08x.log"
                  .formatted(scope.account(), scope.region(), log.id(), NAME.format(begin), part));
      boolean isCompressed = Files.exists(Path.of(file + GZ));
      if (!isCompressed && (Files.notExists(file) || Files.size(file) < most)) {
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
