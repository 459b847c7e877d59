/**
 * How the other commands talk to a running router: one JSON request and one JSON answer, each a
 * line, over a Unix domain socket that only its owner may open. One class per operation.
 */
package io.peerway.tools.operator;
