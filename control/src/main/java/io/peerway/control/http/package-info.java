/** An HTTP server for one small endpoint; knows nothing of what the endpoint means. */
package io.peerway.control.http;
