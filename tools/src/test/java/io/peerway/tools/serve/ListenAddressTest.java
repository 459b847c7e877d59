package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:4566, http://127.0.0.1:4566",
    "127.8.9.1:0, http://127.8.9.1:0",
    "localhost:80, http://127.0.0.1:80",
    "[::1]:4566, http://[::1]:4566"
  })
  void shouldTakeLoopbackAddresses(String text, String url) {
    assertThat(ListenAddress.url(ListenAddress.parse(text, false))).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:4566, http://0.0.0.0:4566",
    "[::]:4566, http://[::]:4566",
    "[2001:db8::1]:80, http://[2001:db8::1]:80"
  })
  void shouldTakeAnyAddressWhereSignaturesAreVerified(String text, String url) {
    assertThat(ListenAddress.url(ListenAddress.parse(text, true))).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:4566", "[::]:4566", "192.0.2.1:4566", "[2001:db8::1]:80"})
  void shouldRefuseAddressesThatOthersCanReachAndSayWhy(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text, false))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("without --credentials no signature is verified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "4566", ":4566", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80"})
  void shouldRefuseWhatIsNoHostAndPort(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text, false))
        .hasMessageContaining("is not HOST:PORT")
        .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
        .returns(ExitStatus.USAGE, UserException::exitStatus);
  }
}
