package io.peerway.tools.command;

import io.peerway.dataplane.capture.CaptureSpec;
import io.peerway.dataplane.linux.PcapFilter;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The FILTER of commands that look at live packets. */
final class FilterExpression {

  private FilterExpression() {}

  /**
   * Compiles the words of a filter.
   *
   * @return instructions; null where there are no words, and every packet matches
   */
  static int[] compile(List<String> words, CommandSpec command) {
    if (words.isEmpty()) {
      return null;
    }
    try {
      return PcapFilter.compile(String.join(" ", words), CaptureSpec.MAX_SNAPLEN);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "FILTER: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      throw new UserException(ExitStatus.MACHINE, e.getMessage());
    }
  }
}
