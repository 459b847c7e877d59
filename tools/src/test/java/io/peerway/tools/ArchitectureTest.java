package io.peerway.tools;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which: the arrows of docs/architecture.md. */
@AnalyzeClasses(packages = "io.peerway", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ALL = "io.peerway..";
  private static final String DATAPLANE = "io.peerway.dataplane..";
  private static final String CONTROL = "io.peerway.control..";
  private static final String BENCH = "io.peerway.bench..";

  @ArchTest
  static final ArchRule dataplaneShouldKnowNothingOfTheOtherModules =
      mayUseOnly(DATAPLANE, DATAPLANE);

  @ArchTest
  static final ArchRule controlShouldKnowOnlyTheDataplane = mayUseOnly(CONTROL, CONTROL, DATAPLANE);

  @ArchTest
  static final ArchRule benchShouldNotKnowTheTools = mayUseOnly(BENCH, BENCH, CONTROL, DATAPLANE);

  @ArchTest static final ArchRule wireShouldStandOnTheGround = mayUseOnlyInDataplane("wire");
  @ArchTest static final ArchRule lpmShouldStandOnTheGround = mayUseOnlyInDataplane("lpm");
  @ArchTest static final ArchRule linuxShouldStandOnTheGround = mayUseOnlyInDataplane("linux");
  @ArchTest static final ArchRule observeShouldStandOnTheGround = mayUseOnlyInDataplane("observe");

  @ArchTest
  static final ArchRule stateShouldBeMadeOfTablesAndAddresses =
      mayUseOnlyInDataplane("state", "lpm", "observe", "wire");

  @ArchTest
  static final ArchRule flowShouldKnowPacketsAndNothingOfRules =
      mayUseOnlyInDataplane("flow", "wire");

  @ArchTest
  static final ArchRule portShouldKnowDevicesAndNothingOfPackets =
      mayUseOnlyInDataplane("port", "linux");

  @ArchTest
  static final ArchRule forwardShouldKnowNothingOfPortsAndTheKernel =
      mayUseOnlyInDataplane("forward", "wire", "lpm", "flow", "state", "observe");

  @ArchTest
  static final ArchRule captureShouldOnlyObserveThePipeline =
      mayUseOnlyInDataplane("capture", "forward", "observe", "state", "wire");

  @ArchTest
  static final ArchRule explainShouldOnlyRunThePipeline =
      mayUseOnlyInDataplane("explain", "capture", "flow", "forward", "observe", "state", "wire");

  @ArchTest
  static final ArchRule flowLogsShouldOnlyObserveThePipeline =
      mayUseOnlyInDataplane("flowlog", "forward", "observe", "state", "wire");

  @ArchTest
  static final ArchRule ioShouldPutThePartsTogether =
      mayUseOnlyInDataplane(
          "io", "capture", "explain", "flow", "flowlog", "forward", "port", "linux", "observe",
          "state");

  @ArchTest
  static final ArchRule onlyLinuxShouldMakeNativeCalls =
      noClasses()
          .that()
          .resideOutsideOfPackage(dataplane("linux"))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.foreign.Linker");

  @ArchTest
  static final ArchRule dataplaneShouldKnowNothingOfHttpStorageAndJson =
      noClasses()
          .that()
          .resideInAPackage(DATAPLANE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty.handler..", "com.fasterxml..", "java.sql..", "java.net.http..");

  @ArchTest
  static final ArchRule packagesShouldHaveNoCycles =
      slices().matching("io.peerway.(*).(*)..").should().beFreeOfCycles();

  private static String dataplane(String part) {
    return "io.peerway.dataplane." + part + "..";
  }

  private static ArchRule mayUseOnlyInDataplane(String part, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = dataplane(part);
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = dataplane(others[i]);
    }
    return mayUseOnly(dataplane(part), allowed);
  }

  /** Of the project's own packages; libraries are another matter. */
  private static ArchRule mayUseOnly(String user, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(user)
        .should()
        .dependOnClassesThat(resideInAPackage(ALL).and(not(resideInAnyPackage(allowed))));
  }
}
