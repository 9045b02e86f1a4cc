/** HTTP on this machine: servers on 127.0.0.1, and the front of API Gateway's HTTP APIs. */
@NullMarked
package dev.tracedshop.local.http;

import org.jspecify.annotations.NullMarked;
