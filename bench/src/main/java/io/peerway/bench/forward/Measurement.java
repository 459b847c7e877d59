package io.peerway.bench.forward;

import io.peerway.bench.forward.measure.Figure;
import java.util.Map;

/**
 * One value.
 *
 * @param value in the figure's unit
 * @param machineCpu seconds of all processors for a Gbit or a million packets; NaN for a latency
 * @param routerCpu the part of it that the router's processes used, NaN where it has none
 * @param busyBefore how busy the machine was when it began, from 0 to 1
 * @param details what else was counted, by name
 */
public record Measurement(
    String peer,
    int mtu,
    int round,
    Figure figure,
    double value,
    double machineCpu,
    double routerCpu,
    double busyBefore,
    Map<String, Double> details) {}
