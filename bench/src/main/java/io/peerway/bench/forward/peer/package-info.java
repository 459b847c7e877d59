/** The routers that are compared, one class for each kind. */
package io.peerway.bench.forward.peer;
