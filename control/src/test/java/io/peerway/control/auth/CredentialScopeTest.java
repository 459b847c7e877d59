package io.peerway.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.control.model.Scope;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialScopeTest {
  private static CredentialScope ofHeader(String credential) {
    String header =
        "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host, Signature=abc";
    return CredentialScope.of(Optional.of(header), Map.of());
  }

  @Test
  void shouldReadTheHeader() {
    assertThat(ofHeader("AKIDEXAMPLE/20260101/eu-west-1/ec2/aws4_request"))
        .isEqualTo(new CredentialScope("AKIDEXAMPLE", "20260101", "eu-west-1", "ec2"));
  }

  @Test
  void shouldReadAPresignedQuery() {
    assertThat(
            CredentialScope.of(
                Optional.empty(),
                Map.of("X-Amz-Credential", "AKIDEXAMPLE/20260101/eu-west-1/sts/aws4_request")))
        .isEqualTo(new CredentialScope("AKIDEXAMPLE", "20260101", "eu-west-1", "sts"));
  }

  @ParameterizedTest
  @CsvSource({
    "210987654321, 210987654321",
    "21098765432, 123456789012",
    "2109876543210, 123456789012",
    "AKIDEXAMPLE, 123456789012",
  })
  void shouldTakeAKeyOfTwelveDigitsForItsAccount(String key, String account) {
    assertThat(ofHeader(key + "/20260101/eu-west-1/ec2/aws4_request").caller())
        .isEqualTo(new Scope(account, "eu-west-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', IncompleteSignature",
    "key, IncompleteSignature",
    "key/20260101/eu-west-1/ec2, IncompleteSignature",
    "key/20260101/eu-west-1/ec2/aws3_request, IncompleteSignature",
    "/20260101/eu-west-1/ec2/aws4_request, IncompleteSignature",
    "key/20260101/eu-west-1/ec2/aws4_request/more, IncompleteSignature",
    "key/20260101/nowhere/ec2/aws4_request, SignatureDoesNotMatch",
    "key/20260101//ec2/aws4_request, SignatureDoesNotMatch",
  })
  void shouldRefuseAMalformedScope(String credential, String code) {
    assertThatThrownBy(() -> ofHeader(credential))
        .isInstanceOfSatisfying(
            AuthException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({"Basic abc", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 NoCredential=x"})
  void shouldRefuseAnotherScheme(String header) {
    assertThatThrownBy(() -> CredentialScope.of(Optional.of(header), Map.of()))
        .isInstanceOfSatisfying(
            AuthException.class,
            refused -> assertThat(refused.code()).isEqualTo("IncompleteSignature"));
  }

  @Test
  void shouldRefuseAnUnsignedCall() {
    assertThatThrownBy(() -> CredentialScope.of(Optional.empty(), Map.of("Action", "DescribeVpcs")))
        .isInstanceOfSatisfying(
            AuthException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("MissingAuthenticationToken");
              assertThat(refused.status()).isEqualTo(403);
            });
  }
}
