package io.peerway.control.ec2.insight;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Idempotency;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Page;
import io.peerway.control.ec2.protocol.TagSpecifications;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.insight.PathAnalysis;
import io.peerway.control.model.InsightsAnalysis;
import io.peerway.control.model.InsightsPath;
import io.peerway.control.model.ResourceType;
import io.peerway.control.model.Tags;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** StartNetworkInsightsAnalysis, DescribeNetworkInsightsAnalyses, DeleteNetworkInsightsAnalysis. */
public final class InsightsAnalysisActions {
  private static final int MOST_RESULTS = 100;

  // An analysis is done before its start is answered; clients expect to wait for it.
  private static final String RUNNING = "running";
  private static final String SUCCEEDED = "succeeded";

  private static final Filters<InsightsAnalysis> FILTERS =
      Filters.<InsightsAnalysis>tagged(InsightsAnalysis::id)
          .on("path-found", analysis -> Boolean.toString(analysis.found()))
          .on("status", analysis -> SUCCEEDED);

  private InsightsAnalysisActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("StartNetworkInsightsAnalysis", InsightsAnalysisActions::start)
            .takes("NetworkInsightsPathId", Idempotency.PARAMETER)
            .takes("FilterInArn.N", "FilterOutArn.N")
            .takesTags()
            .refuses("AdditionalAccount"),
        Action.read("DescribeNetworkInsightsAnalyses", InsightsAnalysisActions::describe)
            .takes("NetworkInsightsAnalysisId.N", "NetworkInsightsPathId")
            .takes("AnalysisStartTime", "AnalysisEndTime")
            .takesFilters()
            .takesPages(),
        Action.write("DeleteNetworkInsightsAnalysis", InsightsAnalysisActions::delete)
            .takes("NetworkInsightsAnalysisId"));
  }

  private static void start(WriteCall call, Xml xml) {
    InsightsPath path = Lookup.INSIGHTS_PATH.required(call, "NetworkInsightsPathId");
    Optional<InsightsAnalysis> before = Idempotency.earlier(call, InsightsAnalysis.KIND);
    InsightsAnalysis analysis = before.orElseGet(() -> startNew(call, path));
    xml.element(
        "networkInsightsAnalysis", () -> InsightsXml.writeHead(call, xml, analysis, RUNNING));
  }

  private static InsightsAnalysis startNew(WriteCall call, InsightsPath path) {
    InsightsAnalysis.Through through =
        new InsightsAnalysis.Through(arns(call, "FilterInArn"), arns(call, "FilterOutArn"));
    PathAnalysis.Result result =
        new PathAnalysis(call.inventory(), path, through, call.router()::explainer).run();
    InsightsAnalysis analysis =
        new InsightsAnalysis(
            call.ids().next(ResourceType.NETWORK_INSIGHTS_ANALYSIS),
            call.caller(),
            path.id(),
            call.now(),
            through,
            result.found(),
            result.forward(),
            result.back(),
            result.explanations(),
            result.hints());
    call.draft().put(analysis);
    TagSpecifications.apply(call, ResourceType.NETWORK_INSIGHTS_ANALYSIS, analysis.id());
    Idempotency.remember(call, analysis.id());
    return analysis;
  }

  /** ARNs of what is there, whoever owns it: a misspelt one would say that there is no path. */
  private static List<String> arns(WriteCall call, String name) {
    List<String> arns = call.parameters().list(name);
    for (String arn : arns) {
      if (!InsightsXml.arn(call, PathAnalysis.id(arn)).equals(Optional.of(arn))) {
        throw Errors.invalidValue(name, arn, "It must be the ARN of a resource that exists.");
      }
    }
    return arns;
  }

  private static void describe(Call call, Xml xml) {
    Predicate<InsightsAnalysis> wanted = FILTERS.of(call);
    Optional<Instant> from = time(call, "AnalysisStartTime");
    Optional<Instant> to = time(call, "AnalysisEndTime");
    Optional<String> path = call.parameters().text("NetworkInsightsPathId");
    path.ifPresent(id -> Lookup.INSIGHTS_PATH.find(call, id));
    Stream<InsightsAnalysis> analyses =
        Lookup.INSIGHTS_ANALYSIS
            .listed(
                call,
                "NetworkInsightsAnalysisId",
                call.inventory().by(InsightsAnalysis.BY_SCOPE, call.caller()))
            .stream()
            .filter(wanted)
            .filter(one -> path.isEmpty() || path.get().equals(one.pathId()))
            .filter(one -> from.isEmpty() || !one.startedAt().isBefore(from.get()))
            .filter(one -> to.isEmpty() || !one.startedAt().isAfter(to.get()));
    Page.of(call, analyses, InsightsAnalysis::id, MOST_RESULTS)
        .write(
            xml,
            "networkInsightsAnalysisSet",
            analysis -> {
              InsightsXml.writeHead(call, xml, analysis, SUCCEEDED);
              InsightsXml.writeResult(call, xml, analysis);
            });
  }

  private static Optional<Instant> time(Call call, String name) {
    return call.parameters()
        .text(name)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw Errors.invalidValue(name, text, "It must be a time in UTC.");
              }
            });
  }

  private static void delete(WriteCall call, Xml xml) {
    InsightsAnalysis analysis =
        Lookup.INSIGHTS_ANALYSIS.required(call, "NetworkInsightsAnalysisId");
    Tags.forget(call.draft(), analysis.id());
    call.draft().delete(analysis);
    xml.text("networkInsightsAnalysisId", analysis.id());
  }
}
