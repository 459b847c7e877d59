package io.peerway.control.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.TestClock;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.ec2.protocol.ApiRequest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StsServiceTest {
  private static final String ROLE = "arn:aws:iam::222222222222:role/";

  private final StsService sts = new StsService(new TestClock());

  private ApiAnswer call(String action, String... parameters) {
    Map<String, String> all = new HashMap<>(Map.of("Action", action, "Version", "2011-06-15"));
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    return sts.answer(new ApiRequest(Api.SCOPE, all, "request-1", () -> false));
  }

  private ApiAnswer assume(String role) {
    return call("AssumeRole", "RoleArn", role, "RoleSessionName", "me");
  }

  @Test
  void shouldSayWhoAsks() {
    assertThat(call("GetCallerIdentity").body()).contains("<Account>111111111111</Account>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "path/admin", "a/longer/path/admin"})
  void shouldGiveAKeyOfTheRolesAccount(String name) {
    assertThat(assume(ROLE + name).body())
        .contains(
            "<AccessKeyId>222222222222</AccessKeyId>",
            "<Arn>arn:aws:sts::222222222222:assumed-role/admin/me</Arn>",
            "<Expiration>2026-01-01T01:00:00.000Z</Expiration>");
  }

  @Test
  void shouldRefuseWhatIsNoRole() {
    for (String role : new String[] {"", "admin", ROLE, ROLE + "a/", ROLE + "a/".repeat(300_000)}) {
      assertThat(assume(role).status()).as(role).isEqualTo(400);
    }
    assertThat(call("AssumeRole", "RoleArn", ROLE + "a", "RoleSessionName", "?").code())
        .isEqualTo("ValidationError");
  }

  @Test
  void shouldNameWhatItDoesNotKnow() {
    assertThat(call("GetCallerIdentity", "Colour", "red").code()).isEqualTo("UnknownParameter");
    assertThat(call("GetFederationToken").code()).isEqualTo("InvalidAction");
  }
}
