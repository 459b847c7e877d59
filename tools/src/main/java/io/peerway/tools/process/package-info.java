/** Other processes: peerway itself, and the programs that a scenario is made of. */
package io.peerway.tools.process;
