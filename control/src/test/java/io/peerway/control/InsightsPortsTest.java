package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.insight.PathAnalysis;
import io.peerway.control.model.InsightsAnalysis.Through;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.PortRange;
import io.peerway.control.model.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.RuleAction;

/** Whether some port of a range gets through is what trying all of them says. */
class InsightsPortsTest {
  private static final int LABS = 12;
  private static final int RULES = 2;
  private static final int PORTS = 8;
  private static final PortRange SOME = new PortRange(2, PORTS);

  // Another seed: -Dpeerway.fuzz.seed=…
  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("peerway.fuzz.seed", 20_261_121L));

  @AutoClose private final InsightsLab lab = new InsightsLab();

  @Test
  void shouldFindAPortWhereverThereIsOne() {
    lab.routeBothWays();
    lab.allow(lab.vpcB, 1, PORTS - 2, "10.1.0.0/16");
    List<String> acls = List.of(lab.acl(lab.vpcA), lab.acl(lab.vpcB));
    for (boolean egress : new boolean[] {true, false}) {
      acls.forEach(acl -> removeRule(acl, egress, 100));
    }
    List<Boolean> answers = new ArrayList<>();
    for (int i = 0; i < LABS; i++) {
      for (int rule = 1; rule <= RULES; rule++) {
        for (String acl : acls) {
          addRule(acl, true, rule);
          addRule(acl, false, rule);
        }
      }
      boolean found = analyze(SOME, SOME).found();
      assertThat(found).as("lab %d", i).isEqualTo(anyOneByOne());
      answers.add(found);
      for (int rule = 1; rule <= RULES; rule++) {
        for (String acl : acls) {
          removeRule(acl, true, rule);
          removeRule(acl, false, rule);
        }
      }
    }
    assertThat(answers).contains(true, false);
  }

  private void removeRule(String acl, boolean egress, int number) {
    lab.ec2.deleteNetworkAclEntry(r -> r.networkAclId(acl).egress(egress).ruleNumber(number));
  }

  private void addRule(String acl, boolean egress, int number) {
    PortRange ports = range();
    boolean allow = random.nextInt(4) != 0;
    lab.ec2.createNetworkAclEntry(
        r ->
            r.networkAclId(acl)
                .ruleNumber(number)
                .egress(egress)
                .protocol("6")
                .ruleAction(allow ? RuleAction.ALLOW : RuleAction.DENY)
                .cidrBlock("0.0.0.0/0")
                .portRange(p -> p.from(ports.from()).to(ports.to())));
  }

  private PortRange range() {
    int from = random.nextInt(1, PORTS + 1);
    return new PortRange(from, random.nextInt(from, PORTS + 1));
  }

  private boolean anyOneByOne() {
    for (int source = SOME.from(); source <= SOME.to(); source++) {
      for (int port = SOME.from(); port <= SOME.to(); port++) {
        if (analyze(PortRange.of(source), PortRange.of(port)).found()) {
          return true;
        }
      }
    }
    return false;
  }

  private PathAnalysis.Result analyze(PortRange sourcePorts, PortRange ports) {
    InsightsPath path =
        new InsightsPath(
            "nip-1",
            new Scope(TestControlPlane.ACCOUNT, TestControlPlane.REGION),
            lab.eniA,
            Optional.of(lab.eniB),
            Optional.empty(),
            Optional.empty(),
            "tcp",
            Optional.empty(),
            Optional.of(
                new InsightsPath.Filter(
                    Optional.empty(),
                    Optional.of(sourcePorts),
                    Optional.empty(),
                    Optional.of(ports))),
            Optional.empty(),
            Instant.EPOCH);
    Through anything = new Through(List.of(), List.of());
    return new PathAnalysis(lab.plane().inventory(), path, anything, lab::explainer).run();
  }
}
