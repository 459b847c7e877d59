/** Actions on route tables, their associations and routes. */
package io.peerway.control.ec2.route;
