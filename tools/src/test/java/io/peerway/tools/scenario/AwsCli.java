package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.Programs;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Debian's {@code aws ec2} as a person of an account runs it.
 *
 * @param account is its own access key
 */
public record AwsCli(Programs programs, URI endpoint, String account, String region) {

  /** What it prints as text; it has to succeed. */
  public String run(String line) throws InterruptedException {
    return run(Arrays.asList(line.split(" ", -1)));
  }

  /** The same, for arguments with blanks in them. */
  public String run(List<String> arguments) throws InterruptedException {
    Programs.Result result = tryRun(arguments);
    assertThat(result.status()).as(arguments + "\n" + result.output()).isZero();
    return result.output();
  }

  Programs.Result tryRun(String line) throws InterruptedException {
    return tryRun(Arrays.asList(line.split(" ", -1)));
  }

  private Programs.Result tryRun(List<String> arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("AWS_ACCESS_KEY_ID=" + account);
    command.add("AWS_SECRET_ACCESS_KEY=secret");
    command.add("AWS_DEFAULT_REGION=" + region);
    command.add("AWS_CONFIG_FILE=/dev/null");
    command.add("AWS_SHARED_CREDENTIALS_FILE=/dev/null");
    command.addAll(List.of("/usr/bin/aws", "--output", "text"));
    command.addAll(List.of("--endpoint-url", endpoint.toString(), "ec2"));
    command.addAll(arguments);
    return programs.run(command);
  }
}
