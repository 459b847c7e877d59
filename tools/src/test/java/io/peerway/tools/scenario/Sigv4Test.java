package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Sigv4Test {

  /** The signature is what botocore 1.29's SigV4Auth computes for the same request. */
  @Test
  void shouldSignAsTheAwsCommandDoes() {
    Map<String, String> headers =
        new Sigv4("111111111111", "secret", "us-east-1", "ec2")
            .headers(
                URI.create("http://127.0.0.1:4566/"),
                "Action=DescribeVpcs&Version=2016-11-15",
                Instant.parse("2025-01-02T03:04:05Z"));
    assertThat(headers)
        .containsEntry("X-Amz-Date", "20250102T030405Z")
        .containsEntry(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=111111111111/20250102/us-east-1/ec2/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date, Signature="
                + "c12c44ba6291a0004c98a6f218ed2ebe419608592599ee7fc76ca44cf5668350");
  }
}
