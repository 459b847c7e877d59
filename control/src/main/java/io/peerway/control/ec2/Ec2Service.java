package io.peerway.control.ec2;

import io.peerway.control.ec2.filter.GroupPermissionActions;
import io.peerway.control.ec2.filter.GroupReferenceActions;
import io.peerway.control.ec2.filter.NetworkAclActions;
import io.peerway.control.ec2.filter.NetworkAclEntryActions;
import io.peerway.control.ec2.filter.SecurityGroupActions;
import io.peerway.control.ec2.filter.SecurityGroupRuleActions;
import io.peerway.control.ec2.flowlog.FlowLogActions;
import io.peerway.control.ec2.insight.InsightsAnalysisActions;
import io.peerway.control.ec2.insight.InsightsPathActions;
import io.peerway.control.ec2.instance.ConsoleActions;
import io.peerway.control.ec2.instance.ImageActions;
import io.peerway.control.ec2.instance.InstanceActions;
import io.peerway.control.ec2.instance.InstanceAttributeActions;
import io.peerway.control.ec2.instance.InstanceStateActions;
import io.peerway.control.ec2.instance.InstanceTypeActions;
import io.peerway.control.ec2.instance.InterfaceAttachmentActions;
import io.peerway.control.ec2.instance.RunInstancesAction;
import io.peerway.control.ec2.networkinterface.InterfaceAddressActions;
import io.peerway.control.ec2.networkinterface.InterfaceAttributeActions;
import io.peerway.control.ec2.networkinterface.NetworkInterfaceActions;
import io.peerway.control.ec2.peering.PeeringActions;
import io.peerway.control.ec2.peering.PeeringOptionsActions;
import io.peerway.control.ec2.prefixlist.PrefixListActions;
import io.peerway.control.ec2.prefixlist.PrefixListChanges;
import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.ec2.protocol.ApiRequest;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.RunningRouter;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.ec2.route.RouteActions;
import io.peerway.control.ec2.route.RouteAssociationActions;
import io.peerway.control.ec2.route.RouteTableActions;
import io.peerway.control.ec2.vpc.DefaultVpcActions;
import io.peerway.control.ec2.vpc.DhcpOptionsActions;
import io.peerway.control.ec2.vpc.InternetGatewayActions;
import io.peerway.control.ec2.vpc.SubnetActions;
import io.peerway.control.ec2.vpc.SubnetAttributeActions;
import io.peerway.control.ec2.vpc.SubnetCidrActions;
import io.peerway.control.ec2.vpc.VpcActions;
import io.peerway.control.ec2.vpc.VpcAttributeActions;
import io.peerway.control.ec2.vpc.VpcCidrActions;
import io.peerway.control.model.AccountRegion;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Scope;
import io.peerway.control.rule.VpcSetup;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.StoreException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs calls of the EC2 API. May be used by any number of threads. */
public final class Ec2Service {
  private static final Logger LOG = LoggerFactory.getLogger(Ec2Service.class);
  private static final String VERSION = "2016-11-15";
  private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/" + VERSION + "/";

