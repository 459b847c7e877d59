package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.PeerwayJvm;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class ServeIT {

  @AutoClose private final TestScenario test = new TestScenario();
  @AutoClose private final Programs programs = new Programs();
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void shouldLeaveNothingBehindWhenItIsToldToStop(String signal)
      throws InterruptedException, IOException {
    ChildRouter router = test.scenario().startRouter();
    Site site = test.site("10.1.0.0/16", "host");
    test.scenario()
        .peerway(
            "attach %s --netns %s --address 10.1.1.13/24".formatted(site.vpc(), site.namespace()));
    test.site("10.2.0.0/16", "idle");
    assertThat(Files.exists(router.socket())).isTrue();

    test.scenario().shell("kill -" + signal + " " + router.process().pid());
    assertThat(router.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(router.process().exitValue()).as(test.transcript()).isZero();
    assertThat(Files.exists(router.socket())).isFalse();
    assertThat(router.readLog()).contains("stopped").doesNotContain("WARN ", "ERROR");
    String digits = site.vpc().substring(site.vpc().length() - 12);
    assertThat(test.scenario().quietly("ip -o link")).doesNotContain(digits);
    assertThat(test.scenario().quietly("ip -n " + site.namespace() + " -o link"))
        .doesNotContain(digits);
  }

  @Test
  void shouldPrintOneReadyLineAndLogElsewhere() throws InterruptedException, IOException {
    ChildRouter router = test.scenario().startRouter();
    test.site("10.1.0.0/16", "host");
    test.scenario().shell("kill -TERM " + router.process().pid());
    assertThat(router.process().inputReader().lines()).isEmpty();
    assertThat(router.endpoint()).hasScheme("http").hasHost("127.0.0.1");
    assertThat(router.readLog()).contains("1 worker(s) on epoll,", "TTL decrement");
  }

  @Test
  void shouldNotRunTwiceOnOneSocketOrPort() throws InterruptedException {
    ChildRouter first = test.scenario().startRouter();
    Programs.Result sameSocket =
        serve("--listen", "127.0.0.1:0", "--socket", first.socket().toString(), data());
    assertThat(sameSocket.status()).isEqualTo(ExitStatus.MACHINE);
    assertThat(sameSocket.output()).contains("a router already runs at " + first.socket());
    Path other = directory.resolve("other.sock");
    Programs.Result samePort =
        serve("--listen", first.endpoint().getAuthority(), "--socket", other.toString(), data());
    assertThat(samePort.status()).isEqualTo(ExitStatus.MACHINE);
    assertThat(samePort.output())
        .contains("cannot listen on " + first.endpoint(), "choose another --listen")
        .doesNotContain("Exception");
    assertThat(other).doesNotExist();
    assertThat(test.scenario().ports()).isEmpty();
  }

  @Test
  void shouldNameTheCapabilityThatItLacks() throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_admin"));
    command.addAll(PeerwayJvm.command(ChildRouter.arguments(directory)));
    Programs.Result result = programs.run(command);
    assertThat(result.status()).isEqualTo(ExitStatus.MACHINE);
    assertThat(result.output())
        .contains("peerway serve: this process lacks CAP_NET_ADMIN")
        .doesNotContain("Exception");
  }

  private String data() {
    return "--data=" + directory.resolve("data");
  }

  private Programs.Result serve(String... options) throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of(options));
    return programs.run(PeerwayJvm.command(arguments));
  }
}
