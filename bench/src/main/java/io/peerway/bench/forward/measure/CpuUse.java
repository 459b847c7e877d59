package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.CpuTime;
import java.util.List;

/**
 * Processor time that was used between two moments.
 *
 * @param machine seconds of all processors
 * @param router seconds of the router's processes; NaN where it has none
 */
record CpuUse(double machine, double router) {
  /** Up to now. */
  static CpuUse now(List<Long> routerPids) {
    return new CpuUse(
        CpuTime.ofMachine(), routerPids.isEmpty() ? Double.NaN : CpuTime.ofProcesses(routerPids));
  }

  CpuUse since(CpuUse earlier) {
    return new CpuUse(machine - earlier.machine, router - earlier.router);
  }

  CpuUse per(double units) {
    return new CpuUse(machine / units, router / units);
  }
}
