package io.peerway.tools.command;

import io.peerway.control.model.Quota;
import io.peerway.control.model.Quotas;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads quotas as {@code serve} takes them: {@code routes-per-table=1000}. */
final class QuotaOption {

  private QuotaOption() {}

  /**
   * EC2's quotas with those changed that are given.
   *
   * @throws UserException when one has no such name, or no number
   */
  static Quotas read(List<String> given) {
    Quotas quotas = Quotas.DEFAULT;
    for (String text : given) {
      NamedNumber quota =
          NamedNumber.read(text)
              .orElseThrow(
                  () ->
                      new UserException(
                          ExitStatus.USAGE,
                          "--quota %s is not NAME=N like routes-per-table=1000".formatted(text)));
      quotas = quotas.with(named(quota.name()), quota.number());
    }
    return quotas;
  }

  private static Quota named(String label) {
    return Quota.labelled(label)
        .orElseThrow(
            () ->
                new UserException(
                    ExitStatus.USAGE,
                    "--quota: there is no quota %s; there are %s"
                        .formatted(
                            label,
                            Arrays.stream(Quota.values())
                                .map(Quota::label)
                                .collect(Collectors.joining(", ")))));
  }
}
