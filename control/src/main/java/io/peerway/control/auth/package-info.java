/** Who makes a call: accounts and regions, from AWS Signature Version 4. */
package io.peerway.control.auth;
