/** What the control side tells of itself: metrics in Prometheus' format, and whether it is well. */
package io.peerway.control.observe;
