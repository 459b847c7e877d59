package io.peerway.tools.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Terraform's own AWS provider makes, finds unchanged, changes and removes a lab of two accounts;
 * packets go where it says.
 */
@Timeout(900)
class TerraformIT {
  private static final List<String> FILES =
      List.of("providers.tf", "one_account.tf", "two_accounts.tf", "instances.tf", "insights.tf");
  private static final List<String> CHANGES =
      List.of("-var=open_port=443", "-var=instance_name=db");
  private static final String[] APPLY = {"apply", "-auto-approve", "-input=false", "-no-color"};

  @AutoClose private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();
  @TempDir private Path directory;

  @Test
  void shouldApplyFindUnchangedChangeAndDestroyALab() throws IOException, InterruptedException {
    assumeTrue(Terraform.isInstalled(), "not run: there is no terraform command on this machine");
    Optional<Path> mirror = Terraform.mirror();
    assumeTrue(mirror.isPresent(), "not run: this machine has no mirror with the AWS provider");
    for (String file : FILES) {
      try (InputStream text = TerraformIT.class.getResourceAsStream("/terraform/" + file)) {
        Files.copy(text, directory.resolve(file));
      }
    }
    ChildRouter router = scenario.startRouter();
    Terraform terraform = Terraform.init(directory, mirror.get(), router.endpoint());

    terraform.succeed(APPLY);

    JsonNode outputs = new ObjectMapper().readTree(terraform.succeed("output", "-json"));
    String a = attach(outputs, "a", "10.1.1.13/24");
    String b = attach(outputs, "b", "10.2.1.139/24");
    attach(outputs, "c", "10.3.1.13/24");
    String e = scenario.addNamespace("tfe");
    scenario.peerway("attach %s --netns %s".formatted(output(outputs, "interface_a"), e));
    assertThat(output(outputs, "path_found")).isEqualTo("true");
    test.assertAnswered(e, "10.2.1.139");
    test.assertAnswered(a, "10.2.1.139");
    test.assertAnswered(a, "10.3.1.13");
    assertThat(output(outputs, "instances")).isEqualTo("10.1.1.30 10.1.1.31");
    test.assertAnswered(b, "10.1.1.30");
    test.assertAnswered(b, "10.1.1.31");
    Terraform.Result again = plan(terraform);
    assertThat(again.status()).as(again.output()).isEqualTo(Terraform.NO_CHANGES);

    String changed = terraform.succeed(with("apply", CHANGES));
    assertThat(changed).contains("0 added, 2 changed, 0 destroyed");
    test.assertAnswered(a, "10.2.1.139");

    assertThat(terraform.succeed(with("destroy", CHANGES))).contains("Destroy complete!");
    awaitUnreachable(a);
    awaitUnreachable(e);
    assertThat(scenario.ports()).isEmpty();
  }

  /** Nobody else changed anything, so it is not asked for again. */
  private static String[] with(String command, List<String> variables) {
    List<String> all = new ArrayList<>(List.of(command, "-auto-approve", "-input=false"));
    all.addAll(List.of("-no-color", "-refresh=false"));
    all.addAll(variables);
    return all.toArray(String[]::new);
  }

  private static String output(JsonNode outputs, String name) {
    return outputs.get(name).get("value").asText();
  }

  private static Terraform.Result plan(Terraform terraform)
      throws IOException, InterruptedException {
    return terraform.run("plan", "-detailed-exitcode", "-input=false", "-no-color");
  }

  /** Gives the device of a VPC to a namespace; returns the namespace. */
  private String attach(JsonNode outputs, String name, String address) throws InterruptedException {
    String vpc = output(outputs, "vpc_" + name);
    String namespace = scenario.addNamespace("tf" + name);
    scenario.peerway("attach %s --netns %s --address %s".formatted(vpc, namespace, address));
    return namespace;
  }

  /** The device is gone, and the routes with it: ping says so, and sends nothing. */
  private void awaitUnreachable(String namespace) throws InterruptedException {
    test.await(
        () ->
            scenario
                .shell("ip netns exec %s ping -n -c 1 -W 1 10.2.1.139".formatted(namespace))
                .contains("Network is unreachable"));
  }
}
