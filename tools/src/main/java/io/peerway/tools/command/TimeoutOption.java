package io.peerway.tools.command;

import io.peerway.dataplane.flow.FlowTimeout;
import io.peerway.dataplane.flow.FlowTimeouts;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads timeouts as {@code serve} takes them: {@code tcp-established=3600}. */
final class TimeoutOption {

  private TimeoutOption() {}

  /**
   * EC2's timeouts with those changed that are given.
   *
   * @throws UserException when one has no such name, or no number that it may have
   */
  static FlowTimeouts read(List<String> given) {
    FlowTimeouts timeouts = FlowTimeouts.DEFAULTS;
    for (String text : given) {
      NamedNumber timeout =
          NamedNumber.read(text)
              .orElseThrow(
                  () -> usage("%s is not NAME=SECONDS like tcp-established=3600".formatted(text)));
      timeouts = with(timeouts, named(timeout.name()), timeout.number());
    }
    return timeouts;
  }

  private static FlowTimeouts with(FlowTimeouts timeouts, FlowTimeout which, int seconds) {
    try {
      return timeouts.with(which, Duration.ofSeconds(seconds));
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private static FlowTimeout named(String label) {
    return FlowTimeout.labelled(label)
        .orElseThrow(
            () ->
                usage(
                    "there is no %s; there are %s"
                        .formatted(
                            label,
                            Arrays.stream(FlowTimeout.values())
                                .map(FlowTimeout::label)
                                .collect(Collectors.joining(", ")))));
  }

  private static UserException usage(String why) {
    return new UserException(ExitStatus.USAGE, "--connection-timeout: " + why);
  }
}
