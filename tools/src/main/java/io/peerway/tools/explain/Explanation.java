package io.peerway.tools.explain;

import java.util.List;
import java.util.Map;

/**
 * How one packet is decided, for people and for scripts.
 *
 * @param packet the packet in a line
 * @param vpc id of the VPC that it is sent from
 * @param generation of the forwarding state that decided
 * @param steps the stages that it reached, in order
 * @param verdict {@code delivered}, {@code consumed}, {@code held} or {@code dropped}
 * @param conclusion the verdict in a sentence
 * @param reason label of the drop reason; null if it is not dropped
 * @param responsible id of the object to which the drop is due; null if it is not dropped
 * @param remedy what to do about it; null where there is nothing to be done
 * @param answer what the router itself sends because of the packet; null if nothing
 */
public record Explanation(
    String packet,
    String vpc,
    long generation,
    List<Step> steps,
    String verdict,
    String conclusion,
    String reason,
    String responsible,
    Remedy remedy,
    String answer) {

  /**
   * What one stage did.
   *
   * @param stage name of the {@link io.peerway.dataplane.observe.Stage}
   * @param sentence in words
   * @param found the same by name, for scripts
   */
  public record Step(String stage, String sentence, Map<String, String> found) {}

  /**
   * What changes the verdict.
   *
   * @param advice in words
   * @param commands to be run in this order; may be empty
   */
  public record Remedy(String advice, List<String> commands) {}

  /**
   * Both directions.
   *
   * @param there the packet that was asked about
   * @param back the answer to it; null if it was not asked for
   */
  public record BothWays(Explanation there, Explanation back) {}
}
