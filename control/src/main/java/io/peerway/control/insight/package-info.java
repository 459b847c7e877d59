/**
 * Answers questions about reachability: the data plane explains a packet, and {@link
 * io.peerway.control.insight.PathAnalysis} tells that in the words of AWS's Reachability Analyzer.
 */
package io.peerway.control.insight;
