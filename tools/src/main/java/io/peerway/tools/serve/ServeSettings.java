package io.peerway.tools.serve;

import io.peerway.control.auth.Authenticator;
import io.peerway.control.flowlog.FlowLogSettings;
import io.peerway.control.model.Quotas;
import io.peerway.dataplane.io.RouterConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * How a router's process is run.
 *
 * @param listen where the API is served
 * @param authenticator who may call it
 * @param data directory of the records
 * @param quotas how much of everything there may be
 * @param flowLogs how they are written
 * @param socket of the operators
 * @param router the data plane
 */
public record ServeSettings(
    InetSocketAddress listen,
    Authenticator authenticator,
    Path data,
    Quotas quotas,
    FlowLogSettings flowLogs,
    Path socket,
    RouterConfig router) {}
