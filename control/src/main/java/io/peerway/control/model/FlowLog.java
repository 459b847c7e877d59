package io.peerway.control.model;

import java.time.Instant;
import java.util.List;

/**
 * A flow log.
 *
 * @param resourceId the VPC, subnet or network interface whose packets it tells of
 * @param destination where its files are
 * @param format of the records, as {@link FlowLogFormat#text} writes it
 * @param maxAggregationSeconds after how long at most a flow gets a record: 60 or 600
 */
public record FlowLog(
    String id,
    Scope scope,
    String resourceId,
    FlowLogTraffic traffic,
    Destination destination,
    String format,
    int maxAggregationSeconds,
    Instant createdAt)
    implements Entity {

  /**
   * A directory of files, named as a bucket of S3.
   *
   * @param arn as it was given
   * @param bucket name of the bucket
   * @param folder within it, without slashes at its ends; may be empty
   * @param hiveCompatible whether directories are called {@code year=2026}, and not {@code 2026}
   * @param perHour whether each hour has a directory of its own
   */
  public record Destination(
      String arn, String bucket, String folder, boolean hiveCompatible, boolean perHour) {}

  public static final Index<FlowLog, Scope> BY_SCOPE = Index.on(FlowLog::scope);
  public static final Index<FlowLog, String> BY_RESOURCE = Index.on(FlowLog::resourceId);
  public static final Kind<FlowLog> KIND =
      new Kind<>("flow-log", FlowLog.class, List.of(BY_SCOPE, BY_RESOURCE));

  @Override
  public Kind<FlowLog> kind() {
    return KIND;
  }
}
