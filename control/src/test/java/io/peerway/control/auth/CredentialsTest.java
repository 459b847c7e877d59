package io.peerway.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
  private static final String ALICE =
      "{'accessKeyId': 'AKIAALICE', 'secretAccessKey': 's3cr3t/+=', 'account': '111111111111'";

  private static Credentials parse(String json) {
    return Credentials.parse(json.replace('\'', '"'));
  }

  private static AccessKey aliceWho(String mayDo) {
    return parse("{'keys': [" + ALICE + ", 'allow': [" + mayDo + "]}]}").key("AKIAALICE").get();
  }

  @Test
  void shouldKnowTheKeysOfTheFile() {
    AccessKey alice = parse("{'keys': [" + ALICE + "}]}").key("AKIAALICE").orElseThrow();

    assertThat(alice.secret()).isEqualTo("s3cr3t/+=");
    assertThat(alice.account()).isEqualTo("111111111111");
    assertThat(alice.mayDo("ec2:DeleteVpc")).isTrue();
    assertThat(alice.toString()).doesNotContain("s3cr3t");
    assertThat(parse("{'keys': [" + ALICE + "}]}").key("AKIABOB")).isEmpty();
  }

  @Test
  void shouldAllowOnlyWhatIsListed() {
    AccessKey reader = aliceWho("'ec2:Describe*', 'ec2:DeleteVp?'");

    assertThat(reader.mayDo("ec2:DescribeVpcs")).isTrue();
    assertThat(reader.mayDo("EC2:describevpcs")).isTrue();
    assertThat(reader.mayDo("ec2:DeleteVpc")).isTrue();
    assertThat(reader.mayDo("ec2:DeleteVpcs")).isFalse();
    assertThat(reader.mayDo("ec2:CreateVpc")).isFalse();
    assertThat(reader.mayDo("sts:DescribeVpcs")).isFalse();
    assertThat(aliceWho("").mayDo("ec2:DescribeVpcs")).isFalse();
    assertThat(aliceWho("'*'").mayDo("sts:AssumeRole")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [                                    | line 1, column
          {}                                   | names no key
          {'keys': []}                         | names no key
          {'keys': [null]}                     | keys[0] is null
          {'keys': [{}]}                       | keys[0] needs an accessKeyId
          {'keys': [ALICE}, ALICE}]}           | the key AKIAALICE is there twice
          {'keys': [ALICE, 'alow': ['ec2:*']}]}  | is not of the form
          {'keys': [ALICE, 'allow': ['s3:Get*']}]} | keys[0] allows "s3:Get*"
          {'keys': [ALICE, 'allow': [null]}]}  | keys[0] allows "null"
          {'keys': [ALICE}]} more              | is not of the form
          {'keys': [{'accessKeyId': 'a b', 'secretAccessKey': 's', 'account': '111111111111'}]} | needs an accessKeyId
          {'keys': [{'accessKeyId': 'a', 'secretAccessKey': '', 'account': '111111111111'}]} | needs a secretAccessKey
          {'keys': [{'accessKeyId': 'a', 'secretAccessKey': 's3cr3t', 'account': '1'}]} | needs an account of 12 digits
          """)
  void shouldSayWhatIsWrongAndNoSecret(String json, String why) {
    assertThatThrownBy(() -> parse(json.replace("ALICE", ALICE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("s3cr3t");
  }

  @Test
  void shouldNameTheFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("keys.json"), "{}");

    assertThatThrownBy(() -> Credentials.read(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining("names no key");
  }
}