  private static final Map<String, Action> ACTIONS =
      Stream.of(
              VpcActions.actions(),
              VpcAttributeActions.actions(),
              VpcCidrActions.actions(),
              DefaultVpcActions.actions(),
              DhcpOptionsActions.actions(),
              FlowLogActions.actions(),
              InsightsPathActions.actions(),
              InsightsAnalysisActions.actions(),
              InternetGatewayActions.actions(),
              NetworkInterfaceActions.actions(),
              InterfaceAddressActions.actions(),
              InterfaceAttributeActions.actions(),
              RunInstancesAction.actions(),
              InstanceActions.actions(),
              InstanceStateActions.actions(),
              InstanceAttributeActions.actions(),
              ConsoleActions.actions(),
              InstanceTypeActions.actions(),
              ImageActions.actions(),
              InterfaceAttachmentActions.actions(),
              SubnetActions.actions(),
              SubnetAttributeActions.actions(),
              SubnetCidrActions.actions(),
              RouteTableActions.actions(),
              RouteAssociationActions.actions(),
              RouteActions.actions(),
              PeeringActions.actions(),
              PeeringOptionsActions.actions(),
              NetworkAclActions.actions(),
              NetworkAclEntryActions.actions(),
              SecurityGroupActions.actions(),
              SecurityGroupRuleActions.actions(),
              GroupPermissionActions.actions(),
              GroupReferenceActions.actions(),
              PrefixListActions.actions(),
              PrefixListChanges.actions(),
              TagActions.actions(),
              PlaceActions.actions())
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Action::name, Function.identity()));

  private final Ledger ledger;
  private final InstantSource clock;
  private final Ids ids;
  private final Quotas quotas;
  private final RunningRouter router;

  public Ec2Service(
      Ledger ledger, InstantSource clock, Ids ids, Quotas quotas, RunningRouter router) {
    this.ledger = ledger;
    this.clock = clock;
    this.ids = ids;
    this.quotas = quotas;
    this.router = router;
  }

  /** The names of the actions there are. */
  public static List<String> actionNames() {
    return ACTIONS.keySet().stream().sorted().toList();
  }

  /** Whether there is an action of this name, and it changes records. */
  public static boolean changes(String action) {
    return ACTIONS.containsKey(action) && ACTIONS.get(action).writes();
  }

  /** Answers a call; an error is an answer too. */
  public ApiAnswer answer(ApiRequest request) {
    try {
      return new ApiAnswer(200, ApiAnswer.SUCCESS, run(request));
    } catch (Ec2Exception refused) {
      return error(refused, request.requestId());
    } catch (StoreException failed) {
      LOG.error("The store failed", failed);
      return error(
          new Ec2Exception(503, "Unavailable", failed.getMessage() + " Nothing changed."),
          request.requestId());
    }
  }

  /** The answer to a call that came to nothing before any action saw it. */
  public static ApiAnswer error(Ec2Exception error, String requestId) {
    Xml xml = new Xml();
    xml.element(
            "Errors",
            () ->
                xml.element(
                    "Error",
                    () -> xml.text("Code", error.code()).text("Message", error.getMessage())))
        .text("RequestID", requestId);
    return new ApiAnswer(error.status(), error.code(), xml.document("Response", ""));
  }

  private String run(ApiRequest request) {
    Parameters parameters = new Parameters(request.parameters());
    checkCharacters(request.parameters());
    String name =
        parameters
            .text("Action")
            .orElseThrow(
                () -> new Ec2Exception("MissingAction", "The request must contain an Action"));
    String version = parameters.required("Version");
    if (!version.equals(VERSION)) {
      throw new Ec2Exception(
          "NoSuchVersion",
          "The requested version (" + version + ") of service AmazonEC2 does not exist");
    }
    Action action = ACTIONS.get(name);
    if (action == null) {
      throw new Ec2Exception(
          "InvalidAction", "The action " + name + " is not valid for this web service.");
    }
    action.checkNames(parameters);
    boolean dryRun = parameters.flag("DryRun").orElse(false);
    Scope caller = request.caller();
    Instant now = clock.instant();
    Inventory inventory = ledger.inventory();
    Xml xml;
    if (action.writes() || !isFurnished(inventory, caller)) {
      xml =
          ledger.change(
              draft -> {
                WriteCall call =
                    new WriteCall(request, parameters, now, draft, ids, quotas, router);
                return write(action, call, request.requestId(), dryRun);
              });
    } else {
      xml = new Xml().text("requestId", request.requestId());
      action.answer(new Call(request, parameters, now, inventory, quotas, router), xml);
      refuseIf(dryRun);
    }
    return xml.document(name + "Response", NAMESPACE);
  }

  private static void checkCharacters(Map<String, String> parameters) {
    parameters.forEach(
        (name, value) -> {
          if (!Xml.canWrite(name) || !Xml.canWrite(value)) {
            throw new Ec2Exception(
                "InvalidCharacter", "The parameter " + name + " has a character that is invalid");
          }
        });
  }

  private static Xml write(Action action, WriteCall call, String requestId, boolean dryRun) {
    // A region gets its default VPC together with the first call that succeeds in it.
    if (!isFurnished(call.inventory(), call.caller())) {
      VpcSetup.furnish(call.draft(), call.caller(), call.ids());
    }
    Xml xml = new Xml().text("requestId", requestId);
    action.answer(call, xml);
    refuseIf(dryRun);
    return xml;
  }

  private static void refuseIf(boolean dryRun) {
    if (dryRun) {
      throw new Ec2Exception(
          412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  private static boolean isFurnished(Inventory inventory, Scope scope) {
    return inventory.find(AccountRegion.KIND, AccountRegion.id(scope)).isPresent();
  }
}
