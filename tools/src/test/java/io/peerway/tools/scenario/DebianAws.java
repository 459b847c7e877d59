package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.process.Programs;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Debian's {@code aws} command, which knows every short form, and takes a second for each call.
 *
 * @param endpoint of the EC2 API
 */
public record DebianAws(Programs programs, URI endpoint) {
  /** What {@code aws ec2 line} prints as text for the usual account; it has to succeed. */
  public String ec2(String line) throws InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "AWS_ACCESS_KEY_ID=111111111111",
                "AWS_SECRET_ACCESS_KEY=secret",
                "AWS_DEFAULT_REGION=us-east-1",
                "AWS_CONFIG_FILE=/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
                "/usr/bin/aws",
                "--output",
                "text",
                "--endpoint-url",
                endpoint.toString(),
                "ec2"));
    command.addAll(Arrays.asList(line.split(" ", -1)));
    Programs.Result result = programs.run(command);
    assertThat(result.status()).as(line + "\n" + result.output()).isZero();
    return result.output().strip();
  }
}
