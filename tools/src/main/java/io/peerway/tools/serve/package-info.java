/** The router's process: puts data plane, control plane and operator socket together. */
package io.peerway.tools.serve;
