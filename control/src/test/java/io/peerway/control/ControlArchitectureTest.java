package io.peerway.control;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.peerway.control.compile.Datapath;
import io.peerway.control.store.Store;
import java.time.Instant;

/** Which part of the control side may know which. */
@AnalyzeClasses(
    packages = "io.peerway.control",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ControlArchitectureTest {
  private static final String ROOT = "io.peerway.control";

  @ArchTest
  static final ArchRule THE_MODEL_AND_ITS_RULES_ARE_PURE =
      classes()
          .that()
          .resideInAnyPackage(ROOT + ".model", ROOT + ".rule")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT + ".model",
              ROOT + ".rule",
              "io.peerway.dataplane.wire",
              "org.pcollections",
              "java.lang..",
              "java.time..",
              "java.util..");

  @ArchTest
  static final ArchRule THE_MODEL_AND_ITS_RULES_READ_NO_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + ".model", ROOT + ".rule")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest static final ArchRule THE_MODEL_KNOWS_NOTHING_ELSE = onlyKnows("model");

  @ArchTest static final ArchRule THE_STORE_KNOWS_THE_MODEL_ALONE = onlyKnows("store", "model");

  @ArchTest
  static final ArchRule THE_API_KNOWS_RECORDS_AND_WHO_EXPLAINS =
      onlyKnows("ec2", "insight", "model", "rule", "store");

  /** What all actions are written with comes first; Ec2Service, which lists them, last. */
  @ArchTest
  static final ArchRule THE_PROTOCOL_KNOWS_NO_ACTIONS =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".ec2.protocol")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage(ROOT + ".ec2..")
                  .and(JavaClass.Predicates.resideOutsideOfPackage(ROOT + ".ec2.protocol")));

  @ArchTest
  static final ArchRule FAMILIES_OF_ACTIONS_DO_NOT_KNOW_EACH_OTHER_IN_CIRCLES =
      slices().matching(ROOT + ".ec2.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule INSIGHT_KNOWS_THE_MODEL_ALONE = onlyKnows("insight", "model");

  @ArchTest static final ArchRule AUTH_KNOWS_SCOPES_ALONE = onlyKnows("auth", "model");

  @ArchTest static final ArchRule HTTP_KNOWS_NOTHING_OF_WHAT_IT_SERVES = onlyKnows("http");

  @ArchTest
  static final ArchRule ONLY_COMPILE_AND_INSIGHT_KNOW_FORWARDING =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackages(ROOT + ".compile", ROOT + ".insight")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.peerway.dataplane.state..",
              "io.peerway.dataplane.lpm..",
              "io.peerway.dataplane.port..",
              "io.peerway.dataplane.io..",
              "io.peerway.dataplane.forward..",
              "io.peerway.dataplane.linux..");

  @ArchTest
  static final ArchRule ONLY_HTTP_KNOWS_NETTY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "..")
          .and()
          .resideOutsideOfPackage(ROOT + ".http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule SMALL_INTERFACES_STAY_SMALL =
      classes()
          .that()
          .areAssignableTo(Store.class)
          .or()
          .areAssignableTo(Datapath.class)
          .and()
          .areInterfaces()
          .should(
              new ArchCondition<>("have at most five methods") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  events.add(
                      new SimpleConditionEvent(
                          type,
                          type.getMethods().size() <= 5,
                          type.getName() + " has " + type.getMethods().size() + " methods"));
                }
              });

  private static ArchRule onlyKnows(String part, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = ROOT + "." + part + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = ROOT + "." + others[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + part + "..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(ROOT + "..")
                .and(JavaClass.Predicates.resideOutsideOfPackages(allowed)));
  }
}
